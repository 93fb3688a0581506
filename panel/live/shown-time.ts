import { secondsLeft, secondsOf, secondsUsed } from "./countdown.ts";
import type { LivePc } from "./live-store.ts";
import { kindOf } from "./session-kind.ts";

export interface ShownTime {
  seconds: number;
  /** Left until the end, over the end, or used so far where nothing ends it. */
  word: "left" | "over" | "used";
}

type Parts = Pick<
  LivePc,
  | "atMs"
  | "is_paused"
  | "status_connect_time_left"
  | "status_connect_time_duration"
  | "pc_in_using"
  | "member_group_id"
>;

/**
 * The time to show of a session at each second of the server's clock, counted on from the server's last row. Who pays at the end,
 * or not at all, sees the time used; all others the time left, if anything ends it. Null where no session runs.
 */
export function shownTime(pc: Parts): (serverSecond: number) => ShownTime | null {
  const counting = { atMs: pc.atMs, paused: pc.is_paused === 1 };
  const kind = kindOf(pc);
  const isCountedUp = kind === "postpaid" || kind === "free";
  const left = { ...counting, seconds: isCountedUp ? null : secondsOf(pc.status_connect_time_left) };
  const used = { ...counting, seconds: secondsOf(pc.status_connect_time_duration) };
  return (serverSecond) => {
    const rest = secondsLeft(left, serverSecond);
    if (rest !== null) return { seconds: Math.abs(rest), word: rest < 0 ? "over" : "left" };
    const seconds = secondsUsed(used, serverSecond);
    return seconds === null ? null : { seconds, word: "used" };
  };
}
