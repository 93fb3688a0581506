import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";

/** What a tile, a row or a PC of the plan is shown with; unchanged, it is not drawn anew. */
export interface HallPc {
  pc: LivePc;
  state: PcState;
  /** Null = PCs are not being selected: a click opens it. */
  selected: boolean | null;
  /** Whether the Tab key leads here; arrows lead on from it. */
  isTabStop: boolean;
  /** While a session is dragged: whether it may be dropped here, and is about to be. */
  drop: "may" | "over" | undefined;
  /** Does not fit the filter, and is shown only because its place is. */
  isDim: boolean;
  acts: HallActs;
}

export interface HallActs {
  click: (pcName: string, withKey: boolean) => void;
  /** Opens the acts of a PC at a place of the window, px. */
  menu: (pcName: string, at: { x: number; y: number }) => void;
}

export interface HallView {
  pcs: readonly HallPc[];
}

/** With Ctrl or Command a click selects from the start. */
export const isWithKey = (event: { ctrlKey: boolean; metaKey: boolean }) => event.ctrlKey || event.metaKey;

/** Just below a button, where its menu opens. */
export function below(element: Element): { x: number; y: number } {
  const { left, bottom } = element.getBoundingClientRect();
  return { x: left, y: bottom };
}
