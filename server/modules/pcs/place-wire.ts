import type { Static } from "typebox";
import type { hardware } from "../../../contract/objects/hardware.ts";
import type { pcGroup } from "../../../contract/objects/pc-group.ts";
import type { room } from "../../../contract/objects/room.ts";
import type { HardwareRow } from "./hardware-store.ts";
import type { PcGroupRow } from "./pc-group-store.ts";
import type { RoomRow } from "./room-store.ts";

/** Rooms, PC groups and switches in the words of API v2 (api-v2.md 3.4, 3.5). Pure. */

export const roomOf = (cafeId: number, row: RoomRow): Static<typeof room> => ({
  area_icafe_id: cafeId,
  area_name: row.name,
  area_height: row.height,
  area_width: row.width,
  area_frame_x: row.frame_x,
  area_frame_y: row.frame_y,
  area_frame_width: row.frame_width,
  area_frame_height: row.frame_height,
  area_id: row.room_id,
  area_order: row.sort_order,
  area_color: row.color,
  area_bookable: row.is_bookable ? 1 : 0,
  pcs_number: row.pcs,
});

export const pcGroupOf = (row: PcGroupRow): Static<typeof pcGroup> => ({
  pc_group_id: row.pc_group_id,
  pc_group_name: row.name,
  pc_group_desc: row.description,
  pc_group_color: row.color,
  pc_group_level: row.level,
  pc_number: row.pcs,
});

/** Without its key, which is written only. */
export const hardwareOf = (row: HardwareRow): Static<typeof hardware> => ({
  hardware_id: row.hardware_id,
  hardware_name: row.name,
  hardware_driver: row.driver,
  hardware_mac: row.mac,
  hardware_address: row.address,
  pc_name: row.pc_name,
  hardware_auto: row.is_automatic ? 1 : 0,
  hardware_state: row.state,
  hardware_update: Math.floor(row.updated_at.getTime() / 1000),
});
