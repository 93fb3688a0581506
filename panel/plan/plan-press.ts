import { landing, place, resizeRoom, type Picked } from "./edit-plan-rules.ts";
import { boxOf, overlap, placedPcs, type Box, type Spot } from "./plan-rules.ts";
import { pulled, type Handle } from "./pull-rules.ts";
import type { PlanEditor } from "./use-plan-editor.ts";

/** What the pointer does at the moment, in px of the plan. */
export type PlanDrag =
  | { kind: "move"; by: Spot; landing: Spot | null }
  | { kind: "resize"; key: string; frame: Box }
  | { kind: "rect"; box: Box }
  | { kind: "fetch"; pcName: string; at: Spot; landing: Spot | null };

export interface Press {
  pointerId: number;
  /** px of the window and of the plan. */
  client: { x: number; y: number };
  at: Spot;
  on: Target;
  isAdding: boolean;
  isMoved: boolean;
  picked: Picked;
  /** Of a wall that is pulled: the last frame that was possible. */
  frame: Box | null;
}

type Target =
  | { kind: "pc"; name: string }
  | { kind: "room"; key: string }
  | { kind: "handle"; key: string; handle: Handle }
  | { kind: "tray"; name: string }
  | { kind: "empty" };

export function targetOf(element: EventTarget | null): Target {
  const found =
    element instanceof Element
      ? element.closest<HTMLElement>("[data-handle], [data-plan-pc], [data-room-head], [data-tray-pc]")
      : null;
  const { handle, planPc, roomHead, roomKey = "", trayPc } = found?.dataset ?? {};
  if (handle !== undefined) return { kind: "handle", key: roomKey, handle: handle as Handle };
  if (planPc !== undefined) return { kind: "pc", name: planPc };
  if (roomHead !== undefined) return { kind: "room", key: roomHead };
  if (trayPc !== undefined) return { kind: "tray", name: trayPc };
  return { kind: "empty" };
}

const toggled = <Value>(set: ReadonlySet<Value>, value: Value): ReadonlySet<Value> => {
  const next = new Set(set);
  if (!next.delete(value)) next.add(value);
  return next;
};

export function pickTarget(picked: Picked, on: Target, isAdding: boolean): Picked {
  const none: Picked = { pcs: new Set(), rooms: new Set() };
  switch (on.kind) {
    case "pc":
    case "tray":
      return isAdding
        ? { rooms: picked.rooms, pcs: toggled(picked.pcs, on.name) }
        : { ...none, pcs: new Set([on.name]) };
    case "room":
    case "handle":
      return isAdding
        ? { pcs: picked.pcs, rooms: toggled(picked.rooms, on.key) }
        : { ...none, rooms: new Set([on.key]) };
    case "empty":
      return isAdding ? picked : none;
  }
}

export const isPicked = (picked: Picked, on: Target) =>
  on.kind === "pc" ? picked.pcs.has(on.name) : on.kind === "room" ? picked.rooms.has(on.key) : false;

export function dragOf(press: Press, at: Spot, { plan, picked }: PlanEditor): PlanDrag {
  const by = { left: at.left - press.at.left, top: at.top - press.at.top };
  const { on } = press;
  switch (on.kind) {
    case "pc":
    case "room":
      return { kind: "move", by, landing: landing(plan, picked, by) };
    case "handle": {
      const room = plan.rooms.find(({ key }) => key === on.key);
      if (room === undefined) return { kind: "move", by, landing: null };
      const next = resizeRoom(plan, on.key, pulled(room, on.handle, by));
      press.frame = next?.rooms.find(({ key }) => key === on.key) ?? press.frame;
      return { kind: "resize", key: on.key, frame: press.frame ?? room };
    }
    case "tray": {
      const spot = middleAt(at);
      const put = place(plan, on.name, spot)?.pcs.find(({ name }) => name === on.name);
      return { kind: "fetch", pcName: on.name, at: spot, landing: put?.spot ?? null };
    }
    case "empty":
      return { kind: "rect", box: between(press.at, at) };
  }
}

/** A PC held in its middle. */
const middleAt = ({ left, top }: Spot): Spot => ({ left: left - 50, top: top - 40 });

const between = (one: Spot, other: Spot): Box => ({
  left: Math.min(one.left, other.left),
  top: Math.min(one.top, other.top),
  width: Math.abs(one.left - other.left),
  height: Math.abs(one.top - other.top),
});

export function withinRect(press: Press, at: Spot, { plan }: PlanEditor): Picked {
  const box = between(press.at, at);
  const touched = placedPcs(plan).filter(({ spot }) => overlap(boxOf(spot), box));
  const before = press.isAdding ? press.picked : { pcs: [], rooms: [] };
  return {
    pcs: new Set([...before.pcs, ...touched.map(({ name }) => name)]),
    rooms: new Set(before.rooms),
  };
}

export function drop(
  press: Press,
  at: Spot,
  editor: PlanEditor,
  { isOverTray, isOverCanvas }: { isOverTray: boolean; isOverCanvas: boolean },
): void {
  const by = { left: at.left - press.at.left, top: at.top - press.at.top };
  const { on } = press;
  switch (on.kind) {
    case "pc":
      if (isOverTray) editor.takeOff();
      else editor.move(by);
      return;
    case "room":
      editor.move(by);
      return;
    case "handle": {
      const drag = dragOf(press, at, editor);
      if (drag.kind === "resize") editor.resize(on.key, drag.frame);
      return;
    }
    case "tray":
      if (isOverCanvas) editor.place(on.name, middleAt(at));
      return;
    case "empty":
      return;
  }
}
