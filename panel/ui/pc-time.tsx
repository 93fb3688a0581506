import { useLayoutEffect, useRef } from "react";
import { clockText } from "../live/countdown.ts";
import { eachSecond } from "../live/each-second.ts";
import type { LivePc } from "../live/live-store.ts";
import { shownTime, type ShownTime } from "../live/shown-time.ts";
import { t } from "../text/en.ts";

/** From here on a countdown is marked, s. */
const soonSeconds = 5 * 60;

/**
 * Time of a session, counting; see shownTime. The texts are written past React: a hall of 200 PCs changes 200 texts each
 * second, and draws nothing else anew.
 */
export function PcTime({ pc }: { pc: LivePc }) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const { current: element } = ref;
    if (element === null) return;
    const shown = shownTime(pc);
    const write = writerOf(element);
    return eachSecond((second) => write(shown(second)));
  }, [pc]);
  if (pc.pc_in_using === 0) return null;
  return (
    <span
      className="pc-time pc-count"
      data-testid={`pc-time-${pc.pc_name}`}
      data-paused={pc.is_paused === 1 || undefined}
      ref={ref}
    />
  );
}

/** Writes what has changed since it last did: mostly one text. */
function writerOf(element: HTMLSpanElement): (shown: ShownTime | null) => void {
  const clock = textIn(element, 0, "span");
  const words = textIn(element, 1, "small");
  let before = "";
  return (shown) => {
    if (shown === null) return;
    const { seconds, word } = shown;
    const text = clockText(seconds);
    // A paused one stands: a text that is written costs, even the same one.
    if (clock.data !== text) clock.data = text;
    const end =
      word === "left" ? (seconds <= soonSeconds ? "soon" : "far") : word === "over" ? "over" : "far";
    if (before === `${word} ${end}`) return;
    before = `${word} ${end}`;
    words.data = ` ${t.computers[word]}`;
    element.dataset["word"] = word;
    element.dataset["end"] = end;
  };
}

/** The text of a part that this file alone writes; made at the first time. */
function textIn(element: HTMLElement, index: number, tag: string): Text {
  const child = element.children[index] ?? element.appendChild(document.createElement(tag));
  const first = child.firstChild ?? child.appendChild(document.createTextNode(""));
  return first as Text;
}
