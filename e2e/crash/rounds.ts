import { parseArgs } from "node:util";
import { runCrashRounds, type RoundReport } from "./crash-rounds.ts";
import { Installation } from "./installation.ts";

/** `node e2e/crash/rounds.ts --rounds N --seed S`: kills an installation N times and tells what became of it. */

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  throw new Error(`--${name} must be a whole number from 1, not "${text}".`);
}

function lineOf(report: RoundReport): string {
  return [
    String(report.round).padStart(4),
    report.killed.padEnd(34),
    `${report.acknowledged} acknowledged`.padStart(18),
    `${report.retried} retried (${report.turnedAway} answered 503 or 409)`.padStart(40),
    `${report.answeredFromRecord} from the record`.padStart(18),
    `${report.recoverySeconds.toFixed(2)} s`.padStart(8),
  ].join("  ");
}

function recoveryLine(name: string, reports: readonly RoundReport[]): string {
  const seconds = reports.map(({ recoverySeconds }) => recoverySeconds).sort((a, b) => a - b);
  const median = seconds[Math.floor(seconds.length / 2)] ?? 0;
  const longest = seconds.at(-1) ?? 0;
  return `${name.padEnd(34)} ${String(seconds.length).padStart(4)} rounds, recovery median ${median.toFixed(2)} s, longest ${longest.toFixed(2)} s`;
}

function summary(reports: readonly RoundReport[]): string {
  const victims = [...new Set(reports.map(({ killed }) => killed))].sort();
  return [
    ...victims.map((victim) =>
      recoveryLine(
        victim,
        reports.filter(({ killed }) => killed === victim),
      ),
    ),
    recoveryLine("all", reports),
  ].join("\n");
}

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "200" }, seed: { type: "string", default: "1" } },
});
const rounds = wholeNumber("rounds", values.rounds);
const seed = wholeNumber("seed", values.seed);

const installation = await Installation.make();
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => {
    installation.abandon();
    process.exit(1);
  });
}

try {
  console.log(`seed ${seed}, ${rounds} rounds, 8 clients`);
  const report = await runCrashRounds(installation, {
    rounds,
    seed,
    tell: (round) => console.log(lineOf(round)),
  });
  console.log(`\n${summary(report.rounds)}\n\n${report.verify.output}`);
  console.log(`${report.acknowledged} top-ups acknowledged, each in the books once and no other.`);
  if (report.verify.exitCode !== 0)
    throw new Error(`netcafe verify ended with ${report.verify.exitCode ?? "a signal"}`);
  await installation.remove();
} catch (error) {
  console.error(
    `\n${String(error)}\nThe data folder is ${installation.dataDir}, the log ${installation.logFile}.`,
  );
  process.exitCode = 1;
} finally {
  await installation.stop();
}
