import { neverClosing, type ClosingSettings } from "./closing.ts";
import { usualWarnings, type WarningSettings } from "./warnings.ts";

/** The settings as the server sends them: a JSON text of minutes, a flag (pc-protocol.md 7); what cannot be read is as usual. */
export function readWarnings(settings: Readonly<Record<string, unknown>>): WarningSettings {
  const flag = settings["alert_for_last_offer"];
  return {
    minutes: minutesOf(settings["alert_client_before_end"]) ?? usualWarnings.minutes,
    forLast: flag === undefined ? usualWarnings.forLast : Number(flag) === 1,
  };
}

/** When the café closes; what cannot be read is as if it never did. */
export function readClosing(settings: Readonly<Record<string, unknown>>): ClosingSettings {
  const [opens, closes, zone] = ["open_time_start", "open_time_end", "timezone"].map((key) => settings[key]);
  const isClock = (value: unknown): value is string => typeof value === "string" && /^\d\d:\d\d$/.test(value);
  if (!isClock(opens) || !isClock(closes) || typeof zone !== "string" || !isZone(zone)) return neverClosing;
  return { minutes: minutesOf(settings["notification_before_closing"]) ?? [], opens, closes, zone };
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

function minutesOf(text: unknown): readonly number[] | null {
  if (typeof text !== "string") return null;
  try {
    const minutes: unknown = JSON.parse(text);
    if (Array.isArray(minutes) && minutes.every((minute) => Number.isInteger(minute)))
      return minutes as number[];
  } catch {
    // Said below: it cannot be read.
  }
  return null;
}
