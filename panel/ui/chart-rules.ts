/** Where bars and lines of a chart stand. Pure. */

export interface Scale {
  low: number;
  high: number;
  /** Values with a line and a label. */
  ticks: number[];
}

const steps = [1, 2, 2.5, 5, 10];

/** A scale that holds all values and zero, with two to five round ticks between. */
export function scaleOf(values: readonly number[]): Scale {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  if (low === high) return { low: 0, high: 1, ticks: [0, 1] };
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (steps.find((one) => one * power >= rough * 0.999) ?? 10) * power;
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  const ticks = Array.from(
    { length: last - first + 1 },
    (_, index) => Math.round((first + index) * step * 1e6) / 1e6,
  );
  return { low: ticks[0] ?? low, high: ticks.at(-1) ?? high, ticks };
}

/** Which labels fit beside each other: every so many, from the first. */
export const labelEvery = (count: number, fit: number): number => Math.max(1, Math.ceil(count / fit));
