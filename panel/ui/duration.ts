const two = (n: number) => String(n).padStart(2, "0");

/** HH:MM:SS of seconds; hours may pass 24. */
export const durationText = (seconds: number): string =>
  `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
