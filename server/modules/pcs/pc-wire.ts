import type { Static } from "typebox";
import type { consolePc, pcFull, pcListRow, pcsRow } from "../../../contract/objects/pc.ts";
import { durationText, localText, monthToMinute } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { PcBookingFacts, PcSessionFacts } from "./pc-rules.ts";
import type { PcRow } from "./pc-store.ts";

/**
 * From PCs to the rows of API v2 (api-v2.md 3.1, 6 #1, #2). Pure. The contract writes the keys in the recorded order;
 * they stand in that order here too.
 */

/** The café as far as rows need it. */
export interface WireCafe {
  cafeId: number;
  /** Decimal places of the minor unit. */
  exponent: number;
  zone: string;
}

/** What is known of one PC at this moment. */
export interface PcNow {
  pc: PcRow;
  session: PcSessionFacts | undefined;
  booking: PcBookingFacts | undefined;
  isConnected: boolean;
  /** What a free PC of its group shows. */
  groupPriceName: string;
}

const flag = (value: boolean): 0 | 1 => (value ? 1 : 0);

function place(cafe: WireCafe, pc: PcRow) {
  return {
    pc_icafe_id: cafe.cafeId,
    pc_ip: pc.ip,
    pc_name: pc.name,
    pc_mac: pc.mac,
    pc_comment: pc.comment,
    pc_console_type: pc.console_type,
    pc_group_id: pc.pc_group_id,
    pc_area_name: pc.room_name,
    pc_box_position: pc.box_position,
    pc_box_top: pc.box_top,
    pc_box_left: pc.box_left,
    pc_enabled: flag(pc.is_enabled),
    pc_mining_enabled: 0,
    pc_mining_tool: "",
    pc_mining_options: "",
  };
}

function ours({ pc, session, isConnected }: PcNow) {
  return {
    is_connected: flag(isConnected),
    session_id: session?.sessionId ?? null,
    is_paused: flag(session?.isPaused ?? false),
    pc_area_id: pc.room_id,
    pc_turn_off_monitor_seconds: pc.turn_off_monitor_seconds,
    pc_agent_version: pc.agent_version,
  };
}

/** A free PC: null from status_connect_time_local on, but status_pay_by_member_id (0) and price_name (6 #2). */
function free(cafe: WireCafe, { pc, groupPriceName, booking }: PcNow) {
  return {
    recent_booking: booking === undefined ? null : monthToMinute(booking.at, cafe.zone),
    pc_group_name: pc.pc_group_name,
    status_connect_time_local: null,
    status_disconnect_time_local: null,
    status_connect_time_duration: null,
    status_connect_time_left: null,
    status_pay_by_member_id: 0,
    member_id: null,
    member_icafe_id: null,
    member_account: null,
    member_balance: null,
    member_balance_bonus: null,
    member_group_id: null,
    member_group_name: null,
    member_group_desc: null,
    member_group_discount_rate: null,
    member_group_discount_offer: null,
    member_group_discount_pc_time: null,
    offer_in_using: null,
    price_name: groupPriceName,
    status_total_time: null,
  };
}

function inSession(cafe: WireCafe, now: PcNow) {
  const { session } = now;
  if (session === undefined) return free(cafe, now);
  const { group } = session;
  const left = session.leftSeconds === null ? null : durationText(session.leftSeconds);
  // Guest kinds show no name, description or discounts of their group (6 #6).
  const named = group.memberGroupId >= 0;
  return {
    ...free(cafe, now),
    status_connect_time_local: localText(session.startedAt, cafe.zone),
    status_disconnect_time_local: session.endsAt === null ? null : localText(session.endsAt, cafe.zone),
    status_connect_time_duration: durationText(session.usedSeconds),
    status_connect_time_left: left,
    status_pay_by_member_id: session.paidByMemberId,
    member_id: session.memberId,
    member_icafe_id: cafe.cafeId,
    member_account: session.account,
    member_balance: decimalFromMinor(session.balanceMinor, cafe.exponent),
    member_balance_bonus: decimalFromMinor(session.bonusMinor, cafe.exponent),
    member_group_id: group.memberGroupId,
    member_group_name: named ? group.name : null,
    member_group_desc: named ? group.description : null,
    member_group_discount_rate: named ? group.discountRate : null,
    member_group_discount_offer: named ? group.discountOffer : null,
    member_group_discount_pc_time: named ? group.discountPcTime : null,
    offer_in_using: session.offerName,
    price_name: session.priceName,
    status_total_time: left,
  };
}

/** Row of GET pcs. */
export function pcsRowOf(cafe: WireCafe, now: PcNow): Static<typeof pcsRow> {
  return { ...place(cafe, now.pc), pc_in_using: flag(now.session !== undefined), ...ours(now) };
}

/** Row of GET pcList. */
export function pcListRowOf(cafe: WireCafe, now: PcNow): Static<typeof pcListRow> {
  return { ...place(cafe, now.pc), ...inSession(cafe, now), ...ours(now) };
}

/** All keys: initData, base/query, one PC, and the frame pcs_changed. */
export function pcFullOf(cafe: WireCafe, now: PcNow): Static<typeof pcFull> {
  return {
    ...place(cafe, now.pc),
    pc_in_using: flag(now.session !== undefined),
    ...inSession(cafe, now),
    ...ours(now),
  };
}

/** consoleDetail: all keys and the time left. */
export function consolePcOf(cafe: WireCafe, now: PcNow): Static<typeof consolePc> {
  const full = pcFullOf(cafe, now);
  return { ...full, left_time: full.status_connect_time_left };
}
