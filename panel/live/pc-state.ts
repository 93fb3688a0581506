import type { Static } from "typebox";
import type { pcFull } from "../../contract/objects/pc.ts";

export type PcRow = Static<typeof pcFull>;

/** States of api-v2.md 4.10, in the order of precedence. */
export const pcStates = ["out", "busy", "booked", "offline", "free"] as const;
export type PcState = (typeof pcStates)[number];

export type PcCounts = Record<PcState, number>;

type StateParts = Pick<PcRow, "pc_enabled" | "pc_in_using" | "recent_booking" | "is_connected">;

/** `nowLocal` is café time as "MM-DD HH:MM", the form of recent_booking: a booking that has begun holds the PC. */
export function stateOf(pc: StateParts, nowLocal: string): PcState {
  if (pc.pc_enabled === 0) return "out";
  if (pc.pc_in_using !== 0) return "busy";
  if (pc.recent_booking !== null && pc.recent_booking !== "" && pc.recent_booking <= nowLocal)
    return "booked";
  return pc.is_connected === 0 ? "offline" : "free";
}

export function countStates(pcs: readonly StateParts[], nowLocal: string): PcCounts {
  const counts: PcCounts = { out: 0, busy: 0, booked: 0, offline: 0, free: 0 };
  for (const pc of pcs) counts[stateOf(pc, nowLocal)] += 1;
  return counts;
}

export interface PcFilter {
  states: readonly PcState[];
  /** Part of PC name, group, room or member, without regard to case. */
  search: string;
}

/** PCs that fit; no state chosen means every state. */
export function filterPcs<Pc extends PcRow>(
  pcs: readonly Pc[],
  { states, search }: PcFilter,
  nowLocal: string,
): Pc[] {
  const wanted = search.trim().toLowerCase();
  return pcs.filter((pc) => {
    if (states.length > 0 && !states.includes(stateOf(pc, nowLocal))) return false;
    const texts = [pc.pc_name, pc.pc_group_name, pc.pc_area_name, pc.member_account ?? ""];
    return wanted === "" || texts.some((text) => text.toLowerCase().includes(wanted));
  });
}

/** "MM-DD HH:MM" in the café's zone; an unknown zone counts as UTC. */
export function localMinute(zone: string, now: Date): string {
  const parts = {
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  } as const;
  const format = (timeZone: string) =>
    new Intl.DateTimeFormat("en", { ...parts, timeZone }).formatToParts(now);
  const found = Object.fromEntries(
    safely(
      () => format(zone),
      () => format("UTC"),
    ).map(({ type, value }) => [type, value]),
  );
  return `${found["month"]}-${found["day"]} ${found["hour"]}:${found["minute"]}`;
}

function safely<Value>(first: () => Value, otherwise: () => Value): Value {
  try {
    return first();
  } catch {
    return otherwise();
  }
}

export { byName } from "./name-order-rules.ts";
