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
 * The time to show of a session, counted on from the server's last row. Who pays at the end, or not at all, sees the time
 * used; all others the time left, if anything ends it. Null where no session runs.
 */
export function shownTime(pc: Parts, serverSecond: number): ShownTime | null {
  const counting = { atMs: pc.atMs, paused: pc.is_paused === 1 };
  const kind = kindOf(pc);
  const left =
    kind === "postpaid" || kind === "free"
      ? null
      : secondsLeft({ ...counting, seconds: secondsOf(pc.status_connect_time_left) }, serverSecond);
  if (left !== null) return { seconds: Math.abs(left), word: left < 0 ? "over" : "left" };
  const used = secondsUsed(
    { ...counting, seconds: secondsOf(pc.status_connect_time_duration) },
    serverSecond,
  );
  return used === null ? null : { seconds: used, word: "used" };
}
