import { useLayoutEffect, useRef } from "react";
import { clockText } from "../live/countdown.ts";
import { eachSecond } from "../live/each-second.ts";
import type { LivePc } from "../live/live-store.ts";
import { shownTime } from "../live/shown-time.ts";
import { t } from "../text/en.ts";

/** From here on a countdown is marked, s. */
const soonSeconds = 5 * 60;

/**
 * Time of a session, counting; see shownTime. The texts are written past React: a hall of 200 PCs changes 200 texts each
 * second, and draws nothing else anew.
 */
export function PcTime({ pc }: { pc: LivePc }) {
  const ref = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => eachSecond((second) => write(ref.current, pc, second)), [pc]);
  if (pc.pc_in_using === 0) return null;
  return (
    <span
      className="pc-time"
      data-testid={`pc-time-${pc.pc_name}`}
      data-paused={pc.is_paused === 1 || undefined}
      ref={ref}
    />
  );
}

function write(element: HTMLSpanElement | null, pc: LivePc, second: number): void {
  const shown = shownTime(pc, second);
  if (element === null || shown === null) return;
  const { seconds, word } = shown;
  const clock = textNode(element, 0, "span");
  const text = clockText(seconds);
  if (clock.data !== text) clock.data = text;
  const told = ` ${t.computers[word]}`;
  const words = textNode(element, 1, "small");
  if (words.data === told && element.dataset["end"] !== undefined) {
    if (word !== "left" || seconds > soonSeconds) return;
  }
  words.data = told;
  element.dataset["word"] = word;
  element.dataset["end"] =
    word === "over" ? "over" : word === "left" && seconds <= soonSeconds ? "soon" : "far";
}

/** The text of a part that this file alone writes; made at the first time. */
function textNode(element: HTMLElement, index: number, tag: string): Text {
  const child = element.children[index] ?? element.appendChild(document.createElement(tag));
  const first = child.firstChild ?? child.appendChild(document.createTextNode(""));
  return first as Text;
}
