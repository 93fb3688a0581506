import type { RoundResult } from "./load-order.ts";

/** One side of a comparison: a round of it, as long as asked. */
export type Side = (seconds: number) => Promise<RoundResult>;

export interface Measured {
  perSecond: number;
  p50Ms: number;
  p99Ms: number;
  /** Calls a second of each round, in the order in which the rounds were run. */
  rounds: number[];
}

/** Runs the sides in turn, after a warm-up of each that is not counted. */
export async function takeTurns<Name extends string>(
  sides: Record<Name, Side>,
  { rounds, seconds, warmUpSeconds }: { rounds: number; seconds: number; warmUpSeconds: number },
): Promise<Record<Name, Measured>> {
  const names = Object.keys(sides) as Name[];
  const results = new Map<Name, RoundResult[]>(names.map((name) => [name, []]));
  for (const name of names) await sides[name](warmUpSeconds);
  for (let round = 0; round < rounds; round++) {
    for (const name of names) results.get(name)?.push(await sides[name](seconds));
  }
  return Object.fromEntries(names.map((name) => [name, measure(results.get(name) ?? [])])) as Record<
    Name,
    Measured
  >;
}

function measure(results: readonly RoundResult[]): Measured {
  const sorted = results.flatMap(({ latenciesMs }) => latenciesMs).sort((a, b) => a - b);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  const elapsed = results.reduce((sum, { elapsedSeconds }) => sum + elapsedSeconds, 0);
  return {
    perSecond: sorted.length / elapsed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    rounds: results.map(({ latenciesMs, elapsedSeconds }) => latenciesMs.length / elapsedSeconds),
  };
}

/** The median over neighbouring rounds, so that what slows the machine meanwhile slows both sides of a pair. */
export function ratioOf(ours: Measured, beside: Measured): number {
  const ratios = ours.rounds
    .map((perSecond, round) => perSecond / (beside.rounds[round] ?? Infinity))
    .sort((a, b) => a - b);
  return ratios[Math.floor(ratios.length / 2)] ?? 0;
}
