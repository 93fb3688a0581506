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
  /** Seconds when the row was read; null = without end. */
  seconds: number | null;
  /** Instant of that reading, ms of the same clock as `nowMs`. */
  readAtMs: number;
  paused: boolean;
}

/** Seconds left now. While paused they stand. */
export function secondsLeft({ seconds, readAtMs, paused }: Counting, nowMs: number): number | null {
  if (seconds === null || paused) return seconds;
  return seconds - Math.floor(Math.max(0, nowMs - readAtMs) / 1000);
}

/** Seconds since the session began, counted on from the reading. */
export function secondsUsed(counting: Counting, nowMs: number): number | null {
  const { seconds, readAtMs, paused } = counting;
  if (seconds === null || paused) return seconds;
  return seconds + Math.floor(Math.max(0, nowMs - readAtMs) / 1000);
}
