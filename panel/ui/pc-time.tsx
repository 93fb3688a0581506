import { clockText } from "../live/countdown.ts";
import type { LivePc } from "../live/live-store.ts";
import { shownTime } from "../live/shown-time.ts";
import { useNowMs } from "../live/use-now.ts";
import { t } from "../text/en.ts";

/** Time of a session, counting; see shownTime. */
export function PcTime({ pc }: { pc: LivePc }) {
  const shown = shownTime(pc, useNowMs());
  if (shown === null) return null;
  return (
    <span
      className="pc-time"
      data-testid={`pc-time-${pc.pc_name}`}
      data-paused={pc.is_paused === 1 || undefined}
    >
      {`${clockText(shown.seconds)} ${t.computers[shown.word]}`}
    </span>
  );
}
