import {
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
  type Dispatch,
  type RefObject,
  type SetStateAction,
} from "react";
import type { LivePc } from "../live/live-store.ts";
import type { PcState } from "../live/pc-state.ts";
import { HallPointer, type HallDrag, type HallPointerEvents } from "./hall-pointer.ts";
import type { HallActs, HallPc } from "./hall-view.ts";

interface Parts {
  pcs: readonly LivePc[];
  stateOf: (pc: LivePc) => PcState;
  /** Fitting the filter. */
  isFitting: (pc: LivePc) => boolean;
  selected: ReadonlySet<string> | null;
  select: (next: ReadonlySet<string> | null) => void;
  mayMove: (pc: LivePc) => boolean;
  onOpen: (pcName: string) => void;
  onMenu: (pcName: string, at: { x: number; y: number }) => void;
  onMoved: (from: string, to: string) => void;
}

export function toggled(names: ReadonlySet<string> | null, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

const mayTake = (pc: LivePc | undefined, state: PcState) =>
  pc !== undefined && ["free", "offline"].includes(state) && pc.pc_console_type === 0;

/**
 * What tiles, rows and plan have in common: which PCs are shown and how, clicks, drags, rectangles and the PC in focus. The acts
 * stay the same from drawing to drawing, so that only PCs that changed are drawn anew.
 */
export function useHall(parts: Parts) {
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const root = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<HallDrag | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const acts = useMemo<HallActs>(
    () => ({
      click: (pcName, withKey) => {
        const { selected, select, onOpen } = latest.current;
        if (selected === null && !withKey) onOpen(pcName);
        else select(toggled(selected, pcName));
      },
      menu: (pcName, at) => latest.current.onMenu(pcName, at),
    }),
    [],
  );
  usePointer(root, latest, setDrag);

  const { pcs, stateOf, isFitting, selected } = parts;
  const fitting = pcs.filter(isFitting);
  const tabStop = fitting.some((pc) => pc.pc_name === focused) ? focused : (fitting[0]?.pc_name ?? null);
  const shown = (pc: LivePc): HallPc => {
    const { pc_name: name } = pc;
    const state = stateOf(pc);
    const isTarget = drag !== null && drag.from !== name && mayTake(pc, state);
    return {
      ...{ pc, state, acts, isTabStop: name === tabStop, isDim: !isFitting(pc) },
      selected: selected === null ? null : selected.has(name),
      drop: !isTarget ? undefined : drag.over === name ? "over" : "may",
    };
  };
  const onFocus = useCallback((event: React.FocusEvent) => {
    const pc = event.target.closest<HTMLElement>("[data-pc]");
    if (pc !== null) setFocused(pc.dataset["pc"] ?? null);
  }, []);
  return { root, onFocus, tabStop, focused, fitting: fitting.map(shown), all: pcs.map(shown) };
}

function usePointer(
  root: RefObject<HTMLDivElement | null>,
  latest: RefObject<Parts>,
  setDrag: Dispatch<SetStateAction<HallDrag | null>>,
): void {
  useEffect(() => {
    if (root.current === null) return;
    const pcOf = (name: string) => latest.current.pcs.find((pc) => pc.pc_name === name);
    let before: ReadonlySet<string> = new Set();
    let isDrawing = false;
    const events: HallPointerEvents = {
      mayDrag: (name) => {
        const pc = pcOf(name);
        return pc !== undefined && latest.current.selected === null && latest.current.mayMove(pc);
      },
      mayDrop: (name) => {
        const pc = pcOf(name);
        return pc !== undefined && mayTake(pc, latest.current.stateOf(pc));
      },
      onDrag: (drag) =>
        setDrag((last) => (last?.from === drag?.from && last?.over === drag?.over ? last : drag)),
      onDrop: (from, to) => latest.current.onMoved(from, to),
      onRect: (names, isAdding) => {
        const { selected, select } = latest.current;
        if (!isDrawing) before = isAdding ? (selected ?? new Set()) : new Set();
        isDrawing = true;
        select(new Set([...before, ...names]));
      },
      onRectEnd: () => {
        isDrawing = false;
      },
      onMenu: (name, at) => latest.current.onMenu(name, at),
    };
    const pointer = new HallPointer(root.current, events);
    return () => pointer.stop();
  }, [root, latest, setDrag]);
}
