import type { Tx } from "../../kernel/db/database.ts";
import { invalidField } from "../../kernel/refusal.ts";
import { addRoom, changeRoom, removeRoom } from "./change-room.ts";
import { setNamesAside, type RoomChange } from "./room-store.ts";
import { saveLayout, type MovedPc } from "./save-layout.ts";

type OnPlan = Pick<RoomChange, "name" | "frameX" | "frameY" | "frameWidth" | "frameHeight" | "color">;

export interface RoomOnPlan extends OnPlan {
  /** Undefined = a new room. */
  roomId: number | undefined;
}

/** What an editor changed of the café's plan. */
export interface Plan {
  pcs: readonly MovedPc[];
  rooms: readonly RoomOnPlan[];
  removedRoomIds: readonly number[];
}

/**
 * Saves the plan, all of it or nothing; how many PCs were saved (api-v2.md 2.4). Rooms come first, so that a PC may stand in
 * a new one, and two rooms may change names. Refuses `room.not_found`, `room.name_exists`, `limit.max_records`,
 * `pc.not_found`.
 */
export async function savePlan(tx: Tx, cafeId: number, plan: Plan): Promise<number> {
  for (const roomId of plan.removedRoomIds) await removeRoom(tx, cafeId, roomId);
  const renamed = plan.rooms.flatMap(({ roomId, name }) => (roomId === undefined || !name ? [] : [roomId]));
  await setNamesAside(tx, cafeId, renamed);
  for (const { roomId, ...room } of plan.rooms) {
    // What is not on the plan stays: a room's own size follows its frame.
    const fields = { ...room, width: room.frameWidth, height: room.frameHeight };
    if (roomId !== undefined) await changeRoom(tx, cafeId, roomId, fields);
    else if (!room.name) throw invalidField("area_name", "The area_name field is required.");
    else await addRoom(tx, cafeId, { ...fields, name: room.name });
  }
  return plan.pcs.length === 0 ? 0 : saveLayout(tx, cafeId, plan.pcs);
}
