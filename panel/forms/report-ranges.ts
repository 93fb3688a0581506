/** Days that reports are asked for, in the café's calendar, YYYY-MM-DD. */

export interface DayRange {
  from: string;
  to: string;
}

export const presets = ["today", "yesterday", "week", "month", "lastMonth", "year"] as const;
export type Preset = (typeof presets)[number];

const moved = (day: string, change: (date: Date) => void): string => {
  const date = new Date(`${day}T00:00:00Z`);
  change(date);
  return date.toISOString().slice(0, 10);
};
const daysBefore = (day: string, days: number) =>
  moved(day, (date) => date.setUTCDate(date.getUTCDate() - days));

/** The range of a preset on a day; a week begins on Monday. */
export function rangeOfPreset(preset: Preset, today: string): DayRange {
  const firstOfMonth = `${today.slice(0, 7)}-01`;
  switch (preset) {
    case "today":
      return { from: today, to: today };
    case "yesterday":
      return { from: daysBefore(today, 1), to: daysBefore(today, 1) };
    case "week":
      return { from: daysBefore(today, (new Date(`${today}T00:00:00Z`).getUTCDay() + 6) % 7), to: today };
    case "month":
      return { from: firstOfMonth, to: today };
    case "lastMonth": {
      const last = daysBefore(firstOfMonth, 1);
      return { from: `${last.slice(0, 7)}-01`, to: last };
    }
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}
