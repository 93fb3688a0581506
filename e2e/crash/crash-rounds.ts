import { setTimeout as pause } from "node:timers/promises";
import { callerOf, type ApiCaller } from "../../server/testing/api-caller.ts";
import { compareBooks } from "./books.ts";
import { Chance } from "./chance.ts";
import type { Installation } from "./installation.ts";
import { Load, memberCount, sendOrder, type Acknowledged } from "./load.ts";
import { openCafe, type OpenCafe } from "./open-cafe.ts";
import { until } from "./until.ts";

/** What a round kills; whatever it is, it is killed with kill -9 under load. */
export type Killed = "server" | "server, and again while it starts" | "server and PostgreSQL" | "PostgreSQL";

export interface RoundReport {
  round: number;
  killed: Killed;
  acknowledged: number;
  /** Calls that were sent again: without an answer, or turned away while there was no database. */
  retried: number;
  turnedAway: number;
  /** Acknowledged after the crash, although done before it. */
  answeredFromRecord: number;
  /** From the kill until every client was answered again. */
  recoverySeconds: number;
}

export interface CrashReport {
  rounds: RoundReport[];
  acknowledged: number;
  verify: { exitCode: number | null; output: string };
}

const replaysPerRound = 10;
/** A start takes one to two seconds; the second kill falls anywhere in it. */
const startIsKilledWithinMs = 1_500;

/**
 * Kills an installation `rounds` times under a load of top-ups with keys, and compares the books with what the clients
 * were told after each time; at the end `netcafe verify` judges them (api-v2.md 1.7, billing.md 2). Refuses with the
 * first thing that is not as promised.
 */
export async function runCrashRounds(
  installation: Installation,
  { rounds, seed, tell }: { rounds: number; seed: number; tell: (report: RoundReport) => void },
): Promise<CrashReport> {
  await installation.start();
  const cafe = await openCafe(installation, memberCount);
  const told: Acknowledged[] = [];
  const reports: RoundReport[] = [];
  for (let round = 1; round <= rounds; round++) {
    try {
      const report = await runRound({ installation, cafe, seed, round, told });
      reports.push(report);
      tell(report);
    } catch (error) {
      throw new Error(`Round ${round} of seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  const exitCode = await installation.stop();
  if (exitCode !== 0)
    throw new Error(`the server was asked to end and did so with ${exitCode ?? "a signal"}`);
  return { rounds: reports, acknowledged: told.length, verify: await installation.verify() };
}

interface Round {
  installation: Installation;
  cafe: OpenCafe;
  seed: number;
  round: number;
  /** Everything acknowledged since the installation was made; this round adds to it. */
  told: Acknowledged[];
}

async function runRound({ installation, cafe, seed, round, told }: Round): Promise<RoundReport> {
  const chance = new Chance(seed, round);
  const killed = chooseVictim(chance, round);
  const caller = () => callerFor(installation, cafe);
  const load = new Load({
    caller,
    memberIds: cafe.memberIds,
    seed,
    round,
    mayLoseConnections: killed !== "PostgreSQL",
  });
  const calls = chance.between(8, 200);
  await until(`${calls} calls were sent`, () => load.hasSent(calls));
  await pause(chance.next() * 20); // Not always just after a call was sent.
  const killedMs = performance.now();
  await killAndHeal(installation, killed, chance);
  const healedMs = performance.now();
  await until("every client was answered again", () => load.everyoneAnsweredSince(healedMs));
  const recoverySeconds = (performance.now() - killedMs) / 1000;
  await load.close();
  told.push(...load.acknowledged);
  await replaySome(caller(), told, chance);
  await installation.read((client) => compareBooks(client, cafe.cafeId, told));
  return {
    round,
    killed,
    acknowledged: load.acknowledged.length,
    retried: load.sent - load.acknowledged.length,
    turnedAway: load.turnedAway,
    answeredFromRecord: load.answeredFromRecord,
    recoverySeconds,
  };
}

/** Every third round is PostgreSQL's alone. */
function chooseVictim(chance: Chance, round: number): Killed {
  if (round % 3 === 0) return "PostgreSQL";
  const drawn = chance.next();
  if (drawn < 0.6) return "server";
  return drawn < 0.8 ? "server, and again while it starts" : "server and PostgreSQL";
}

async function killAndHeal(installation: Installation, killed: Killed, chance: Chance): Promise<void> {
  switch (killed) {
    case "PostgreSQL": {
      const pid = await installation.killPostgres();
      await until("the server brought PostgreSQL back", () => {
        if (!installation.isRunning) throw new Error("the server ended because PostgreSQL did");
        return installation.hasOtherPostgres(pid);
      });
      return;
    }
    case "server and PostgreSQL":
      await Promise.all([installation.killServer(), installation.killPostgres()]);
      break;
    case "server, and again while it starts":
      await installation.killServer();
      await installation.startAndKill(chance.next() * startIsKilledWithinMs);
      break;
    case "server":
      await installation.killServer();
      break;
  }
  await installation.start();
}

function callerFor({ baseUrl, ca }: Installation, { cafeId, key }: OpenCafe): ApiCaller {
  return callerOf({ baseUrl, cafeId, token: key, ca });
}

async function replaySome(caller: ApiCaller, told: readonly Acknowledged[], chance: Chance): Promise<void> {
  for (let count = 0; count < replaysPerRound; count++) {
    const { order, text } = chance.oneOf(told);
    const again = await sendOrder(caller, order);
    if (again.text !== text)
      throw new Error(`${order.key} was first answered with ${text} and now with ${again.text}`);
    if (again.headers["idempotency-replayed"] !== "true")
      throw new Error(`the repeated answer to ${order.key} does not say that it is one`);
  }
}
