import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openDatabase, type Db } from "../server/kernel/db/database.ts";
import { silentLog } from "../server/kernel/log.ts";
import { verifyBooks } from "../server/verify-books.ts";
import { CostOfCalls, usedBy, type Used } from "./cpu-time.ts";
import { fillCafes, type FilledCafes } from "./fill-sessions.ts";
import { OwnProcess } from "./own-process.ts";
import { ratioOf, takeTurns, type Measured, type Side } from "./rounds.ts";
import { connectionOf, serverPid, startServer, type Served } from "./served-cafe.ts";
import { steps, type SessionHttpSetUp, type SessionSqlSetUp, type Step } from "./session-order.ts";

/**
 * `npm run bench:sessions`: how fast sessions start, move on to another source and end, beside the same rows written by SQL
 * alone; what 20,000 running sessions cost while nothing is due; how long a start of the server takes with them, and how
 * long until all are done when their time is over. `npm run bench:sessions -- 4000` does it with 4,000.
 */

const connections = 16;
const running = Number(process.argv[2] ?? 20_000);
const pcsOfCafe = 500;
const turns = { rounds: 5, seconds: 2, warmUpSeconds: 1.5 };
const idleSeconds = 20;
/** All that is measured while they run must be over by then. */
const lastsSeconds = Math.round(120 + running / 100);
const print = (line = "") => process.stdout.write(`${line}\n`);
const verdict = (holds: boolean) => (holds ? "PASS" : "MISS");
const secondsSince = (startedMs: number) => (performance.now() - startedMs) / 1000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const names: Record<Step, string> = {
  start: "started (startMember)",
  move: "moved on to another source",
  checkout: "checked out",
};

function printSide(name: string, { perSecond, p50Ms, p99Ms }: Measured): void {
  print(
    `  ${name.padEnd(34)}${`${Math.round(perSecond)}/s`.padStart(8)}   p50 ${p50Ms.toFixed(1)} ms   p99 ${p99Ms.toFixed(1)} ms`,
  );
}

const printCost = ({ words }: CostOfCalls) => print(`      ${words}`);

function printFigure(name: string, value: string, target = ""): void {
  print(`  ${name.padEnd(52)}${value.padStart(10)}${target === "" ? "" : `   target ${target}`}`);
}

async function httpLoad(served: Served, cafes: FilledCafes): Promise<OwnProcess> {
  const http = new OwnProcess("session-load.ts");
  const { baseUrl, ca } = served;
  await http.ask({ connections, baseUrl, ca, ...cafes } satisfies SessionHttpSetUp);
  return http;
}

/** The steps over HTTP, in turn with the same rows by SQL; the rounds of a step take up what the step before has left. */
async function measureSteps(served: Served, db: Db, dataDir: string): Promise<FilledCafes> {
  const size = { cafes: 4, seats: pcsOfCafe / 2, balanceMinor: 1_000_000, movable: true };
  const ours = await fillCafes(db, served, size);
  const theirs = await fillCafes(db, served, size);
  const yardstick = await readFile(new URL("session-yardstick.sql", import.meta.url), "utf8");
  await db.transact((tx) => tx.script(yardstick));
  const http = await httpLoad(served, ours);
  const sql = new OwnProcess("session-sql.ts");
  try {
    await http.round({ target: "start", seconds: 1 });
    const span = await db.row<{ terms: object }>("select terms from session_spans limit 1");
    const terms = JSON.stringify(span?.terms);
    const connection = await connectionOf(dataDir);
    await sql.ask({ connections, connection, seats: theirs.seats, terms } satisfies SessionSqlSetUp);
    const used = await usedNow(dataDir);
    const [ourSides, theirSides] = [sidesOf(http, used, ""), sidesOf(sql, used, " sql")];
    const measured = await takeTurns(
      Object.fromEntries(ourSides.list.flatMap((side, place) => [side, theirSides.list[place] ?? side])),
      turns,
    );
    print(
      `Sessions over HTTPS at ${connections} connections, in turn with the same rows by SQL, one call each.`,
    );
    for (const step of steps) {
      const [served, alone] = [measured[step] as Measured, measured[`${step} sql`] as Measured];
      printSide(names[step], served);
      printCost(ourSides.costs[step]);
      printSide("  the same rows by SQL alone", alone);
      printCost(theirSides.costs[step]);
      print(`  ${"  ratio".padEnd(34)}${ratioOf(served, alone).toFixed(2).padStart(8)}`);
    }
    return ours;
  } finally {
    await Promise.all([http.stop(), sql.stop()]);
  }
}

