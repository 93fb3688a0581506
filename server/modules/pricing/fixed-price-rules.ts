import { type Interval, localSeconds, offsetSpansOf, secondsOfWeek } from "./local-time-rules.ts";
import { type Price, type Tier } from "./price-rules.ts";

/**
 * Fixed prices (billing.md 6.2). Sums are whole numbers of "rate-seconds" (minor units an hour × seconds; 3600 of them are one minor
 * unit), so nothing is rounded. Between two changes of the clocks a sum is the difference of two places in the week.
 */

export const rateSecondsOfMinor = 3600n;

/** Beyond this a time left is not followed through the changes of the clocks: ten years, unless the price is flat. */
export const longestWalkSeconds = 3660 * 86_400;

/** What the intervals cost in rate-seconds; a second of an hour that comes twice counts each time. */
export function rateSecondsOf(price: Price, intervals: readonly Interval[], zone: string): bigint {
  const week = weekOf(price);
  let sum = 0n;
  for (const interval of intervals) {
    if (week.flatRate !== null) {
      sum += week.flatRate * BigInt(Math.max(0, interval.to - interval.from));
      continue;
    }
    for (const { from, to, offsetSeconds } of offsetSpansOf(interval, zone)) {
      sum += rateSecondsUntil(week, localSeconds(to, offsetSeconds));
      sum -= rateSecondsUntil(week, localSeconds(from, offsetSeconds));
    }
  }
  return sum;
}

/** The largest number of seconds from the instant on that cost no more than the budget in rate-seconds (zero or more); null = no end. */
export function secondsForRateSeconds(
  price: Price,
  startsAt: number,
  budget: bigint,
  zone: string,
): number | null {
  const week = weekOf(price);
  if (week.flatRate === 0n) return null;
  if (week.flatRate !== null) return Number(budget / week.flatRate);
  let left = budget;
  const longest = { from: startsAt, to: startsAt + longestWalkSeconds };
  for (const { from, to, offsetSeconds } of offsetSpansOf(longest, zone)) {
    const start = localSeconds(from, offsetSeconds);
    const spentBefore = rateSecondsUntil(week, start);
    const end = lastPlaceFor(week, spentBefore + left);
    if (end < start + (to - from)) return from - startsAt + (end - start);
    left -= rateSecondsUntil(week, start + (to - from)) - spentBefore;
  }
  return longestWalkSeconds;
}

/** How long the intervals lie in each rate (minor units an hour), in the order in which the rates are met; for the words in a log. */
export function secondsByRate(
  price: Price,
  intervals: readonly Interval[],
  zone: string,
): Map<number, number> {
  const week = weekOf(price);
  const seconds = new Map<number, number>();
  const add = (rate: bigint, more: number) =>
    seconds.set(Number(rate), (seconds.get(Number(rate)) ?? 0) + more);
  for (const interval of intervals) {
    if (week.flatRate !== null) {
      add(week.flatRate, interval.to - interval.from);
      continue;
    }
    for (const { from, to, offsetSeconds } of offsetSpansOf(interval, zone)) {
      const end = localSeconds(to, offsetSeconds);
      let place = localSeconds(from, offsetSeconds);
      while (place < end) {
        const next = Math.min(end, (Math.floor(place / week.cellSeconds) + 1) * week.cellSeconds);
        add(rateAt(week, placeInWeek(place)), next - place);
        place = next;
      }
    }
  }
  return seconds;
}

interface Week {
  /** The one rate of all cells, or null. */
  readonly flatRate: bigint | null;
  readonly cellSeconds: number;
  readonly rates: readonly bigint[];
  /** Rate-seconds from Monday 00:00 to the beginning of each cell; the last one is the whole week. */
  readonly sums: readonly bigint[];
  readonly total: bigint;
}

// A version of a price never changes, so its week is worked out once.
const weeks = new WeakMap<Price, Week>();

function weekOf(price: Price): Week {
  const known = weeks.get(price);
  if (known) return known;
  const rates = price.grid.flat().map((tier) => BigInt(rateOfTier(price, tier)));
  const first = rates[0];
  if (first === undefined) throw new Error(`price ${price.id} has no grid`);
  const cellSeconds = secondsOfWeek / rates.length;
  let total = 0n;
  const sums = [total];
  for (const rate of rates) {
    total += rate * BigInt(cellSeconds);
    sums.push(total);
  }
  const flatRate = rates.every((rate) => rate === first) ? first : null;
  const week = { flatRate, cellSeconds, rates, sums, total };
  weeks.set(price, week);
  return week;
}

function rateOfTier(price: Price, tier: Tier): number {
  const rate = price.ratesPerHourMinor[tier - 1];
  if (rate === null || rate === undefined) throw new Error(`tier ${tier} of price ${price.id} has no rate`);
  return rate;
}

function placeInWeek(place: number): number {
  return ((place % secondsOfWeek) + secondsOfWeek) % secondsOfWeek;
}

function rateAt(week: Week, inWeek: number): bigint {
  return week.rates[Math.floor(inWeek / week.cellSeconds)] ?? 0n;
}

/** Rate-seconds from the beginning of local time to a local second. */
function rateSecondsUntil(week: Week, place: number): bigint {
  const inWeek = placeInWeek(place);
  const cell = Math.floor(inWeek / week.cellSeconds);
  const inCell = BigInt(inWeek - cell * week.cellSeconds) * rateAt(week, inWeek);
  return BigInt(Math.floor(place / secondsOfWeek)) * week.total + (week.sums[cell] ?? 0n) + inCell;
}

/** The last local second up to which no more than so many rate-seconds have come together. */
function lastPlaceFor(week: Week, rateSeconds: bigint): number {
  const wholeWeeks = rateSeconds / week.total;
  const rest = rateSeconds - wholeWeeks * week.total;
  // The last cell that begins within the rest; it has a rate, else the next would begin within it too.
  let low = 0;
  let high = week.rates.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((week.sums[middle] ?? 0n) <= rest) low = middle;
    else high = middle - 1;
  }
  const rate = week.rates[low] ?? 1n;
  const inCell = (rest - (week.sums[low] ?? 0n)) / rate;
  return Number(wholeWeeks) * secondsOfWeek + low * week.cellSeconds + Number(inCell);
}
