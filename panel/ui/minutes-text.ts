import { t } from "../text/en.ts";

/** Ten years: how calculate/time tells time without an end. */
const endless = 5_000_000;

/** Minutes as a person says them: 2 h 30 min. */
export function minutesText(minutes: number): string {
  if (minutes >= endless) return t.computers.openEnd;
  const hours = Math.floor(minutes / 60);
  const rest = minutes % 60;
  return [hours > 0 ? `${hours} h` : "", rest > 0 || hours === 0 ? `${rest} min` : ""]
    .filter(Boolean)
    .join(" ");
}
