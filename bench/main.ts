import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openAuthority } from "../server/kernel/tls/index.ts";
import { callerOf } from "../server/testing/api-caller.ts";
import type { HttpSetUp, HttpTarget, SqlSetUp } from "./load-order.ts";
import { OwnProcess } from "./own-process.ts";
import { ratioOf, takeTurns, type Measured } from "./rounds.ts";
import { connectionOf, fillCafe, startServer, type FilledCafe, type Served } from "./served-cafe.ts";

const connections = 32;
/** `npm run bench -- list` leaves the top-ups out. */
const listOnly = process.argv[2] === "list";
const size = { pcs: 100, members: 256 };
const turns = { rounds: 5, seconds: 3, warmUpSeconds: 2 };

const print = (line = "") => process.stdout.write(`${line}\n`);
const verdict = (holds: boolean) => (holds ? "PASS" : "MISS");

function printSide(name: string, { perSecond, p50Ms, p99Ms }: Measured): void {
  const figures = [
    `${Math.round(perSecond)}/s`.padStart(9),
    `p50 ${p50Ms.toFixed(1)} ms`,
    `p99 ${p99Ms.toFixed(1)} ms`,
  ];
  print(`  ${name.padEnd(34)}${figures.join("   ")}`);
}

function printRatio(name: string, ratio: number): void {
  print(`  ${name.padEnd(34)}${ratio.toFixed(2).padStart(9)}   target ≥ 0.50   ${verdict(ratio >= 0.5)}`);
}

function printStart(name: string, seconds: number, limit: number): void {
  print(
    `  ${name.padEnd(34)}${`${seconds.toFixed(1)} s`.padStart(9)}   target ≤ ${limit} s   ${verdict(seconds <= limit)}`,
  );
}

/** The bare server with a certificate of the same kind, answering what Netcafe answered just now. */
async function startBareServer(
  bare: OwnProcess,
  served: Served,
  target: HttpTarget,
  dir: string,
): Promise<HttpTarget> {
  const answer = await callerOf({ baseUrl: served.baseUrl, cafeId: 0, token: undefined, ca: served.ca }).raw({
    method: "GET",
    path: new URL(target.url).pathname,
    headers: target.headers,
  });
  const { keyPem, certPem, caPem } = await openAuthority({ dir, hostNames: [], now: new Date() });
  const contentType = String(answer.headers["content-type"]);
  const { port } = await bare.ask<{ port: number }>({ keyPem, certPem, contentType, text: answer.text });
  print(`A list of ${size.pcs} PCs is ${Buffer.byteLength(answer.text)} bytes.`);
  return { url: `https://localhost:${port}/`, ca: caPem, method: "GET", headers: target.headers };
}

function targetsOf(served: Served, cafe: FilledCafe) {
  const at = `${served.baseUrl}/api/v2/cafe/${cafe.cafeId}`;
  const shared = { ca: served.ca, headers: { authorization: `Bearer ${cafe.key}` } };
  const { memberIds } = cafe;
  const list: HttpTarget = { ...shared, url: `${at}/pcs`, method: "GET" };
  const topUp: HttpTarget = { ...shared, url: `${at}/members/action/topup`, method: "POST", memberIds };
  return { list, topUp, keyedTopUp: { ...topUp, isKeyed: true } };
}

async function measureLists(http: OwnProcess): Promise<void> {
  const measured = await takeTurns(
    {
      list: (seconds) => http.round({ target: "list", seconds }),
      bare: (seconds) => http.round({ target: "bare", seconds }),
    },
    turns,
  );
  print("\nGET pcs");
  printSide("Netcafe", measured.list);
  printSide("bare node:https, same bytes", measured.bare);
  printRatio("ratio", ratioOf(measured.list, measured.bare));
}

async function measureTopUps(http: OwnProcess, sql: OwnProcess): Promise<void> {
  const measured = await takeTurns(
    {
      topUp: (seconds) => http.round({ target: "topUp", seconds }),
      sql: (seconds) => sql.round({ target: "topUp", seconds }),
      keyedTopUp: (seconds) => http.round({ target: "keyedTopUp", seconds }),
    },
    { ...turns, seconds: 2.5 },
  );
  print("\nPOST topup");
  printSide("Netcafe", measured.topUp);
  printSide("Netcafe, with Idempotency-Key", measured.keyedTopUp);
  printSide("the SQL function in a tight loop", measured.sql);
  printRatio("ratio", ratioOf(measured.topUp, measured.sql));
  printRatio("ratio with Idempotency-Key", ratioOf(measured.keyedTopUp, measured.sql));
}

async function measureLoad(served: Served, dir: string, dataDir: string): Promise<void> {
  const [http, sql, bare] = [
    new OwnProcess("http-load.ts"),
    new OwnProcess("sql-load.ts"),
    new OwnProcess("bare-server.ts"),
  ];
  try {
    const cafe = await fillCafe(served, size);
    const targets = targetsOf(served, cafe);
    const bareTarget = await startBareServer(bare, served, targets.list, join(dir, "bare-tls"));
    const httpSetUp: HttpSetUp = { kind: "http", connections, targets: { ...targets, bare: bareTarget } };
    await http.ask(httpSetUp);
    const { cafeId, memberIds } = cafe;
    const sqlSetUp: SqlSetUp = {
      kind: "sql",
      connections,
      connection: await connectionOf(dataDir),
      cafeId,
      memberIds,
    };
    await sql.ask(sqlSetUp);
    await measureLists(http);
    if (!listOnly) await measureTopUps(http, sql);
  } finally {
    await Promise.all([http.stop(), sql.stop(), bare.stop()]);
  }
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "netcafe-bench-"));
  const dataDir = join(dir, "data");
  const flags = (process.env["BENCH_SERVER_FLAGS"] ?? "").split(" ").filter(Boolean);
  let served: Served | undefined;
  try {
    served = await startServer(dataDir);
    const first = served.firstAnswerSeconds;
    await served.stop();
    served = await startServer(dataDir);
    const later = served.firstAnswerSeconds;
    if (flags.length > 0) {
      await served.stop();
      served = await startServer(dataDir, flags);
    }
    print(`HTTPS kept alive, ${connections} connections, rounds in turn.`);
    await measureLoad(served, dir, dataDir);
    print("\nFrom npm start to the first answered call");
    printStart("first start", first, 15);
    printStart("later start", later, 4);
  } catch (error) {
    print(`The benchmark was broken off: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    await served?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

await main();
