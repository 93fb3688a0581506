import { nullableDur, nullableDec, nullableInt, nullableStr, nullableTs } from "./pieces.ts";
import { flagOut, intOut, shape, strOut } from "../kit/answer.ts";

/**
 * A PC as the three lists show it (api-v2.md 3.1, 6 #1, #2). The order of the keys is the recorded one; keys of ours
 * come last in all of them.
 */

/** What stands first in every PC row. */
const place = {
  pc_icafe_id: intOut,
  pc_ip: strOut,
  pc_name: strOut,
  pc_mac: strOut,
  pc_comment: strOut,
  pc_console_type: intOut,
  pc_group_id: intOut,
  pc_area_name: strOut,
  pc_box_position: strOut,
  pc_box_top: intOut,
  pc_box_left: intOut,
  pc_enabled: intOut,
  pc_mining_enabled: intOut,
  pc_mining_tool: strOut,
  pc_mining_options: strOut,
};

/** Session, customer and price. On a free PC null but for status_pay_by_member_id (0) and price_name. */
const inSession = {
  recent_booking: nullableStr,
  pc_group_name: strOut,
  status_connect_time_local: nullableTs,
  status_disconnect_time_local: nullableTs,
  status_connect_time_duration: nullableDur,
  status_connect_time_left: nullableDur,
  status_pay_by_member_id: intOut,
  member_id: nullableInt,
  member_icafe_id: nullableInt,
  member_account: nullableStr,
  member_balance: nullableDec,
  member_balance_bonus: nullableDec,
  member_group_id: nullableInt,
  member_group_name: nullableStr,
  member_group_desc: nullableStr,
  member_group_discount_rate: nullableInt,
  member_group_discount_offer: nullableInt,
  member_group_discount_pc_time: nullableInt,
  offer_in_using: nullableStr,
  price_name: strOut,
  status_total_time: nullableDur,
};

const ours = {
  is_connected: flagOut,
  session_id: nullableInt,
  is_paused: flagOut,
  pc_area_id: nullableInt,
  pc_turn_off_monitor_seconds: intOut,
  pc_agent_version: strOut,
};

/** `pcs`: 16 known keys. */
export const pcsRow = shape({ ...place, pc_in_using: intOut, ...ours });

/** `pcList`: 36 known keys, without pc_in_using. */
export const pcListRow = shape({ ...place, ...inSession, ...ours });

/** initData, base/query, consoleDetail: all keys. */
export const pcFull = shape({ ...place, pc_in_using: intOut, ...inSession, ...ours });

/** consoleDetail adds the time left to all keys. */
export const consolePc = shape({ ...pcFull.properties, left_time: nullableDur });
