/** A café's `currency` is an ISO code or a sign of its own; amounts are decimal text (api-v2.md 1.11). */
export function moneyText(amount: string | number | null, currency: string): string {
  if (amount === null) return "–";
  const value = Number(amount);
  if (!/^[A-Z]{3}$/.test(currency)) {
    const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    return `${value < 0 ? "−" : ""}${currency} ${Math.abs(value).toLocaleString(undefined, digits)}`.trim();
  }
  return new Intl.NumberFormat(undefined, {
    style: "currency",
    currency,
    currencyDisplay: "narrowSymbol",
  }).format(value);
}

const utcOf = (timestamp: string) => new Date(`${timestamp.replace(" ", "T")}Z`);

/** A UTC timestamp of the API in the reader's own zone. */
export function utcText(timestamp: string | null): string {
  if (timestamp === null || timestamp === "") return "–";
  return new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(
    utcOf(timestamp),
  );
}

/** A café-local timestamp, written without changing the zone. */
export function localText(timestamp: string | null): string {
  if (timestamp === null || timestamp === "" || timestamp.startsWith("0000")) return "–";
  const format = new Intl.DateTimeFormat(undefined, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return format.format(utcOf(timestamp));
}

/** Seconds from now until a UTC timestamp; below zero when it is past. */
export const secondsUntilUtc = (timestamp: string, nowMs: number): number =>
  Math.round((utcOf(timestamp).getTime() - nowMs) / 1000);
