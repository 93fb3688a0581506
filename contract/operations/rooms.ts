import { room } from "../objects/room.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, flag, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Rooms, on the wire areas (api-v2.md 2.4, 3.4). A new name follows into the room's PCs. */
const group = "rooms";
const right = "config_edit";

const pathFields = { areaId: int.required("The room's id", { min: 1, example: 1 }) };
const px = (description: string) => int.optional(`${description}, px`, { min: -100_000, max: 100_000 });

const writable = {
  area_name: text.required("Name of the room, unique", { maxLength: 50, example: "Hall" }),
  area_height: px("Height on the plan"),
  area_width: px("Width on the plan"),
  area_frame_x: px("Left edge of the frame"),
  area_frame_y: px("Top edge of the frame"),
  area_frame_width: px("Width of the frame"),
  area_frame_height: px("Height of the frame"),
  area_order: int.optional("Place in lists", { min: 0, max: 100_000 }),
  area_color: text.optional("Colour, such as #4dabf7", { maxLength: 30 }),
  area_bookable: flag.optional("1 = its PCs may be booked"),
};

export const listRooms = operation({
  id: "rooms.list",
  method: "GET",
  path: "rooms",
  auth: "K",
  mark: "ours",
  group,
  summary: "List rooms",
  answer: listOf(room),
});

export const addRoom = operation({
  id: "rooms.add",
  method: "POST",
  path: "rooms",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a room",
  input: writable,
  answer: shape({ area_id: intOut }),
  successCode: 201,
  refusals: ["room.name_exists", "limit.max_records"],
  idempotent: true,
  example: { area_name: "Gallery" },
});

export const getRoom = operation({
  id: "rooms.get",
  method: "GET",
  path: "rooms/{areaId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one room",
  pathFields,
  answer: shape({ room }),
  refusals: ["room.not_found"],
  example: { areaId: 1 },
});

export const changeRoom = operation({
  id: "rooms.change",
  method: "PUT",
  path: "rooms/{areaId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a room",
  description: "Fields that are not sent stay.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ area_id: intOut }),
  refusals: ["room.not_found", "room.name_exists"],
  example: { areaId: 1, area_color: "#4dabf7" },
});

export const removeRoom = operation({
  id: "rooms.remove",
  method: "DELETE",
  path: "rooms/{areaId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a room",
  description: "Its PCs then have no room.",
  pathFields,
  answer: nothing,
  refusals: ["room.not_found"],
  example: { areaId: 1 },
});
