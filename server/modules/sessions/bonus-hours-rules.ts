import { offsetSeconds } from "../../kernel/local-time.ts";

/**
 * The hours of the week in which bonus may pay (setting `bonus_available_time`, billing.md 5): seven rows, Monday first, of
 * 24 flags each; empty = always.
 */
export type BonusHours = readonly (readonly boolean[])[];

/** Reads the setting; anything that is not seven rows of 24 flags counts as always. */
export function readBonusHours(value: unknown): BonusHours {
  if (!Array.isArray(value) || value.length !== 7) return [];
  const rows = (value as unknown[]).map((row) =>
    Array.isArray(row) && row.length === 24 ? row.map((flag) => Number(flag) === 1) : null,
  );
  return rows.every((row) => row !== null) ? rows : [];
}

export function isBonusHour(hours: BonusHours, zone: string, at: number): boolean {
  if (hours.length === 0) return true;
  const hour = Math.floor(localSeconds(zone, at) / 3600);
  // 1970 began on a Thursday, three days after a Monday.
  const day = (Math.floor(hour / 24) + 3) % 7;
  return hours[day]?.[hour % 24] ?? true;
}

/** The next instant after this one at which bonus begins or ceases to pay; null = never. */
export function nextBonusBorder(hours: BonusHours, zone: string, at: number): number | null {
  if (hours.length === 0) return null;
  const now = isBonusHour(hours, zone, at);
  let next = at;
  // A week and a day: the clocks may have changed meanwhile.
  for (let step = 0; step < 8 * 24 + 1; step += 1) {
    next += 3600 - (localSeconds(zone, next) % 3600);
    if (isBonusHour(hours, zone, next) !== now) return next;
  }
  return null;
}

/** Seconds of the wall clock since 1970; never below zero for the instants of a session. */
function localSeconds(zone: string, at: number): number {
  return at + offsetSeconds(new Date(at * 1000), zone);
}
