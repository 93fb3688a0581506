import { notifications } from "@mantine/notifications";
import { useCallback, useMemo, useRef, useState } from "react";
import type { LivePc } from "../live/live-store.ts";
import { byName } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import * as edit from "./edit-plan-rules.ts";
import type { Direction } from "./free-place-rules.ts";
import { changed, freshHistory, pickedNow, redone, undone, type PlanHistory } from "./plan-history.ts";
import { gridStep, type Box, type Plan, type PlanRoom, type Spot } from "./plan-rules.ts";
import { readPlan, type RoomRow } from "./read-plan-rules.ts";
import { changesOf, type PlanSource } from "./save-plan-rules.ts";

export type PlanEditor = ReturnType<typeof usePlanEditor>;

/** The plan that is being edited: nothing of it is saved until it is asked for. */
export function usePlanEditor(pcs: readonly LivePc[], rooms: readonly RoomRow[]) {
  // What is saved is what differs from the rows as they were when the editor was opened.
  const [source] = useState<PlanSource>(() => ({ pcs, rooms }));
  const [kept, setHistory] = useState(() => freshHistory(readPlan(pcs, rooms)));
  const newRooms = useRef(0);
  const [said, say] = useState("");
  const names = pcs.map((pc) => pc.pc_name).sort(byName);
  const history: PlanHistory = useMemo(
    () => ({ ...kept, present: edit.withPcs(kept.present, names) }),
    // Another array of the same names is no change.
    [kept, names.join("\n")],
  );
  const { present: plan, picked } = history;

  /** Null = it cannot be done, which is said. */
  const change = useCallback(
    (next: Plan | null, name: string | null = null) => {
      if (next === null) {
        notifications.show({
          id: "plan-blocked",
          message: t.plan.blocked,
          color: "yellow",
          autoClose: 3_000,
        });
        return;
      }
      setHistory(changed(history, next, name));
    },
    [history],
  );
  const pick = useCallback((next: edit.Picked) => setHistory((before) => pickedNow(before, next)), []);

  const changeAndTell = (next: Plan | null) => {
    change(next);
    if (next !== null) say(placesIn(next, picked));
  };
  return {
    ...{ plan, picked, change, pick, said },
    changes: changesOf(source, plan),
    undo: history.past.length === 0 ? null : () => setHistory(undone(history)),
    redo: history.future.length === 0 ? null : () => setHistory(redone(history)),
    move: (by: Spot) => changeAndTell(edit.move(plan, picked, by)),
    step: (direction: Direction, steps: number) =>
      changeAndTell(edit.step(plan, picked, { direction, steps })),
    place: (pcName: string, spot: Spot) => {
      change(edit.place(plan, pcName, spot));
      pick({ rooms: new Set(), pcs: new Set([pcName]) });
    },
    placeAll: () => change(edit.placeAll(plan)),
    resize: (key: string, frame: Box) => change(edit.resizeRoom(plan, key, frame)),
    setRoom: (key: string, part: Partial<Pick<PlanRoom, "name" | "color">>) =>
      change(edit.changeRoom(plan, key, part), `${Object.keys(part).join()} ${key}`),
    addRoom: (wanted: Spot) => {
      newRooms.current += 1;
      const key = `new-${newRooms.current}`;
      const next = edit.addRoom(plan, { key, name: freeName(plan), color: "" }, wanted);
      change(next);
      if (next !== null) pick({ pcs: new Set(), rooms: new Set([key]) });
    },
    /** The picked PCs into the tray. */
    takeOff: () => {
      const next = edit.unplace(plan, picked.pcs);
      if (next !== null) change(next);
    },
    /** PCs into the tray, rooms away. */
    remove: () => {
      const withoutRooms = edit.removeRooms(plan, picked.rooms);
      const next = edit.unplace(withoutRooms, picked.pcs) ?? withoutRooms;
      if (picked.rooms.size > 0 || next !== withoutRooms) change(next);
    },
    pickAll: () =>
      pick({
        rooms: new Set(),
        pcs: new Set(plan.pcs.filter(({ spot }) => spot !== null).map(({ name }) => name)),
      }),
  };
}

function freeName(plan: Plan): string {
  const names = new Set(plan.rooms.map(({ name }) => name.trim().toLowerCase()));
  let number = plan.rooms.length + 1;
  while (names.has(t.plan.newRoom(number).toLowerCase())) number += 1;
  return t.plan.newRoom(number);
}

/** Where the picked now stand, for who does not see it. */
function placesIn(plan: Plan, picked: edit.Picked): string {
  const cell = (px: number) => Math.round(px / gridStep);
  const rooms = plan.rooms
    .filter(({ key }) => picked.rooms.has(key))
    .map((room) => t.plan.toldRoom(t.plan.roomHead(room.name), cell(room.left), cell(room.top)));
  const pcs = plan.pcs
    .filter(({ name, spot }) => spot !== null && picked.pcs.has(name))
    .slice(0, 3)
    .map(({ name, spot, roomKey }) => {
      const room = plan.rooms.find(({ key }) => key === roomKey);
      const where = room === undefined ? t.plan.inNoRoom : t.plan.inRoom(room.name);
      return t.plan.told(name, cell(spot?.left ?? 0), cell(spot?.top ?? 0), where);
    });
  return [...rooms, ...pcs].join(" ");
}
