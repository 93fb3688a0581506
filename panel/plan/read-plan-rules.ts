import { byName } from "../live/name-order-rules.ts";
import { leastScale } from "./plan-scale-rules.ts";
import { nearestFree } from "./free-place-rules.ts";
import {
  boxOf,
  coverOf,
  gridStep,
  movedBy,
  overlap,
  pcSize,
  placedPcs,
  roomHead,
  type Box,
  type Plan,
  type PlanPc,
  type PlanRoom,
  type Spot,
} from "./plan-rules.ts";

/** From the server's rows to a plan that can be drawn. Pure. */

export interface RoomRow {
  area_id: number;
  area_name: string;
  area_frame_x: number;
  area_frame_y: number;
  area_frame_width: number;
  area_frame_height: number;
  area_order: number;
  area_color: string;
}

export interface PcPlaceRow {
  pc_name: string;
  pc_area_id: number | null;
  pc_box_left: number;
  pc_box_top: number;
}

export const keyOfRoom = (roomId: number): string => `room-${roomId}`;

const spotOf = (row: PcPlaceRow): Spot | null =>
  row.pc_box_left === 0 && row.pc_box_top === 0 ? null : { left: row.pc_box_left, top: row.pc_box_top };

/**
 * The plan as it is drawn and edited. A plan made by the editor comes back as it was saved; one that came from elsewhere is
 * drawn so that it can be read: places closer together than a PC is wide are spread, rooms that were never laid out (without
 * a frame, or with the frame of another) stand one below the other around their PCs, and no PC covers another.
 */
export function readPlan(pcRows: readonly PcPlaceRow[], roomRows: readonly RoomRow[]): Plan {
  const pcs = [...pcRows]
    .sort((a, b) => byName(a.pc_name, b.pc_name))
    .map((row): PlanPc => ({
      name: row.pc_name,
      spot: spotOf(row),
      roomKey: roomRows.some((room) => room.area_id === row.pc_area_id)
        ? keyOfRoom(row.pc_area_id ?? 0)
        : null,
    }));
  const rows = [...roomRows].sort((a, b) => a.area_order - b.area_order || byName(a.area_name, b.area_name));
  const rooms = rows.map(roomOf);
  return apart(onPlan(stacked(spread({ rooms, pcs }))));
}

const roomOf = (row: RoomRow): PlanRoom => ({
  key: keyOfRoom(row.area_id),
  roomId: row.area_id,
  name: row.area_name,
  color: row.area_color,
  left: row.area_frame_x,
  top: row.area_frame_y,
  width: Math.max(0, row.area_frame_width),
  height: Math.max(0, row.area_frame_height),
});

/** Pulls everything apart so far that PCs of one room need not cover each other. */
function spread(plan: Plan): Plan {
  const perRoom = Map.groupBy(placedPcs(plan), (pc) => pc.roomKey);
  const scales = [...perRoom.values()].map((pcs) =>
    leastScale(
      pcs.map(({ spot }) => spot),
      pcSize,
    ),
  );
  const x = Math.max(1, ...scales.map((scale) => scale.x));
  const y = Math.max(1, ...scales.map((scale) => scale.y));
  if (x === 1 && y === 1) return plan;
  const at = (spot: Spot) => ({ left: Math.round(spot.left * x), top: Math.round(spot.top * y) });
  return {
    rooms: plan.rooms.map((room) => ({
      ...{ ...room, ...at(room), width: Math.round(room.width * x), height: Math.round(room.height * y) },
    })),
    pcs: plan.pcs.map((pc) => ({ ...pc, spot: pc.spot === null ? null : at(pc.spot) })),
  };
}

const isSameFrame = (one: Box, other: Box) =>
  one.left === other.left &&
  one.top === other.top &&
  one.width === other.width &&
  one.height === other.height;

/** Rooms that were never laid out stand below the others, each around its PCs. */
function stacked(plan: Plan): Plan {
  const isLaidOut = (room: PlanRoom) =>
    room.width > 0 &&
    room.height > 0 &&
    !plan.rooms.some((other) => other.key !== room.key && isSameFrame(other, room));
  const kept = plan.rooms.filter(isLaidOut);
  const waiting = plan.rooms.filter((room) => !isLaidOut(room));
  if (waiting.length === 0) return plan;
  const waitingKeys = new Set(waiting.map(({ key }) => key));
  const others = placedPcs(plan).filter((pc) => pc.roomKey === null || !waitingKeys.has(pc.roomKey));
  const above = coverOf([...kept, ...others.map(({ spot }) => boxOf(spot))]);
  let top = above === null ? gridStep : above.top + above.height + gridStep;
  let pcs = plan.pcs;
  const rooms = waiting.map((room) => {
    const own = placedPcs(plan).filter((pc) => pc.roomKey === room.key);
    const around = coverOf(own.map(({ spot }) => boxOf(spot))) ?? {
      left: 0,
      top: 0,
      width: 280,
      height: 160,
    };
    const by = { left: 2 * gridStep - around.left, top: top + 2 * roomHead - around.top };
    pcs = pcs.map((pc) =>
      pc.roomKey === room.key && pc.spot !== null ? { ...pc, spot: movedBy(pc.spot, by) } : pc,
    );
    const frame = {
      ...{ left: gridStep, top, width: around.width + 2 * gridStep, height: around.height + 3 * roomHead },
    };
    top += frame.height + gridStep;
    return { ...room, ...frame };
  });
  const moved = new Map(rooms.map((room) => [room.key, room]));
  return { rooms: plan.rooms.map((room) => moved.get(room.key) ?? room), pcs };
}

/** Nothing stands left of the plan or above it. */
function onPlan(plan: Plan): Plan {
  const cover = coverOf([...plan.rooms, ...placedPcs(plan).map(({ spot }) => boxOf(spot))]);
  if (cover === null) return plan;
  const by = { left: Math.max(0, gridStep - cover.left), top: Math.max(0, gridStep - cover.top) };
  if (by.left === 0 && by.top === 0) return plan;
  return {
    rooms: plan.rooms.map((room) => movedBy(room, by)),
    pcs: plan.pcs.map((pc) => ({ ...pc, spot: pc.spot === null ? null : movedBy(pc.spot, by) })),
  };
}

/** Of PCs that cover each other the later one goes to the nearest place that is free. */
function apart(plan: Plan): Plan {
  const taken: Spot[] = [];
  const pcs = plan.pcs.map((pc): PlanPc => {
    const { spot } = pc;
    if (spot === null) return pc;
    const isFree = !taken.some((other) => overlap(boxOf(other), boxOf(spot)));
    const moving = { rooms: [], inRooms: [], loose: [spot] };
    const by = isFree
      ? { left: 0, top: 0 }
      : nearestFree(moving, { rooms: [], pcs: taken }, { left: 0, top: 0 });
    if (by === null) return { ...pc, spot: null };
    const free = movedBy(spot, by);
    taken.push(free);
    return isFree ? pc : { ...pc, spot: free };
  });
  return { rooms: plan.rooms, pcs };
}
