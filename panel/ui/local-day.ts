/** Times of the café's own zone, for forms that ask for days and receipts that name the minute. */

function partsAt(at: Date, zone: string): Record<string, string> {
  const format = (timeZone: string | undefined) =>
    new Intl.DateTimeFormat("en-GB", {
      ...(timeZone !== undefined && { timeZone }),
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
      hourCycle: "h23",
    });
  let written: Intl.DateTimeFormat;
  try {
    written = format(zone);
  } catch {
    // A zone this browser does not know: its own is the nearest there is.
    written = format(undefined);
  }
  return Object.fromEntries(written.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** An instant as a café-local timestamp, YYYY-MM-DD HH:MM:SS. */
export function localTimestamp(at: Date, zone: string): string {
  const { year, month, day, hour, minute, second } = partsAt(at, zone);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** The café's day, moved by whole days, YYYY-MM-DD. */
export function localDay(at: Date, zone: string, moved = 0): string {
  const day = new Date(`${localTimestamp(at, zone).slice(0, 10)}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + moved);
  return day.toISOString().slice(0, 10);
}

/** 0 = Monday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
