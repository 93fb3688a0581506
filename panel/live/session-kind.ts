import type { PcRow } from "./pc-state.ts";

/** Kinds of sessions (billing.md 7.1). */
export type SessionKind = "member" | "prepaid" | "postpaid" | "free" | "offer" | "guest";

/** Guests' kinds by their member group (api-v2.md 4.8); every other group is of members. */
const kindOfGroup: Readonly<Record<string, SessionKind>> = {
  "-1": "guest",
  "-2": "prepaid",
  "-3": "postpaid",
  "-4": "offer",
  "-5": "free",
};

/** The kind of session that runs on a PC; null = none. */
export function kindOf(pc: Pick<PcRow, "pc_in_using" | "member_group_id">): SessionKind | null {
  if (pc.pc_in_using === 0) return null;
  return kindOfGroup[String(pc.member_group_id)] ?? "member";
}
