import * as operations from "../../../contract/operations/member-pcs.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { Refusal, unauthenticated } from "../../kernel/refusal.ts";
import { readPcs, type PcReading } from "./list-pcs.ts";
import { pcFullOf, type PcNow } from "./pc-wire.ts";

function memberIdOf(caller: Caller): number {
  if (caller.kind !== "member") throw unauthenticated();
  return caller.memberId;
}

/** The state of a PC in one word, the first that fits (api-v2.md 4.10). */
export function stateOf({
  pc,
  session,
  booking,
  isConnected,
}: PcNow): "out" | "busy" | "booked" | "offline" | "free" {
  if (!pc.is_enabled) return "out";
  if (session !== undefined) return "busy";
  if (booking?.isNow === true) return "booked";
  return isConnected ? "free" : "offline";
}

/** Binds what members see of the hall: their own PC, and which are free, without a word of others (api-v2.md 2.9). */
export function bindMemberPcRoutes(api: Api, parts: PcReading): void {
  api.bind(operations.memberPcStatus, async ({ cafeId, caller, input }) => {
    const memberId = memberIdOf(caller);
    if (input.member_id !== undefined && input.member_id !== memberId)
      throw new Refusal("permission.other_member", "A member may name its own account only.");
    const { cafe, pcs } = await readPcs(parts, cafeId);
    const own = pcs.find(({ session }) => session?.memberId === memberId);
    return { pc: own === undefined ? null : pcFullOf(cafe, own) };
  });
  api.bind(operations.memberPcs, async ({ cafeId, input }) => {
    const { pcs } = await readPcs(parts, cafeId);
    return pcs
      .filter(({ pc }) => input.pc_group_id === undefined || pc.pc_group_id === input.pc_group_id)
      .map((now) => ({
        pc_name: now.pc.name,
        pc_group_id: now.pc.pc_group_id,
        pc_group_name: now.pc.pc_group_name,
        pc_area_name: now.pc.room_name,
        pc_box_top: now.pc.box_top,
        pc_box_left: now.pc.box_left,
        pc_console_type: now.pc.console_type,
        state: stateOf(now),
      }));
  });
}
