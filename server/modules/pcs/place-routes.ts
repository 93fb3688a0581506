import * as groups from "../../../contract/operations/pc-groups.ts";
import * as rooms from "../../../contract/operations/rooms.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import { addPcGroup, changePcGroup, removePcGroup } from "./change-pc-group.ts";
import { addRoom, changeRoom, removeRoom } from "./change-room.ts";
import { logAdded, logChanged, logRemoved, pcGroupThing, roomThing } from "./log-change.ts";
import { findPcGroup, listPcGroups, type PcGroupFields } from "./pc-group-store.ts";
import { pcGroupOf, roomOf } from "./place-wire.ts";
import { findRoom, listRooms, type RoomFields } from "./room-store.ts";

/** Leaves out what was not said, so that it stays as it is. */
function said<T extends object>(fields: { [K in keyof T]?: T[K] | undefined }): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

interface WritableRoom {
  area_name?: string | undefined;
  area_height?: number | undefined;
  area_width?: number | undefined;
  area_frame_x?: number | undefined;
  area_frame_y?: number | undefined;
  area_frame_width?: number | undefined;
  area_frame_height?: number | undefined;
  area_order?: number | undefined;
  area_color?: string | undefined;
  area_bookable?: boolean | undefined;
}

const roomFieldsOf = (input: WritableRoom) =>
  said<RoomFields>({
    name: input.area_name,
    height: input.area_height,
    width: input.area_width,
    frameX: input.area_frame_x,
    frameY: input.area_frame_y,
    frameWidth: input.area_frame_width,
    frameHeight: input.area_frame_height,
    sortOrder: input.area_order,
    color: input.area_color,
    isBookable: input.area_bookable,
  });

export function bindRoomRoutes(api: Api, { db }: { db: Db }): void {
  api.bind(rooms.listRooms, async ({ cafeId }) =>
    (await listRooms(db, cafeId)).map((row) => roomOf(cafeId, row)),
  );
  api.bind(rooms.getRoom, async ({ cafeId, input }) => {
    const row = await findRoom(db, cafeId, input.areaId);
    if (row === undefined) throw notFound("room.not_found", "Room");
    return { room: roomOf(cafeId, row) };
  });
  api.bind(rooms.addRoom, async ({ input, ...call }) => {
    const room = { ...roomFieldsOf(input), name: input.area_name };
    return { area_id: await logAdded(call, (tx) => addRoom(tx, call.cafeId, room), roomThing) };
  });
  api.bind(rooms.changeRoom, async ({ input, ...call }) => {
    const { areaId } = input;
    await logChanged(call, roomThing(areaId), (tx) =>
      changeRoom(tx, call.cafeId, areaId, roomFieldsOf(input)),
    );
    return { area_id: areaId };
  });
  api.bind(rooms.removeRoom, async ({ input, ...call }) => {
    const { areaId } = input;
    await logRemoved(call, roomThing(areaId), (tx) => removeRoom(tx, call.cafeId, areaId));
    return {};
  });
}

interface WritableGroup {
  pc_group_name?: string | undefined;
  pc_group_desc?: string | undefined;
  pc_group_color?: string | undefined;
  pc_group_level?: number | undefined;
}

const groupFieldsOf = (input: WritableGroup) =>
  said<PcGroupFields>({
    name: input.pc_group_name,
    description: input.pc_group_desc,
    color: input.pc_group_color,
    level: input.pc_group_level,
  });

export function bindPcGroupRoutes(api: Api, { db }: { db: Db }): void {
  api.bind(groups.listPcGroups, async ({ cafeId }) => (await listPcGroups(db, cafeId)).map(pcGroupOf));
  api.bind(groups.listPricePcGroups, async ({ cafeId }) =>
    (await listPcGroups(db, cafeId)).map((row) => ({
      pc_group_id: row.pc_group_id,
      pc_group_name: row.name,
    })),
  );
  api.bind(groups.getPcGroup, async ({ cafeId, input }) => {
    const row = await findPcGroup(db, cafeId, input.pcGroupId);
    if (row === undefined) throw notFound("pc_group.not_found", "PC group");
    return { pc_group: pcGroupOf(row) };
  });
  api.bind(groups.addPcGroup, async ({ input, ...call }) => {
    const group = { ...groupFieldsOf(input), name: input.pc_group_name };
    return { pc_group_id: await logAdded(call, (tx) => addPcGroup(tx, call.cafeId, group), pcGroupThing) };
  });
  api.bind(groups.changePcGroup, async ({ input, ...call }) => {
    const { pcGroupId } = input;
    await logChanged(call, pcGroupThing(pcGroupId), (tx) =>
      changePcGroup(tx, call.cafeId, pcGroupId, groupFieldsOf(input)),
    );
    return { pc_group_id: pcGroupId };
  });
  api.bind(groups.removePcGroup, async ({ input, ...call }) => {
    const { pcGroupId } = input;
    await logRemoved(call, pcGroupThing(pcGroupId), (tx) => removePcGroup(tx, call.cafeId, pcGroupId));
    return {};
  });
}
