import { expect, test } from "vitest";
import { keepSeed, keptSeeds } from "./kept-seeds.ts";
import { BrokenDay, playDays, type Plan } from "./play-days.ts";

/**
 * Days in a café by chance; `npm run simulate -- --seed 7 --days 30` plays more of them, `npm run simulate:nightly` many seeds.
 * A seed that fails there is kept in kept-seeds.json and played here ever after, up to the step at which it did.
 */

const asked = process.env["NETCAFE_SEEDS"];
const numberOf = (name: string, usual: number) => Number(process.env[name] ?? usual);
const size = { pcs: numberOf("NETCAFE_PCS", 100), members: numberOf("NETCAFE_MEMBERS", 2_000) };
const days = numberOf("NETCAFE_DAYS", 0.5);
const hourMs = 3_600_000;

test.each((asked ?? "7").split(",").map(Number))("seed %i", { timeout: 24 * hourMs }, async (seed) => {
  const plan = { ...size, seed, days };
  const played = await playDays(plan).catch((error: unknown) => keptFor(plan, error));
  const { steps, sessions, mostRunning, transfers, restarts } = played;
  process.stdout.write(
    `seed ${seed}: ${steps} steps, ${sessions} sessions, ${mostRunning} at once, ${transfers} transfers, ${restarts} restarts\n`,
  );
  expect(played.sessions).toBeGreaterThan(played.steps / 2);
});

/** Only what was asked for is kept: the tests themselves change no files. */
function keptFor(plan: Plan, error: unknown): never {
  if (asked !== undefined && error instanceof BrokenDay)
    keepSeed({ ...plan, steps: error.step, was: error.message });
  throw error;
}

// Whoever asks for seeds of their own plays those alone.
test.each(asked === undefined ? keptSeeds() : [])(
  "seed $seed over $days days, kept because of: $was",
  { timeout: 2 * hourMs },
  async (kept) => {
    expect((await playDays(kept)).steps).toBe(kept.steps);
  },
);
