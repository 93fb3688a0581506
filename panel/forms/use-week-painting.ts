import { useRef, useState, type KeyboardEvent, type PointerEvent } from "react";
import { moved, paint, partsOf, tiers, type Cell, type Week } from "./week-paint.ts";

export interface Painting {
  week: Week;
  /** The rate that a drag paints with. */
  brush: number;
  disabled: boolean;
  onChange: (week: Week) => void;
  onBrush: (tier: number) => void;
}

/** What is selected reaches from the anchor to the cell in focus; while a pointer is down it is what would be painted. */
interface Selection {
  anchor: Cell;
  focus: Cell;
  isDrawn: boolean;
}

const start: Cell = { day: 0, part: 0 };

const cellAt = (target: Element | null): Cell | null => {
  const place = target?.closest("[data-cell]")?.getAttribute("data-cell")?.split("-").map(Number);
  return place ? { day: place[0] ?? 0, part: place[1] ?? 0 } : null;
};

/** Painting by mouse, finger or keys: what is selected and shown, and the handlers of the grid and of its cells. */
export function useWeekPainting({ week, brush, disabled, onChange, onBrush }: Painting) {
  const [selection, setSelection] = useState<Selection>({ anchor: start, focus: start, isDrawn: false });
  // The focus follows the keys, so that it then says nothing about the selection.
  const isByKey = useRef(false);
  // Where a pointer went down, until it is lifted: moves may come faster than they are drawn.
  const drawnFrom = useRef<Cell | null>(null);
  const parts = partsOf(week);
  // Half hours may have become hours since: the cell in focus is then that of its hour.
  const inside = (cell: Cell) => (cell.part < parts ? cell : { ...cell, part: Math.floor(cell.part / 2) });
  const [anchor, focus] = [inside(selection.anchor), inside(selection.focus)];
  const fill = (a: Cell, b: Cell, tier = brush) => {
    if (!disabled) onChange(paint(week, a, b, tier));
  };

  const pointer = {
    onPointerDown(event: PointerEvent<HTMLDivElement>) {
      const cell = cellAt(event.target as Element);
      if (cell === null || disabled || event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drawnFrom.current = cell;
      setSelection({ anchor: cell, focus: cell, isDrawn: true });
    },
    onPointerMove(event: PointerEvent<HTMLDivElement>) {
      const from = drawnFrom.current;
      const cell = from && cellAt(document.elementFromPoint(event.clientX, event.clientY));
      if (from !== null && cell !== null) setSelection({ anchor: from, focus: cell, isDrawn: true });
    },
    onPointerUp(event: PointerEvent<HTMLDivElement>) {
      const from = drawnFrom.current;
      if (from === null) return;
      drawnFrom.current = null;
      // Where the pointer was lifted counts, also when the last move has not been drawn yet; outside the week the last cell does.
      const last = cellAt(document.elementFromPoint(event.clientX, event.clientY)) ?? focus;
      fill(from, last);
      setSelection({ anchor: last, focus: last, isDrawn: false });
    },
    onPointerCancel() {
      drawnFrom.current = null;
      setSelection({ ...selection, isDrawn: false });
    },
  };

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const tier = tiers.find((each) => String(each) === event.key);
    const next = moved(focus, event.key, parts);
    if (next !== null) {
      setSelection({ anchor: event.shiftKey ? anchor : next, focus: next, isDrawn: false });
      isByKey.current = true;
      event.currentTarget.querySelector<HTMLElement>(`[data-cell="${next.day}-${next.part}"]`)?.focus();
      isByKey.current = false;
    } else if (tier !== undefined) {
      if (!disabled) onBrush(tier);
      fill(anchor, focus, tier);
    } else if (event.key === " " || event.key === "Enter") fill(anchor, focus);
    else return;
    event.preventDefault();
  };

  return {
    ...{ anchor, focus, fill },
    shown: selection.isDrawn ? paint(week, anchor, focus, brush) : week,
    handlers: { ...pointer, onKeyDown },
    onFocusOf: (cell: Cell) => () => {
      const isThere = focus.day === cell.day && focus.part === cell.part;
      if (!isByKey.current && !isThere)
        setSelection({ anchor: cell, focus: cell, isDrawn: selection.isDrawn });
    },
  };
}
