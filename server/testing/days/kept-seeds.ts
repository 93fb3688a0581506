import { readFileSync, writeFileSync } from "node:fs";

/** Seeds that failed once, each played again with every run of the tests, up to the step at which it did. */

export interface KeptSeed {
  seed: number;
  days: number;
  steps: number;
  pcs: number;
  members: number;
  /** What was wrong then. */
  was: string;
}

const file = new URL("kept-seeds.json", import.meta.url);

export const keptSeeds = (): KeptSeed[] => JSON.parse(readFileSync(file, "utf8")) as KeptSeed[];

/** Keeps a seed; one that is kept already with these days stays as it is. */
export function keepSeed(failed: KeptSeed): void {
  const kept = keptSeeds();
  if (kept.some(({ seed, days }) => seed === failed.seed && days === failed.days)) return;
  writeFileSync(file, `${JSON.stringify([...kept, failed], null, 2)}\n`);
}
