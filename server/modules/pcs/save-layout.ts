import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findPcsByNames, setPlaces } from "./pc-store.ts";
import { findRoomsByNames } from "./room-store.ts";

export interface MovedPc {
  pcName: string;
  boxPosition?: string | undefined;
  /** px from the top and the left of the plan. */
  boxTop?: number | undefined;
  boxLeft?: number | undefined;
  roomName?: string | undefined;
}

/** Saves where PCs stand, all or none; how many were saved. Refuses `pc.not_found`, `room.not_found` (api-v2.md 2.4). */
export async function saveLayout(tx: Tx, cafeId: number, moved: readonly MovedPc[]): Promise<number> {
  const pcNames = moved.map((pc) => pc.pcName);
  const roomNames = moved.flatMap((pc) => (pc.roomName ? [pc.roomName] : []));
  const found = new Map((await findPcsByNames(tx, cafeId, pcNames)).map((pc) => [pc.name.toLowerCase(), pc]));
  const rooms = await findRoomsByNames(tx, cafeId, roomNames);
  const roomIds = new Map(rooms.map((room) => [room.name.toLowerCase(), room.room_id]));
  const places = new Map(
    moved.map((asked) => {
      const pc = found.get(asked.pcName.toLowerCase());
      if (pc === undefined) throw notFound("pc.not_found", `PC ${asked.pcName}`);
      const roomId = asked.roomName ? roomIds.get(asked.roomName.toLowerCase()) : pc.room_id;
      if (roomId === undefined) throw notFound("room.not_found", `Room ${asked.roomName ?? ""}`);
      const place = {
        pcId: pc.pc_id,
        boxPosition: asked.boxPosition ?? pc.box_position,
        boxTop: asked.boxTop ?? pc.box_top,
        boxLeft: asked.boxLeft ?? pc.box_left,
        roomId: asked.roomName === "" ? null : roomId,
      };
      return [pc.pc_id, place] as const;
    }),
  );
  const saved = await setPlaces(tx, cafeId, [...places.values()]);
  await tx.announce(cafeId, "pcs.changed", { pc_names: [...found.values()].map((pc) => pc.name) });
  return saved;
}
