import { usualWarnings, type WarningSettings } from "./warnings.ts";

/** The settings as the server sends them: a JSON text of minutes, a flag (pc-protocol.md 7); what cannot be read is as usual. */
export function readWarnings(settings: Readonly<Record<string, unknown>>): WarningSettings {
  const flag = settings["alert_for_last_offer"];
  return {
    minutes: minutesOf(settings["alert_client_before_end"]),
    forLast: flag === undefined ? usualWarnings.forLast : Number(flag) === 1,
  };
}

function minutesOf(text: unknown): readonly number[] {
  if (typeof text !== "string") return usualWarnings.minutes;
  try {
    const minutes: unknown = JSON.parse(text);
    if (Array.isArray(minutes) && minutes.every((minute) => Number.isInteger(minute)))
      return minutes as number[];
  } catch {
    // Said below: as usual.
  }
  return usualWarnings.minutes;
}
