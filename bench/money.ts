import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HttpSetUp, HttpTarget, SqlSetUp } from "./load-order.ts";
import { OwnProcess } from "./own-process.ts";
import { ratioOf, takeTurns, type Measured } from "./rounds.ts";
import { connectionOf, fillCafe, startServer, type FilledCafe, type Served } from "./served-cafe.ts";

/**
 * `npm run bench:money`: top-ups end to end at 1, 16 and 64 connections, on many members and on a single hot one, in turn
 * with the same SQL function without HTTP, on the same PostgreSQL. A ratio is the median over neighbouring rounds.
 */
const connectionCounts = [1, 16, 64] as const;
/** PostgreSQL takes 100 connections, and the server's own pool is open beside these. */
const mostSqlConnections = 48;
const turns = { rounds: 5, seconds: 2, warmUpSeconds: 1.5 };
const print = (line = "") => process.stdout.write(`${line}\n`);

const sides = ["served", "keyed", "sql", "servedHot", "sqlHot"] as const;
type SideName = (typeof sides)[number];
const names: Record<SideName, string> = {
  served: "Netcafe, many members",
  keyed: "Netcafe, many members, keyed",
  sql: "the SQL alone, many members",
  servedHot: "Netcafe, one hot member",
  sqlHot: "the SQL alone, one hot member",
};

async function measureAt(
  connections: number,
  targets: Record<"served" | "keyed" | "servedHot", HttpTarget>,
  sql: Omit<SqlSetUp, "connections" | "kind">,
): Promise<Record<SideName, Measured>> {
  const http = new OwnProcess("http-load.ts");
  const direct = new OwnProcess("sql-load.ts");
  try {
    await http.ask<unknown>({ kind: "http", connections, targets } satisfies HttpSetUp);
    const own: SqlSetUp = { ...sql, kind: "sql", connections: Math.min(connections, mostSqlConnections) };
    await direct.ask<unknown>(own);
    return await takeTurns(
      {
        served: (seconds) => http.round({ target: "served", seconds }),
        keyed: (seconds) => http.round({ target: "keyed", seconds }),
        sql: (seconds) => direct.round({ target: "topUp", seconds }),
        servedHot: (seconds) => http.round({ target: "servedHot", seconds }),
        sqlHot: (seconds) => direct.round({ target: "hot", seconds }),
      },
      turns,
    );
  } finally {
    await Promise.all([http.stop(), direct.stop()]);
  }
}

function printMeasured(connections: number, measured: Record<SideName, Measured>): void {
  print(`\n${connections} connection${connections === 1 ? "" : "s"}`);
  for (const side of sides) {
    const { perSecond, p50Ms, p99Ms } = measured[side];
    print(
      `  ${names[side].padEnd(34)}${`${Math.round(perSecond)}/s`.padStart(8)}   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms`,
    );
  }
  const target = (ratio: number, least: number) =>
    connections === 64 ? `   target ≥ ${least.toFixed(2)}   ${ratio >= least ? "PASS" : "MISS"}` : "";
  const ratios: [string, number, number | null][] = [
    ["many members / SQL alone", ratioOf(measured.served, measured.sql), 0.5],
    ["the same, keyed", ratioOf(measured.keyed, measured.sql), null],
    ["hot member / SQL alone on many", ratioOf(measured.servedHot, measured.sql), 0.3],
    ["hot member / SQL alone on it", ratioOf(measured.servedHot, measured.sqlHot), null],
  ];
  for (const [name, ratio, least] of ratios)
    print(`  ${name.padEnd(34)}${ratio.toFixed(2).padStart(8)}${least === null ? "" : target(ratio, least)}`);
}

function targetsOf(served: Served, cafe: FilledCafe) {
  const url = `${served.baseUrl}/api/v2/cafe/${cafe.cafeId}/members/action/topup`;
  const common = {
    url,
    ca: served.ca,
    method: "POST",
    headers: { authorization: `Bearer ${cafe.key}` },
  } as const;
  const { memberIds } = cafe;
  return {
    served: { ...common, memberIds },
    keyed: { ...common, memberIds, isKeyed: true },
    servedHot: { ...common, memberIds: memberIds.slice(0, 1) },
  };
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "netcafe-money-"));
  const dataDir = join(dir, "data");
  const flags = (process.env["BENCH_SERVER_FLAGS"] ?? "").split(" ").filter(Boolean);
  let served: Served | undefined;
  try {
    served = await startServer(dataDir, flags);
    const cafe = await fillCafe(served, { pcs: 1, members: 256 });
    const targets = targetsOf(served, cafe);
    const sql = { connection: await connectionOf(dataDir), cafeId: cafe.cafeId, memberIds: cafe.memberIds };
    print(`POST topup over HTTPS kept alive, ${turns.rounds} rounds of ${turns.seconds} s each, in turn.`);
    for (const connections of connectionCounts)
      printMeasured(connections, await measureAt(connections, targets, sql));
  } catch (error) {
    print(`The benchmark was broken off: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await served?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

await main();
