import {
  fits,
  nearestFree,
  nextFree,
  type Direction,
  type Moving,
  type Standing,
} from "./free-place-rules.ts";
import {
  boxOf,
  coverOf,
  gridStep,
  insideOf,
  isAcross,
  leastRoom,
  movedBy,
  overlap,
  placedPcs,
  planEnd,
  roomAround,
  roomHead,
  snapped,
  type Box,
  type Plan,
  type PlanPc,
  type PlanRoom,
  type Spot,
} from "./plan-rules.ts";

/**
 * What an editor does to a plan: each gives another plan, or null where it cannot be done. What is put down stands on the
 * grid, no PC covers another, rooms do not overlap, and a PC stands wholly in a room, which it then belongs to, or outside of
 * all. Pure.
 */

/** What is selected or moved: names of PCs and keys of rooms. */
export interface Picked {
  pcs: ReadonlySet<string>;
  rooms: ReadonlySet<string>;
}

export const nothing: Picked = { pcs: new Set(), rooms: new Set() };

const isInPickedRoom = (pc: PlanPc, { rooms }: Picked) => pc.roomKey !== null && rooms.has(pc.roomKey);
const isMoved = (pc: PlanPc, picked: Picked) => picked.pcs.has(pc.name) || isInPickedRoom(pc, picked);

function partsOf(plan: Plan, picked: Picked): { moving: Moving; standing: Standing } {
  const placed = placedPcs(plan);
  const moved = placed.filter((pc) => isMoved(pc, picked));
  const spots = (pcs: typeof placed) => pcs.map(({ spot }) => spot);
  return {
    moving: {
      rooms: plan.rooms.filter((room) => picked.rooms.has(room.key)),
      inRooms: spots(moved.filter((pc) => isInPickedRoom(pc, picked))),
      loose: spots(moved.filter((pc) => !isInPickedRoom(pc, picked))),
    },
    standing: {
      rooms: plan.rooms.filter((room) => !picked.rooms.has(room.key)),
      pcs: spots(placed.filter((pc) => !isMoved(pc, picked))),
    },
  };
}

/** PCs that belong nowhere and stand in a room belong to it; whoever was moved by itself belongs where it stands now. */
function housed(plan: Plan, movedPcs: ReadonlySet<string> = new Set()): Plan {
  const pcs = plan.pcs.map((pc) => {
    if (pc.spot === null || (pc.roomKey !== null && !movedPcs.has(pc.name))) return pc;
    const roomKey = roomAround(pc.spot, plan.rooms)?.key ?? null;
    return roomKey === pc.roomKey ? pc : { ...pc, roomKey };
  });
  return { rooms: plan.rooms, pcs };
}

function shifted(plan: Plan, picked: Picked, by: Spot): Plan {
  const rooms = plan.rooms.map((room) => (picked.rooms.has(room.key) ? movedBy(room, by) : room));
  const pcs = plan.pcs.map((pc) =>
    pc.spot !== null && isMoved(pc, picked) ? { ...pc, spot: movedBy(pc.spot, by) } : pc,
  );
  const loose = plan.pcs.filter((pc) => picked.pcs.has(pc.name) && !isInPickedRoom(pc, picked));
  return housed({ rooms, pcs }, new Set(loose.map(({ name }) => name)));
}

/** Where what is picked would land if it were let go after being moved by so much; null = nowhere near. */
export function landing(plan: Plan, picked: Picked, by: Spot): Spot | null {
  const { moving, standing } = partsOf(plan, picked);
  return nearestFree(moving, standing, by);
}

/** Moves what is picked to the nearest free place. */
export function move(plan: Plan, picked: Picked, by: Spot): Plan | null {
  const free = landing(plan, picked, by);
  return free === null ? null : shifted(plan, picked, free);
}

/** Moves what is picked by steps of the grid, over what stands in the way. */
export function step(
  plan: Plan,
  picked: Picked,
  { direction, steps }: { direction: Direction; steps: number },
): Plan | null {
  const { moving, standing } = partsOf(plan, picked);
  if (moving.rooms.length + moving.loose.length + moving.inRooms.length === 0) return null;
  const by = nextFree(moving, standing, { direction, steps });
  return by === null ? null : shifted(plan, picked, by);
}

/** Puts a PC, from the tray or elsewhere, at the free place nearest to the wanted one. */
export function place(plan: Plan, pcName: string, wanted: Spot): Plan | null {
  const standing = {
    rooms: plan.rooms,
    pcs: placedPcs(plan).flatMap((pc) => (pc.name === pcName ? [] : [pc.spot])),
  };
  const start = { left: snapped(wanted.left), top: snapped(wanted.top) };
  const by = nearestFree({ rooms: [], inRooms: [], loose: [start] }, standing, { left: 0, top: 0 });
  if (by === null) return null;
  const spot = movedBy(start, by);
  const pcs = plan.pcs.map((pc) => (pc.name === pcName ? { ...pc, spot } : pc));
  return housed({ rooms: plan.rooms, pcs }, new Set([pcName]));
}

/** Puts every PC of the tray on the plan: into its room where there is one, else below everything. */
export function placeAll(plan: Plan): Plan {
  return plan.pcs
    .filter((pc) => pc.spot === null)
    .reduce<Plan>((before, pc) => place(before, pc.name, firstSpot(before, pc)) ?? before, plan);
}

