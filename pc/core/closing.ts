/** When a café closes, and how long before that its customers are told (settings `open_time_*`, `notification_before_closing`). */
export interface ClosingSettings {
  /** Minutes before closing. */
  minutes: readonly number[];
  /** HH:MM, café time. Open from 00:00 to 23:59 never closes. */
  opens: string;
  closes: string;
  /** An IANA zone or an offset such as +08:00. */
  zone: string;
}

export const neverClosing: ClosingSettings = { minutes: [], opens: "00:00", closes: "23:59", zone: "UTC" };

/** What was told of one closing, named by the minute of time it is at. */
export interface ToldClosing {
  at: number;
  minutes: readonly number[];
}

export const nothingTold: ToldClosing = { at: 0, minutes: [] };

/** What the customer is told of the closing now, or null: each minute once, after a jump only the nearest (pc-protocol.md 6.4). */
export function dueClosing(
  wallMs: number,
  before: ToldClosing,
  settings: ClosingSettings,
): { text: string; told: ToldClosing } | null {
  if (settings.opens === "00:00" && settings.closes === "23:59") return null;
  const left = (minuteOf(settings.closes) - localMinute(wallMs, settings.zone) + dayMinutes) % dayMinutes;
  const at = Math.floor(wallMs / 60_000) + left;
  const told = before.at === at ? before.minutes : [];
  const fresh = settings.minutes.filter((minute) => left > 0 && left <= minute && !told.includes(minute));
  if (fresh.length === 0) return null;
  return {
    text: left === 1 ? "We close in 1 minute" : `We close in ${left} minutes`,
    told: { at, minutes: [...told, ...fresh] },
  };
}

const dayMinutes = 24 * 60;

function minuteOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

function localMinute(wallMs: number, zone: string): number {
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone } as const;
  return minuteOf(new Intl.DateTimeFormat("en-GB", form).format(wallMs));
}
