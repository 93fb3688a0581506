import { Temporal } from "temporal-polyfill";

/** The stretch of café time a list covers (api-v2.md 2.13, 1.11, 6 #15, #22). Pure. */

/** Half open. */
export interface LogRange {
  startsAt: Date;
  endsAt: Date;
}

export interface RangeAsked {
  /** YYYY-MM-DD, a time may follow. */
  date_start: string;
  date_end: string;
  /** HH:MM; goes before a time written after the date. */
  time_start?: string | undefined;
  /** HH:MM, 24:00 = the end of that day. */
  time_end?: string | undefined;
}

// Dates far from any café's are taken to the nearest instant every part of the way can carry.
const earliestMs = Date.UTC(1970, 0, 1);
const latestMs = Date.UTC(9999, 0, 1);

/** A date and a time of day as the wall shows them; 24:00 is the midnight after. Null when there is no such date. */
function wallTime(date: string, time: string): Temporal.PlainDateTime | null {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(":").map(Number);
  try {
    return Temporal.PlainDateTime.from(`${date}T00:00`, { overflow: "reject" }).add({
      hours,
      minutes,
      seconds,
    });
  } catch {
    return null;
  }
}

// An hour that comes twice is taken the first time, one that is left out is the hour after: ranges that touch on the
// wall share no row and leave none out.
function instantOf(wall: Temporal.PlainDateTime, zone: string): Date {
  const ms = wall.toZonedDateTime(zone).epochMilliseconds;
  return new Date(Math.min(Math.max(ms, earliestMs), latestMs));
}

/**
 * The range in the café's zone: from 00:00 of the first to the end of the last day where no times are asked; the last
 * minute counts whole, the last second where seconds were asked. Null when the start is not before the end.
 */
export function logRange(asked: RangeAsked, zone: string): LogRange | null {
  const [firstDay = "", timeOfFirst = "00:00"] = asked.date_start.split(" ");
  const [lastDay = "", timeOfLast = "00:00:00"] = asked.date_end.split(" ");
  // A date alone is read as its midnight, so a midnight as end is the date alone.
  const timeEnd = asked.time_end ?? (timeOfLast === "00:00:00" ? "23:59" : timeOfLast);
  const start = wallTime(firstDay, asked.time_start ?? timeOfFirst);
  const last = wallTime(lastDay, timeEnd);
  if (start === null || last === null || Temporal.PlainDateTime.compare(start, last) >= 0) return null;
  const isOver = timeEnd.startsWith("24:00");
  const end = isOver ? last : last.add(last.second > 0 ? { seconds: 1 } : { minutes: 1 });
  const startsAt = instantOf(start, zone);
  const endsAt = instantOf(end, zone);
  // Within an hour that is left out the end may come first: nothing happened then.
  return { startsAt, endsAt: endsAt < startsAt ? startsAt : endsAt };
}
