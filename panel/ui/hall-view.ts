import type { DragEventHandlers } from "./use-tile-drag.ts";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";

/** What tiles, rows and the plan have in common: they show PCs, and one click opens, selects or drags. */
export interface HallView {
  pcs: readonly LivePc[];
  stateOf: (pc: LivePc) => PcState;
  /** Null = a click opens the PC; else it selects, and these are selected. */
  selected: ReadonlySet<string> | null;
  onClick: (pc: LivePc, withKey: boolean) => void;
  drag: (pc: LivePc) => DragEventHandlers;
}

export const isSelected = ({ selected }: Pick<HallView, "selected">, pc: LivePc) =>
  selected?.has(pc.pc_name) ?? false;

/** With Ctrl or Command a click selects from the start. */
export const isWithKey = (event: { ctrlKey: boolean; metaKey: boolean }) => event.ctrlKey || event.metaKey;