/** The steps as sides of `takeTurns`, and what each costs. */
function sidesOf(process: OwnProcess, used: () => Promise<Used>, ending: string) {
  const costs: Record<Step, CostOfCalls> = {
    start: new CostOfCalls(),
    move: new CostOfCalls(),
    checkout: new CostOfCalls(),
  };
  const list = steps.map((step): [string, Side] => [
    `${step}${ending}`,
    (seconds) =>
      costs[step].measure(used, () => process.round({ target: step, seconds: roundSeconds(step, seconds) })),
  ]);
  return { list, costs };
}

async function usedNow(dataDir: string): Promise<() => Promise<Used>> {
  const pid = await serverPid(dataDir);
  return () => usedBy(pid, dataDir);
}

/** What was begun is ended, however long that takes, so that each turn begins alike. */
const roundSeconds = (step: Step, seconds: number) => (step === "checkout" ? 60 : seconds);

async function expectBooksInOrder(db: Db): Promise<void> {
  const startedMs = performance.now();
  for await (const { guarantee, broken } of verifyBooks(db))
    if (broken !== null) throw new Error(`the books are broken: ${broken} (${guarantee})`);
  printFigure("netcafe verify: clean", `${secondsSince(startedMs).toFixed(1)} s`);
}

async function countRunning(db: Db): Promise<number> {
  const row = await db.row<{ n: number }>("select count(*) as n from sessions where ended_at is null");
  return row?.n ?? 0;
}

/** Starts as many sessions as there are seats, over HTTP. */
async function startAll(served: Served, db: Db, dataDir: string): Promise<FilledCafes> {
  const cafes = Math.ceil(running / pcsOfCafe);
  const size = { cafes, seats: Math.ceil(running / cafes), balanceMinor: lastsSeconds, movable: false };
  const filled = await fillCafes(db, served, size);
  const http = await httpLoad(served, filled);
  try {
    const { latenciesMs, elapsedSeconds } = await http.round({ target: "start", seconds: 3_600 });
    print(`\n${latenciesMs.length} sessions in ${cafes} cafés, each of ${lastsSeconds} s, started over HTTP`);
    printFigure("started in", `${elapsedSeconds.toFixed(1)} s`);
    printFigure("that is", `${Math.round(latenciesMs.length / elapsedSeconds)}/s`);
    await expectBooksInOrder(db);
    // PostgreSQL counts what its tables hold within a minute by itself; here it need not be waited for.
    await db.rows("analyze");
    const cost = new CostOfCalls();
    const used = await usedNow(dataDir);
    const measured = await takeTurns(
      { list: (seconds) => cost.measure(used, () => http.round({ target: "list", seconds })) },
      { rounds: 2, seconds: 2, warmUpSeconds: 1 },
    );
    printSide(`GET pcs, ${size.seats} PCs in session`, measured.list);
    printCost(cost);
    return filled;
  } finally {
    await http.stop();
  }
}

/** The steps once more, with all the others running. */
async function measureBeside(served: Served, cafes: FilledCafes, dataDir: string): Promise<void> {
  const http = await httpLoad(served, cafes);
  try {
    const sides = sidesOf(http, await usedNow(dataDir), "");
    const measured = await takeTurns(Object.fromEntries(sides.list), {
      ...{ rounds: 2, seconds: 2, warmUpSeconds: 1 },
    });
    for (const step of steps) {
      printSide(`${names[step]}, beside`, measured[step] as Measured);
      printCost(sides.costs[step]);
    }
  } finally {
    await http.stop();
  }
}

