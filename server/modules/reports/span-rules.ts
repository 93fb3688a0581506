import { instantOfLocal, localText, offsetSeconds } from "../../kernel/local-time.ts";

/** Business days and months of a café, and how a range is laid out in them (README, "Sums"). Pure. */

export interface Range {
  /** Half open. */
  startsAt: Date;
  endsAt: Date;
}

/**
 * Borders in rising order: transfers are read one by one before `daysFrom` and from `daysTo` on, days before `monthsFrom` and from
 * `monthsTo` on, months between. A part whose borders are equal is empty.
 */
export interface ReportCut extends Range {
  daysFrom: Date;
  monthsFrom: Date;
  monthsTo: Date;
  daysTo: Date;
}

/** The day of the café's calendar, YYYY-MM-DD. */
export const dayOf = (instant: Date, zone: string): string => localText(instant, zone).slice(0, 10);

/** The next day of the calendar, or so many further. */
export function dayAfter(day: string, days = 1): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

const firstOfMonth = (day: string) => `${day.slice(0, 7)}-01`;
function monthAfter(day: string): string {
  const date = new Date(`${firstOfMonth(day)}T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() + 1);
  return date.toISOString().slice(0, 10);
}

/** The first instant of a day in the zone; a day may have 23 or 25 hours. */
export function startOfDay(day: string, zone: string): Date {
  const instant = instantOfLocal(`${day} 00:00`, zone);
  if (instant === null) throw new Error(`${day} is no day`);
  return instant;
}

/** The first instants of the days (or months) that hold the instants from `first` to `last`, in order. */
export function bordersOf(unit: "day" | "month", first: Date, last: Date, zone: string): Date[] {
  const [lastDay, firstDay] = [dayOf(last, zone), dayOf(first, zone)];
  const borders: Date[] = [];
  let day = unit === "day" ? firstDay : firstOfMonth(firstDay);
  for (; day <= lastDay; day = unit === "day" ? dayAfter(day) : monthAfter(day))
    borders.push(startOfDay(day, zone));
  return borders;
}

function wholeUnits({ startsAt, endsAt }: Range, unit: "day" | "month", zone: string): Range {
  const day = dayOf(startsAt, zone);
  const own = startOfDay(unit === "day" ? day : firstOfMonth(day), zone);
  const from = own < startsAt ? startOfDay(unit === "day" ? dayAfter(day) : monthAfter(day), zone) : own;
  const lastDay = dayOf(endsAt, zone);
  const to = startOfDay(unit === "day" ? lastDay : firstOfMonth(lastDay), zone);
  return from < to ? { startsAt: from, endsAt: to } : { startsAt: endsAt, endsAt };
}

/** Cuts a range so that as much of it as can be is read by months, then by days. With `byDays` no months are used. */
export function cutReport(range: Range, zone: string, { byDays = false } = {}): ReportCut {
  const days = wholeUnits(range, "day", zone);
  const months = byDays ? { startsAt: days.endsAt, endsAt: days.endsAt } : wholeUnits(days, "month", zone);
  return {
    ...range,
    ...{ daysFrom: days.startsAt, monthsFrom: months.startsAt, monthsTo: months.endsAt, daysTo: days.endsAt },
  };
}

/**
 * What says whether kept sums are of these days: the zone, and the edition of the rules it follows, because a law may change what was a
 * day. A fixed offset needs no rules.
 */
export const zoneKey = (zone: string, edition: string): string =>
  /^[+-]/.test(zone) ? zone : `${zone} ${edition}`;

/** A piece of a day that lies in one hour of the wall clock. */
export interface HourPiece {
  startsAt: Date;
  /** 0 to 23. */
  hour: number;
  /** 1 = Monday. */
  weekday: number;
}

const quarterMs = 900_000;

/** The pieces of a range by hours of the wall clock: an hour that comes twice is there twice, one that is left out is not. */
export function hoursOf({ startsAt, endsAt }: Range, zone: string): HourPiece[] {
  const pieces: HourPiece[] = [];
  const localAt = (ms: number) => new Date(ms + offsetSeconds(new Date(ms), zone) * 1000);
  let before: number | null = null;
  // Zones change at quarters of an hour, and so do their hours.
  for (
    let ms = startsAt.getTime();
    ms < endsAt.getTime();
    ms = (Math.floor(ms / quarterMs) + 1) * quarterMs
  ) {
    const local = localAt(ms);
    const now = local.getUTCHours() + local.getUTCDate() * 100;
    if (now === before) continue;
    before = now;
    const weekday = ((local.getUTCDay() + 6) % 7) + 1;
    pieces.push({ startsAt: new Date(ms), hour: local.getUTCHours(), weekday });
  }
  return pieces;
}