function firstSpot(plan: Plan, pc: PlanPc): Spot {
  const room = plan.rooms.find(({ key }) => key === pc.roomKey);
  if (room !== undefined) return { left: room.left + gridStep, top: room.top + 2 * roomHead };
  const cover = coverOf([...plan.rooms, ...placedPcs(plan).map(({ spot }) => boxOf(spot))]);
  return { left: gridStep, top: cover === null ? gridStep : cover.top + cover.height + gridStep };
}

/** Takes PCs off the plan, into the tray. */
export function unplace(plan: Plan, pcNames: ReadonlySet<string>): Plan | null {
  if (!plan.pcs.some((pc) => pc.spot !== null && pcNames.has(pc.name))) return null;
  return {
    rooms: plan.rooms,
    pcs: plan.pcs.map((pc) => (pcNames.has(pc.name) ? { ...pc, spot: null } : pc)),
  };
}

/** Adds a room at the free place nearest to the wanted one; null = there is none. */
export function addRoom(
  plan: Plan,
  room: Pick<PlanRoom, "key" | "name" | "color">,
  wanted: Spot,
): Plan | null {
  const start = { left: snapped(wanted.left), top: snapped(wanted.top), width: 280, height: 200 };
  const added: PlanRoom = { ...room, ...start, roomId: null };
  const { standing } = partsOf(plan, nothing);
  const by = nearestFree({ rooms: [added], inRooms: [], loose: [] }, standing, { left: 0, top: 0 });
  return by === null ? null : { rooms: [...plan.rooms, movedBy(added, by)], pcs: plan.pcs };
}

/** Name or colour. */
export function changeRoom(plan: Plan, key: string, change: Partial<Pick<PlanRoom, "name" | "color">>): Plan {
  const rooms = plan.rooms.map((room) => (room.key === key ? { ...room, ...change } : room));
  return { rooms, pcs: plan.pcs };
}

/** Its PCs stay where they are, without a room. */
export function removeRooms(plan: Plan, keys: ReadonlySet<string>): Plan {
  return {
    rooms: plan.rooms.filter((room) => !keys.has(room.key)),
    pcs: plan.pcs.map((pc) => (pc.roomKey !== null && keys.has(pc.roomKey) ? { ...pc, roomKey: null } : pc)),
  };
}

/** Another frame, on the grid; null where it would cut a PC or meet another room. */
export function resizeRoom(plan: Plan, key: string, wanted: Box): Plan | null {
  const room = plan.rooms.find((each) => each.key === key);
  if (room === undefined) return null;
  const left = Math.max(gridStep, snapped(wanted.left));
  const top = Math.max(gridStep, snapped(wanted.top));
  const frame = {
    ...{ left, top },
    width: Math.max(leastRoom.width, snapped(wanted.left + wanted.width) - left),
    height: Math.max(leastRoom.height, snapped(wanted.top + wanted.height) - top),
  };
  if (frame.left + frame.width > planEnd || frame.top + frame.height > planEnd) return null;
  if (plan.rooms.some((other) => other.key !== key && overlap(other, frame))) return null;
  const placed = placedPcs(plan);
  if (placed.some(({ spot }) => isAcross(spot, frame))) return null;
  // Whoever stood in the room stays in it: a wall is not pulled over somebody's head.
  const own = placed.filter((pc) => pc.roomKey === key && overlap(boxOf(pc.spot), insideOf(room)));
  if (own.some(({ spot }) => !overlap(boxOf(spot), frame))) return null;
  const rooms = plan.rooms.map((each) => (each.key === key ? { ...each, ...frame } : each));
  return housed({ rooms, pcs: plan.pcs });
}

/** The plan of the PCs there are now: new ones in the tray, removed ones gone. */
export function withPcs(plan: Plan, pcNames: readonly string[]): Plan {
  const known = new Set(plan.pcs.map(({ name }) => name));
  const now = new Set(pcNames);
  if (known.size === now.size && pcNames.every((name) => known.has(name))) return plan;
  const added = pcNames.filter((name) => !known.has(name));
  return {
    rooms: plan.rooms,
    pcs: [
      ...plan.pcs.filter(({ name }) => now.has(name)),
      ...added.map((name) => ({ name, spot: null, roomKey: null })),
    ],
  };
}

/** Names of rooms are there, and each once, without regard to case. */
export function roomNameFault(plan: Plan, room: PlanRoom): "missing" | "taken" | null {
  const name = room.name.trim().toLowerCase();
  if (name === "") return "missing";
  const others = plan.rooms.filter((other) => other.key !== room.key);
  return others.some((other) => other.name.trim().toLowerCase() === name) ? "taken" : null;
}

/** Whether a plan keeps every rule of the editor; what came from elsewhere may not. */
export function isSound(plan: Plan): boolean {
  const { standing } = partsOf(plan, nothing);
  const spots = standing.pcs;
  const still = { left: 0, top: 0 };
  return (
    plan.rooms.every((room) => {
      const others = plan.rooms.filter((other) => other.key !== room.key);
      return fits({ rooms: [room], inRooms: [], loose: [] }, { rooms: others, pcs: [] }, still);
    }) &&
    spots.every((spot, index) =>
      fits(
        { rooms: [], inRooms: [], loose: [spot] },
        { rooms: plan.rooms, pcs: spots.filter((_, other) => other !== index) },
        still,
      ),
    )
  );
}
