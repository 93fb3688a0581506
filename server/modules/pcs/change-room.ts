import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { mostOf } from "./pc-rules.ts";
import { refuseBeyondLimit, refuseBroken } from "./refuse-broken.ts";
import { deleteRoom, insertRoom, updateRoom, type RoomChange } from "./room-store.ts";

const nameTaken = (name: string) => () =>
  new Refusal("room.name_exists", `Room ${name} already exists: choose another area_name.`);

const roomNotFound = () => notFound("room.not_found", "Room");

/** Adds a room; its id. Refuses `room.name_exists`, `limit.max_records` (100) (api-v2.md 2.4). */
export async function addRoom(tx: Tx, cafeId: number, room: RoomChange & { name: string }): Promise<number> {
  await refuseBeyondLimit(tx, cafeId, "rooms", mostOf.rooms, "rooms");
  const roomId = await refuseBroken(tx, { rooms_name_once: nameTaken(room.name) }, () =>
    insertRoom(tx, cafeId, room.name),
  );
  await updateRoom(tx, cafeId, roomId, room);
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
  return roomId;
}

/** Changes a room; its PCs name it by id and follow. Refuses `room.not_found`, `room.name_exists`. */
export async function changeRoom(tx: Tx, cafeId: number, roomId: number, room: RoomChange): Promise<void> {
  if (room.name === "") throw invalidField("area_name", "The area_name field is required.");
  const changed = await refuseBroken(tx, { rooms_name_once: nameTaken(room.name ?? "") }, () =>
    updateRoom(tx, cafeId, roomId, room),
  );
  if (changed === 0) throw roomNotFound();
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
}

/** Removes a room; its PCs then have none. Refuses `room.not_found`. */
export async function removeRoom(tx: Tx, cafeId: number, roomId: number): Promise<void> {
  if ((await deleteRoom(tx, cafeId, roomId)) === 0) throw roomNotFound();
  await tx.announce(cafeId, "pcs.changed", { pc_names: [] });
}
