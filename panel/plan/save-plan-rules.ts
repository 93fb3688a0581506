import type { CallInput } from "../../contract/client.ts";
import type { saveLayout } from "../../contract/operations/pcs-change.ts";
import type { PcPlaceRow, RoomRow } from "./read-plan-rules.ts";
import type { Plan, PlanPc, PlanRoom } from "./plan-rules.ts";

type Sent = CallInput<typeof saveLayout>;

/** The rows a plan was read from. */
export interface PlanSource {
  pcs: readonly PcPlaceRow[];
  rooms: readonly RoomRow[];
}

/** What differs from the rows the plan was read from, as one call of saveLayout; null = nothing. Pure. */
export function changesOf({ pcs, rooms }: PlanSource, plan: Plan): Sent | null {
  const pcRows = new Map(pcs.map((row) => [row.pc_name, row]));
  const moved = plan.pcs.filter((pc) => isMoved(pcRows.get(pc.name), pc, plan));
  const roomRows = new Map(rooms.map((row) => [row.area_id, row]));
  const changed = plan.rooms.filter((room) => isChanged(roomRows.get(room.roomId ?? 0), room));
  const kept = new Set(plan.rooms.map(({ roomId }) => roomId));
  const removed = rooms.map(({ area_id }) => area_id).filter((id) => !kept.has(id));
  if (moved.length + changed.length + removed.length === 0) return null;
  return {
    ...(moved.length > 0 && { pcs: moved.map((pc) => sentPc(pc, plan)) }),
    ...(changed.length > 0 && { areas: changed.map(sentRoom) }),
    ...(removed.length > 0 && { removed_area_ids: removed }),
  };
}

const roomIdOf = (pc: PlanPc, plan: Plan) => {
  const room = plan.rooms.find(({ key }) => key === pc.roomKey);
  return room === undefined ? null : (room.roomId ?? "new");
};

function isMoved(row: PcPlaceRow | undefined, pc: PlanPc, plan: Plan): boolean {
  // A PC that was not there when the plan was read was put somewhere, or is not of interest.
  if (row === undefined) return pc.spot !== null;
  const { left, top } = pc.spot ?? { left: 0, top: 0 };
  return row.pc_box_left !== left || row.pc_box_top !== top || row.pc_area_id !== roomIdOf(pc, plan);
}

function isChanged(row: RoomRow | undefined, room: PlanRoom): boolean {
  return (
    row === undefined ||
    row.area_name !== room.name.trim() ||
    row.area_color !== room.color ||
    row.area_frame_x !== room.left ||
    row.area_frame_y !== room.top ||
    row.area_frame_width !== room.width ||
    row.area_frame_height !== room.height
  );
}

const sentPc = (pc: PlanPc, plan: Plan) => ({
  pc_name: pc.name,
  pc_box_position: "absolute",
  pc_box_left: pc.spot?.left ?? 0,
  pc_box_top: pc.spot?.top ?? 0,
  pc_area_name: plan.rooms.find(({ key }) => key === pc.roomKey)?.name.trim() ?? "",
});

const sentRoom = (room: PlanRoom) => ({
  area_id: room.roomId ?? undefined,
  area_name: room.name.trim(),
  area_frame_x: room.left,
  area_frame_y: room.top,
  area_frame_width: room.width,
  area_frame_height: room.height,
  area_color: room.color,
});
