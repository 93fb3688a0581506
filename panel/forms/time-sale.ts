import { sumOf } from "../ui/decimal.ts";
import { amountOf } from "./money-input.ts";

/** Time that is sold before it is played: by the money paid, or by the minutes it is to last. */
export type AskedTime = { amount: string } | { mins: number };

export interface TimeSaleTyped {
  by: "money" | "minutes";
  amount: string;
  minutes: string;
  tender: string;
}

export const freshTimeSale: TimeSaleTyped = { by: "money", amount: "", minutes: "", tender: "0" };

/** Most minutes the server sells at once. */
const mostMinutes = 100_000;

export function minutesOf(typed: string): number | null {
  const minutes = /^\d{1,6}$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  return minutes >= 1 && minutes <= mostMinutes ? minutes : null;
}

/** What was typed, as it is asked of the server; null while something is missing or wrong. */
export function askedTime({ by, amount, minutes }: TimeSaleTyped): AskedTime | null {
  if (by === "money") {
    const money = amountOf(amount);
    return money === null ? null : { amount: money };
  }
  const mins = minutesOf(minutes);
  return mins === null ? null : { mins };
}

/** PCs of one price group: what is asked for is worth the same on each of them. */
export interface SameGroup {
  groupId: number;
  groupName: string;
  /** One of them, to ask for. */
  pcName: string;
  count: number;
}

export function byGroup(
  pcs: readonly { pc_name: string; pc_group_id: number; pc_group_name: string }[],
): SameGroup[] {
  const groups = new Map<number, SameGroup>();
  for (const pc of pcs) {
    const known = groups.get(pc.pc_group_id);
    if (known) known.count += 1;
    else
      groups.set(pc.pc_group_id, {
        groupId: pc.pc_group_id,
        groupName: pc.pc_group_name,
        pcName: pc.pc_name,
        count: 1,
      });
  }
  return [...groups.values()];
}

/** What all of them cost together; exact. */
export function totalOf(parts: readonly { cost: string; count: number }[]): string {
  return sumOf(...parts.flatMap(({ cost, count }) => Array.from({ length: count }, () => cost)));
}
