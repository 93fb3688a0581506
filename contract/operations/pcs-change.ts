import { pcFull } from "../objects/pc.ts";
import { intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { allOptional, flag, ids, int, json, list, object, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Adding, changing and waking PCs (api-v2.md 2.4). */
const group = "pcs";

const pathFields = { pcName: text.required("Name of the PC, percent-encoded", { example: "PC001" }) };

const px = (description: string) => int.optional(`${description}, px`, { min: -100_000, max: 100_000 });
const size = (description: string) => int.optional(`${description}, px`, { min: 1, max: 100_000 });

const writable = {
  pc_name: text.required("Name, unique in the café; on PUT renames", { maxLength: 15, example: "PC009" }),
  pc_console_type: int.optional("0 PC, 1 other, 2 Xbox, 3–5 PlayStation, 6 Wii, 7 table, 8 assistant", {
    min: 0,
    max: 8,
  }),
  pc_group_id: int.optional("PC group"),
  pc_ip: text.optional("IP address", { maxLength: 45 }),
  pc_mac: text.optional("Network address, needed to wake the PC", {
    maxLength: 17,
    example: "02-00-00-00-00-09",
  }),
  pc_comment: text.optional("Note for the staff"),
  pc_area_name: text.optional("Name of the room; empty = none", { maxLength: 50 }),
  pc_enabled: flag.optional("0 = out of order"),
  pc_turn_off_monitor_seconds: int.optional(
    "Seconds on the lock screen until the monitor goes off, 0 never",
    {
      min: 0,
      max: 86_400,
    },
  ),
};

export const setOutOfOrder = operation({
  id: "pcs.setOutOfOrder",
  method: "POST",
  path: "pcs/action/setOutOfOrder",
  auth: "K",
  right: "pc_power",
  mark: "known",
  group,
  summary: "Take PCs out of order or back",
  description:
    "Either pc_name (one or many) with out_of_order, or pcs as rows of {pc_name, pc_enabled}; the rows may also be the whole JSON body. " +
    "Rows that are bare names, or lack pc_enabled, follow out_of_order (absent = 1). A running session goes on.",
  input: {
    pc_name: list.optional("Names of PCs; one text too", text.required("Name of a PC", { maxLength: 255 })),
    out_of_order: flag.optional("1 = out of order, 0 = back; required beside pc_name"),
    pcs: json.optional("Rows {pc_name, pc_enabled} (0 = out) or names; other keys of a row are ignored", {
      aliases: [""],
      example: '[{"pc_name":"PC002","pc_enabled":0}]',
    }),
  },
  answer: nothing,
  refusals: ["pc.not_found"],
  example: { pcs: '[{"pc_name":"PC002","pc_enabled":0}]' },
});

export const addPc = operation({
  id: "pcs.add",
  method: "POST",
  path: "pcs",
  auth: "K",
  right: "pc_edit",
  mark: "ours",
  group,
  summary: "Add a PC, console or table",
  input: writable,
  answer: shape({ pc_name: strOut }),
  successCode: 201,
  refusals: ["pc.name_exists", "pc_group.not_found", "room.not_found", "limit.max_records"],
  idempotent: true,
  example: { pc_name: "PC009", pc_console_type: 0 },
});

export const getPc = operation({
  id: "pcs.get",
  method: "GET",
  path: "pcs/{pcName}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one PC",
  pathFields,
  answer: shape({ pc: pcFull }),
  refusals: ["pc.not_found"],
  example: { pcName: "PC001" },
});

export const changePc = operation({
  id: "pcs.change",
  method: "PUT",
  path: "pcs/{pcName}",
  auth: "K",
  right: "pc_edit",
  mark: "ours",
  group,
  summary: "Change or rename a PC",
  description: "Fields that are not sent stay.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ pc_name: strOut }),
  refusals: ["pc.not_found", "pc.name_exists", "pc_group.not_found", "room.not_found", "pc.in_session"],
  example: { pcName: "PC001", pc_comment: "new headset" },
});

export const removePc = operation({
  id: "pcs.remove",
  method: "DELETE",
  path: "pcs/{pcName}",
  auth: "K",
  right: "pc_edit",
  mark: "ours",
  group,
  summary: "Remove a PC",
  pathFields,
  answer: nothing,
  refusals: ["pc.not_found", "pc.in_session", "pc.reserved"],
  example: { pcName: "PC009" },
});

export const saveLayout = operation({
  id: "pcs.saveLayout",
  method: "POST",
  path: "pcs/action/saveLayout",
  auth: "K",
  right: "layout_update",
  mark: "ours",
  group,
  summary: "Save the plan: where PCs stand, and the rooms",
  description:
    "All of it or nothing. Rooms are removed, changed and added first, so that a PC may name a new one. " +
    "areas and removed_area_ids need the right pc_edit too.",
  input: {
    pcs: list.optional(
      "The PCs that moved; required without areas and removed_area_ids",
      object.required("One PC", {
        pc_name: text.required("Name of the PC"),
        pc_box_position: text.optional('Layout mode, "absolute"', { maxLength: 20 }),
        pc_box_top: px("Distance from the top"),
        pc_box_left: px("Distance from the left"),
        pc_area_name: text.optional("Name of the room; empty = none", { maxLength: 50 }),
      }),
      { max: 500, example: '[{"pc_name":"PC001","pc_box_top":78,"pc_box_left":120}]' },
    ),
    areas: list.optional(
      "Rooms that are new or changed; fields that are not sent stay",
      object.required("One room", {
        area_id: int.optional("The room's id; absent = a new room", { min: 1 }),
        area_name: text.optional("Name, unique; required for a new room", { maxLength: 50 }),
        area_frame_x: px("Left edge of the room on the plan"),
        area_frame_y: px("Top edge of the room on the plan"),
        area_frame_width: size("Width of the room on the plan"),
        area_frame_height: size("Height of the room on the plan"),
        area_color: text.optional("Colour, such as #4dabf7", { maxLength: 30 }),
      }),
      { max: 100, example: '[{"area_id":1,"area_frame_x":20,"area_frame_y":20}]' },
    ),
    removed_area_ids: ids.optional("Rooms to remove; their PCs then have none"),
  },
  answer: shape({ saved: intOut }),
  refusals: ["pc.not_found", "room.not_found", "room.name_exists", "limit.max_records"],
  example: { pcs: '[{"pc_name":"PC001","pc_box_top":78,"pc_box_left":120}]' },
});

export const wakePcs = operation({
  id: "pcs.wake",
  method: "POST",
  path: "pcs/action/wake",
  auth: "K",
  right: "pc_power",
  mark: "ours",
  group,
  summary: "Switch PCs on by Wake-on-LAN",
  description: "One result for each name; status success or error.",
  input: {
    pc_names: list.required("Names of the PCs", text.required("Name of a PC"), {
      commaList: true,
      max: 500,
      example: "PC001,PC002",
    }),
  },
  answer: shape({ results: listOf(shape({ pc_name: strOut, status: strOut })) }),
  refusals: ["pc.not_found"],
  example: { pc_names: "PC001,PC002" },
});
