/** A week of windows as it is drawn: parts of each day, 0 to 1440 minutes, Monday first. */

export interface DayPart {
  from: number;
  to: number;
}

/** Parts in which a window stands open; no weekdays = all, an end at or before the begin lies on the next day, equal = whole day. */
export function weekOf(weekdays: readonly number[], from: number, to: number): DayPart[][] {
  const begins = (day: number) => weekdays.length === 0 || weekdays.includes(((day + 6) % 7) + 1);
  return Array.from({ length: 7 }, (_, place) => {
    const day = place + 1;
    if (from === to) return begins(day) ? [{ from: 0, to: 1440 }] : [];
    if (from < to) return begins(day) ? [{ from, to }] : [];
    const parts = [
      ...(begins(day - 1) && to > 0 ? [{ from: 0, to }] : []),
      ...(begins(day) ? [{ from, to: 1440 }] : []),
    ];
    return parts;
  });
}

/** Minutes of "22:00"; null for what is no time of day. */
export function minuteOf(text: string): number | null {
  const match = /^(\d\d?):(\d\d)$/.exec(text.trim());
  if (!match || Number(match[2]) > 59) return null;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return minute <= 1440 ? minute : null;
}

const two = (n: number) => String(n).padStart(2, "0");
export const clockText = (minute: number) => `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
