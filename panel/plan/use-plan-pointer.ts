import {
  useEffect,
  useRef,
  useState,
  type Dispatch,
  type PointerEvent as ReactPointerEvent,
  type RefObject,
  type SetStateAction,
} from "react";
import type { Spot } from "./plan-rules.ts";
import {
  dragOf,
  drop,
  isPicked,
  pickTarget,
  targetOf,
  withinRect,
  type PlanDrag,
  type Press,
} from "./plan-press.ts";
import type { PlanEditor } from "./use-plan-editor.ts";

interface Parts {
  canvas: RefObject<HTMLElement | null>;
  tray: RefObject<HTMLElement | null>;
  scale: number;
  editor: PlanEditor;
}

interface Point {
  x: number;
  y: number;
}

/** From here on a press is a movement, px. */
const threshold = 4;

const contains = (element: HTMLElement | null, { x, y }: Point) => {
  const box = element?.getBoundingClientRect();
  return box !== undefined && x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;
};

/** The place on the plan under a point of the window. */
function spotAt({ canvas, scale }: Parts, { x, y }: Point): Spot {
  const box = canvas.current?.getBoundingClientRect();
  return { left: (x - (box?.left ?? 0)) / scale, top: (y - (box?.top ?? 0)) / scale };
}

const pointOf = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => ({
  x: clientX,
  y: clientY,
});

/** Mouse, pen and finger in the editor: pick, move, pull a wall, draw a rectangle, fetch from the tray and put back into it. */
export function usePlanPointer(parts: Parts) {
  const latest = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  const press = useRef<Press | null>(null);
  const [drag, setDrag] = useState<PlanDrag | null>(null);
  useEffect(() => listen(latest, press, setDrag), []);

  const onPointerDown = (event: ReactPointerEvent) => {
    if (event.button !== 0 || press.current !== null) return;
    const on = targetOf(event.target);
    // A finger on an empty place scrolls.
    if (on.kind === "empty" && event.pointerType === "touch") return;
    const { editor } = latest.current;
    const isAdding = event.shiftKey || event.ctrlKey || event.metaKey;
    const picked =
      isPicked(editor.picked, on) && !isAdding ? editor.picked : pickTarget(editor.picked, on, isAdding);
    editor.pick(picked);
    const point = pointOf(event);
    press.current = {
      ...{ pointerId: event.pointerId, client: point, at: spotAt(latest.current, point), on },
      ...{ isAdding, isMoved: false, picked, frame: null },
    };
  };
  return { drag, onPointerDown };
}

/** What follows a press, wherever the pointer goes. Answers how to stop. */
function listen(
  latest: RefObject<Parts>,
  press: RefObject<Press | null>,
  setDrag: Dispatch<SetStateAction<PlanDrag | null>>,
): () => void {
  const off = new AbortController();
  const { signal } = off;
  const end = () => {
    press.current = null;
    setDrag(null);
  };
  const onMove = (event: PointerEvent) => {
    const now = press.current;
    if (now === null || event.pointerId !== now.pointerId) return;
    const point = pointOf(event);
    if (!now.isMoved && Math.hypot(point.x - now.client.x, point.y - now.client.y) < threshold) return;
    now.isMoved = true;
    const { editor } = latest.current;
    const at = spotAt(latest.current, point);
    setDrag(dragOf(now, at, editor));
    if (now.on.kind === "empty") editor.pick(withinRect(now, at, editor));
  };
  const onUp = (event: PointerEvent) => {
    const now = press.current;
    if (now === null || event.pointerId !== now.pointerId) return;
    const point = pointOf(event);
    const { editor, tray, canvas } = latest.current;
    end();
    if (now.isMoved) {
      const over = {
        isOverTray: contains(tray.current, point),
        isOverCanvas: contains(canvas.current, point),
      };
      drop(now, spotAt(latest.current, point), editor, over);
    } else if (!now.isAdding) {
      // A click on one of several picks it alone.
      editor.pick(pickTarget(now.picked, now.on, false));
    }
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || press.current?.isMoved !== true) return;
    event.stopPropagation();
    end();
  };
  window.addEventListener("pointermove", onMove, { signal });
  window.addEventListener("pointerup", onUp, { signal });
  window.addEventListener("pointercancel", end, { signal });
  window.addEventListener("keydown", onKey, { signal, capture: true });
  return () => off.abort();
}