/** What server and database use while nothing is due. */
async function measureIdle(db: Db, dataDir: string): Promise<void> {
  while ((await db.row("select 1 as row from outbox limit 1")) !== undefined) await pause(200);
  const before = await countRunning(db);
  const used = await usedNow(dataDir);
  const usedBefore = await used();
  const startedMs = performance.now();
  await pause(idleSeconds * 1000);
  const elapsed = secondsSince(startedMs);
  const usedAfter = await used();
  if (before < running || (await countRunning(db)) !== before)
    throw new Error(
      "sessions ended while the idle server was measured: the machine is too slow for this many",
    );
  print(`\n${before} running sessions, nothing due, over ${elapsed.toFixed(0)} s`);
  const shares = [
    ["processor of the server", usedAfter.serverSeconds - usedBefore.serverSeconds],
    ["processor of PostgreSQL", usedAfter.postgresSeconds - usedBefore.postgresSeconds],
  ] as const;
  for (const [name, seconds] of shares) {
    const percent = (seconds / elapsed) * 100;
    printFigure(name, `${percent.toFixed(2)} %`, `< 5 %   ${verdict(percent < 5)}`);
  }
}

/** All their time is over while the server is down; then it starts. */
async function measureDue(dataDir: string, over: Date, flags: string[]): Promise<Served> {
  await pause(Math.max(0, over.getTime() - Date.now()) + 1_000);
  const served = await startServer(dataDir, flags);
  const readyMs = performance.now();
  const db = openDatabase(await connectionOf(dataDir), silentLog, 2);
  try {
    print(`\nThe same with all of them over while the server was down`);
    printFigure("from npm start to the first answered call", `${served.firstAnswerSeconds.toFixed(1)} s`);
    const left = await countRunning(db);
    const used = await usedNow(dataDir);
    const usedBefore = await used();
    while ((await countRunning(db)) > 0) await pause(250);
    const seconds = secondsSince(readyMs);
    printFigure(`until the ${left} that were left then are done`, `${seconds.toFixed(1)} s`);
    printFigure("that is", `${Math.round(left / seconds)}/s`);
    const usedAfter = await used();
    const each = (more: number) => `${((more * 1000) / Math.max(1, left)).toFixed(2)} ms`;
    printFigure("processor of the server, each", each(usedAfter.serverSeconds - usedBefore.serverSeconds));
    printFigure(
      "processor of PostgreSQL, each",
      each(usedAfter.postgresSeconds - usedBefore.postgresSeconds),
    );
    await expectBooksInOrder(db);
  } finally {
    await db.close();
  }
  return served;
}

async function main(): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), "netcafe-sessions-"));
  const dataDir = join(dir, "data");
  const flags = (process.env["BENCH_SERVER_FLAGS"] ?? "").split(" ").filter(Boolean);
  let served: Served | undefined;
  let db: Db | undefined;
  try {
    served = await startServer(dataDir, flags);
    db = openDatabase(await connectionOf(dataDir), silentLog, 4);
    const measured = await measureSteps(served, db, dataDir);
    await startAll(served, db, dataDir);
    await measureBeside(served, measured, dataDir);
    const last = await db.row<{ over: Date }>(
      "select max(ends_at) as over from sessions where ended_at is null",
    );
    await db.close();
    await served.stop();
    served = await startServer(dataDir, flags);
    db = openDatabase(await connectionOf(dataDir), silentLog, 4);
    print("\nThe server starts with all of them");
    printFigure("from npm start to the first answered call", `${served.firstAnswerSeconds.toFixed(1)} s`);
    await measureIdle(db, dataDir);
    await db.close();
    await served.stop();
    db = undefined;
    served = await measureDue(dataDir, last?.over ?? new Date(), flags);
  } catch (error) {
    print(`The benchmark was broken off: ${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = 1;
  } finally {
    await db?.close().catch(() => undefined);
    await served?.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

await main();
