import { useEffect, useRef, type RefObject } from "react";
import { hallKey, type HallKey } from "./hall-keys.ts";
import { pcNameOf } from "./hall-pointer.ts";
import { isArrow, walk, type Arrow } from "./walk-rules.ts";

interface Rules {
  root: RefObject<HTMLElement | null>;
  /** The PC that Tab leads to. */
  tabStop: string | null;
  /** False while a dialog or an editor has the keys. */
  isOn: boolean;
  onKey: (key: HallKey, focused: string | null) => void;
  /** Space: selects the PC, or lets it go. */
  onSelect: (pcName: string) => void;
  onEscape: () => void;
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio]), textarea, select"));

/** Something above the page has the keys: a dialog, a menu, a list. */
export const isCovered = () =>
  document.querySelector(
    ".mantine-Modal-content, .mantine-Menu-dropdown, .mantine-Combobox-dropdown:not([hidden])",
  ) !== null;

function focusOn(root: HTMLElement, pcName: string): void {
  const name = CSS.escape(pcName);
  const element = root.querySelector<HTMLElement>(`[data-pc="${name}"]`);
  const button = element?.matches("button") === true ? element : element?.querySelector("button");
  button?.focus({ preventScroll: true });
  element?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Moves the focus to the PC an arrow leads to. */
function step(root: HTMLElement, from: string | null, arrow: Arrow): void {
  const elements = [...root.querySelectorAll<HTMLElement>("[data-pc]:not([data-dim])")];
  const stops = elements.map((element) => ({
    name: element.dataset["pc"] ?? "",
    box: element.getBoundingClientRect(),
  }));
  const to = walk(stops, from ?? "", arrow);
  if (to !== null) focusOn(root, to);
}

/** The keys of the hall: arrows walk, letters act, Space selects, Esc lets go. Typing in fields and dialogs is left alone. */
export function useHallKeys(rules: Rules): void {
  const latest = useRef(rules);
  useEffect(() => {
    latest.current = rules;
  });
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const { root, tabStop, isOn, ...does } = latest.current;
      const { key } = event;
      if (!isOn || root.current === null || event.defaultPrevented || isTyping(event.target)) return;
      if (event.altKey || event.ctrlKey || event.metaKey || isCovered()) return;
      const within = event.target instanceof Node && root.current.contains(event.target);
      const focused = within ? pcNameOf(event.target) : null;
      const isElsewhere = !within && event.target !== document.body;
      if (key === "Escape") return does.onEscape();
      if (isArrow(key)) {
        // Arrows of another control are its own.
        if (isElsewhere) return;
        event.preventDefault();
        if (focused === null && !within) return focusOn(root.current, tabStop ?? "");
        return step(root.current, focused, key);
      }
      if (key === " " && focused !== null) {
        event.preventDefault();
        return does.onSelect(focused);
      }
      const asked = hallKey(key);
      if (asked === null) return;
      event.preventDefault();
      does.onKey(asked, focused);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
