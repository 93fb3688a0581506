/** Seconds of a duration `HH:MM:SS` (hours may pass 24, a leading minus = over), or null when it is none. */
export function secondsOf(duration: string | null): number | null {
  const parts = /^(-?)(\d+):(\d\d):(\d\d)$/.exec(duration ?? "");
  if (!parts) return null;
  const [, sign, hours, minutes, seconds] = parts;
  const total = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return sign === "-" ? -total : total;
}

/** Seconds as `H:MM:SS`; below zero with a minus. */
export function clockText(seconds: number): string {
  const whole = Math.abs(Math.trunc(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const text = `${Math.floor(whole / 3600)}:${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return seconds <= -1 ? `−${text}` : text;
}

export interface Counting {
  /** Seconds at that instant; null = without end. */
  seconds: number | null;
  /** The server's instant at which they hold, ms since 1970. */
  atMs: number;
  paused: boolean;
}

/** The server counts in full seconds of its clock, and so does every PC and this page. */
const passed = (atMs: number, serverSecond: number) => Math.max(0, serverSecond - Math.floor(atMs / 1000));

/** Seconds left at a second of the server's clock. While paused they stand. */
export function secondsLeft({ seconds, atMs, paused }: Counting, serverSecond: number): number | null {
  if (seconds === null || paused) return seconds;
  return seconds - passed(atMs, serverSecond);
}

/** Seconds since the session began. While paused they stand. */
export function secondsUsed({ seconds, atMs, paused }: Counting, serverSecond: number): number | null {
  if (seconds === null || paused) return seconds;
  return Math.max(0, seconds + passed(atMs, serverSecond));
}
