import type { Queries, Tx } from "../../kernel/db/database.ts";

/** Places and sizes in px of the plan. */
export interface RoomFields {
  name: string;
  height: number;
  width: number;
  frameX: number;
  frameY: number;
  frameWidth: number;
  frameHeight: number;
  sortOrder: number;
  color: string;
  isBookable: boolean;
}

/** What is to be changed of a room; what is not said stays. */
export type RoomChange = { [Name in keyof RoomFields]?: RoomFields[Name] | undefined };

export interface RoomRow {
  room_id: number;
  name: string;
  height: number;
  width: number;
  frame_x: number;
  frame_y: number;
  frame_width: number;
  frame_height: number;
  sort_order: number;
  color: string;
  is_bookable: boolean;
  /** How many PCs stand in it. */
  pcs: number;
}

const selected = `select r.room_id, r.name, r.height, r.width, r.frame_x, r.frame_y, r.frame_width, r.frame_height,
    r.sort_order, r.color, r.is_bookable,
    (select count(*)::integer from pcs p where p.cafe_id = r.cafe_id and p.room_id = r.room_id) as pcs
  from rooms r where r.cafe_id = $1`;

export const listRooms = (db: Queries, cafeId: number) =>
  db.rows<RoomRow>(`${selected} order by r.sort_order, r.room_id`, [cafeId]);

export const findRoom = (db: Queries, cafeId: number, roomId: number) =>
  db.row<RoomRow>(`${selected} and r.room_id = $2`, [cafeId, roomId]);

export const findRoomsByNames = (db: Queries, cafeId: number, names: readonly string[]) =>
  db.rows<{ room_id: number; name: string }>(
    `select room_id, name from rooms
     where cafe_id = $1 and lower(name) in (select lower(asked) from unnest($2::text[]) asked)`,
    [cafeId, names],
  );

/** A room; what is not said has the default of the table. */
export async function insertRoom(tx: Tx, cafeId: number, name: string): Promise<number> {
  const row = await tx.row<{ room_id: number }>(
    "insert into rooms (cafe_id, room_id, name) values ($1, nextval('room_ids'), $2) returning room_id",
    [cafeId, name],
  );
  return row?.room_id ?? 0;
}

export const updateRoom = (tx: Tx, cafeId: number, roomId: number, room: RoomChange) =>
  tx.run(
    `update rooms set name = coalesce($3, name), height = coalesce($4, height), width = coalesce($5, width),
       frame_x = coalesce($6, frame_x), frame_y = coalesce($7, frame_y), frame_width = coalesce($8, frame_width),
       frame_height = coalesce($9, frame_height), sort_order = coalesce($10, sort_order), color = coalesce($11, color),
       is_bookable = coalesce($12, is_bookable)
     where cafe_id = $1 and room_id = $2`,
    [
      cafeId,
      roomId,
      room.name ?? null,
      room.height ?? null,
      room.width ?? null,
      room.frameX ?? null,
      room.frameY ?? null,
      room.frameWidth ?? null,
      room.frameHeight ?? null,
      room.sortOrder ?? null,
      room.color ?? null,
      room.isBookable ?? null,
    ],
  );

/** Frees the names of rooms that get others within this transaction: two may then change names. */
export const setNamesAside = (tx: Tx, cafeId: number, roomIds: readonly number[]) =>
  tx.run(
    "update rooms set name = 'room ' || room_id || ' renamed' where cafe_id = $1 and room_id = any($2::bigint[])",
    [cafeId, roomIds],
  );

/** Removes the room; its PCs then have none (api-v2.md 2.4). */
export async function deleteRoom(tx: Tx, cafeId: number, roomId: number): Promise<number> {
  await tx.run("update pcs set room_id = null where cafe_id = $1 and room_id = $2", [cafeId, roomId]);
  return tx.run("delete from rooms where cafe_id = $1 and room_id = $2", [cafeId, roomId]);
}
