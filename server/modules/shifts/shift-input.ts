import { instantOfLocal } from "../../kernel/local-time.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";

/** What calls about shifts and expenses send, as our own words. */

/** Minor units of an amount; refuses what is finer than the café's smallest unit (billing.md 1). */
export function minorOf(field: string, decimal: string, exponent: number): number {
  const minor = minorFromDecimal(decimal, exponent);
  if (minor === null) throw invalidField(field, `The ${field} may have at most ${exponent} decimal places.`);
  return minor;
}

/** Days of café time as instants, half open; the last day counts whole. Refuses `request.time_range`. */
export function daysOf(
  asked: { date_start?: string | undefined; date_end?: string | undefined },
  zone: string,
): { from: Date | null; to: Date | null } {
  const from = asked.date_start === undefined ? null : instantOfLocal(`${asked.date_start} 00:00`, zone);
  const to = asked.date_end === undefined ? null : instantOfLocal(`${nextDay(asked.date_end)} 00:00`, zone);
  if (from !== null && to !== null && from >= to) throw new Refusal("request.time_range", "Time range error");
  return { from, to };
}

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}
