import { instantOfLocal } from "../../kernel/local-time.ts";
import { Refusal } from "../../kernel/refusal.ts";

/** Days of café time as instants, half open; the last day counts whole. Refuses `request.time_range`. */
export function rangeOf(
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
