import { clockText, secondsLeft, secondsOf, secondsUsed } from "../live/countdown.ts";
import type { LivePc } from "../live/live-store.ts";
import { useNowMs } from "../live/use-now.ts";
import { t } from "../text/en.ts";

/** Time left of a session, counting; without an end the time used. */
export function PcTime({ pc }: { pc: LivePc }) {
  const nowMs = useNowMs();
  const counting = { readAtMs: pc.readAtMs, paused: pc.is_paused === 1 };
  const left = secondsLeft({ ...counting, seconds: secondsOf(pc.status_connect_time_left) }, nowMs);
  if (left === null) {
    const used = secondsUsed({ ...counting, seconds: secondsOf(pc.status_connect_time_duration) }, nowMs);
    return used === null ? null : <span className="pc-time">{`${clockText(used)} ${t.computers.used}`}</span>;
  }
  const over = left < 0;
  return (
    <span className="pc-time">{`${clockText(Math.abs(left))} ${over ? t.computers.over : t.computers.left}`}</span>
  );
}
