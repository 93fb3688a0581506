import { expect, test } from "vitest";
import { runCrashRounds } from "./crash-rounds.ts";
import { Installation } from "./installation.ts";

/** The short form of `npm run test:crash`. */

test("whatever is killed under a load of top-ups, each acknowledged one is booked once, and no other", async () => {
  const installation = await Installation.make();
  try {
    const report = await runCrashRounds(installation, { rounds: 10, seed: 20, tell: () => undefined });
    expect(new Set(report.rounds.map(({ killed }) => killed))).toContain("PostgreSQL");
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(report.verify, report.verify.output).toMatchObject({ exitCode: 0 });
    expect(report.verify.output).toContain("the books are in order");
  } finally {
    await installation.stop();
  }
  // Only the folder of a failure is worth keeping.
  await installation.remove();
});
