import { instantOfLocal, localText } from "../../kernel/local-time.ts";

/** A stretch of café time a report covers (api-v2.md 3.12, 6 #17, #22). Pure. */

export interface ReportRange {
  /** Half open. */
  startsAt: Date;
  endsAt: Date;
  /** Café time as the report echoes it; the end is its last second ("23:59:59"). */
  startLocal: string;
  endLocal: string;
}

export interface RangeAsked {
  date_start?: string | undefined;
  date_end?: string | undefined;
  time_start?: string | undefined;
  time_end?: string | undefined;
}

const minuteMs = 60_000;

/** The instant of a date and a time of day; 24:00 is the end of that day. Days may have 23 or 25 hours. */
function instantOf(date: string, time: string, zone: string): Date | null {
  if (time !== "24:00") return instantOfLocal(`${date} ${time}`, zone);
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return instantOfLocal(`${next.toISOString().slice(0, 10)} 00:00`, zone);
}

/** The next minute of the day; after 23:59 comes 24:00. */
function minuteAfter(time: string): string {
  const minutes = Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) + 1;
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/**
 * The range in a café's zone: today from 00:00 to 23:59 where nothing is asked; the last minute counts whole. Null when
 * its start is not before its end.
 */
export function reportRange(asked: RangeAsked, zone: string, now: Date): ReportRange | null {
  const today = localText(now, zone).slice(0, 10);
  const timeEnd = asked.time_end ?? "23:59";
  const startsAt = instantOf(asked.date_start ?? today, asked.time_start ?? "00:00", zone);
  const lastMinute = instantOf(asked.date_end ?? today, timeEnd, zone);
  // The minute is added to the time on the wall: where clocks go back at midnight, 23:59 is followed by an hour more.
  const endsAt = instantOf(
    asked.date_end ?? today,
    timeEnd === "24:00" ? timeEnd : minuteAfter(timeEnd),
    zone,
  );
  if (startsAt === null || lastMinute === null || endsAt === null || startsAt >= lastMinute) return null;
  return {
    startsAt,
    endsAt,
    startLocal: localText(startsAt, zone),
    endLocal: `${localText(new Date(endsAt.getTime() - minuteMs), zone).slice(0, 17)}59`,
  };
}
