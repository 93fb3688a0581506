import { consolePc, pcFull, pcListRow, pcsRow } from "../objects/pc.ts";
import { nullableDur, nullableTs } from "../objects/pieces.ts";
import { room } from "../objects/room.ts";
import { flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Reading PCs. A PC's key is its name; consoles and tables are PCs of another pc_console_type (api-v2.md 2.4). */
const group = "pcs";

export const listPcs = operation({
  id: "pcs.pcs",
  method: "GET",
  path: "pcs",
  auth: "K",
  mark: "known",
  group,
  summary: "List PCs with their place and whether they are in use",
  description:
    "Unpaged, ordered by pc_name as text. May hold PCs of cafés that share the company: see pc_icafe_id.",
  answer: listOf(pcsRow),
});

export const pcList = operation({
  id: "pcs.pcList",
  method: "GET",
  path: "pcList",
  auth: "K",
  mark: "known",
  group,
  summary: "List PCs with session, customer and price",
  description: "Unpaged, ordered by pc_name as text. Session fields of a free PC are null.",
  answer: listOf(pcListRow),
});

export const onlinePcList = operation({
  id: "pcs.onlinePcList",
  method: "GET",
  path: "onlinePcList",
  auth: "K",
  mark: "known",
  group,
  summary: "Which PCs are connected",
  answer: listOf(shape({ pc_name: strOut, is_connected: flagOut })),
});

export const initData = operation({
  id: "pcs.initData",
  method: "GET",
  path: "pcs/action/initData",
  auth: "K",
  mark: "known",
  group,
  summary: "PCs with all fields, billing switch and shift",
  description:
    "shift_status: 0 no open shift of the caller, 1 open. server_ms: the server's clock, ms since 1970, at which the times hold.",
  answer: shape({
    license_using_billing: intOut,
    shift_status: intOut,
    pc_list: listOf(pcFull),
    server_ms: intOut,
  }),
});

export const listRoomsOfPcs = operation({
  id: "pcs.rooms",
  method: "GET",
  path: "pcs/action/rooms",
  auth: "KM",
  mark: "known",
  group,
  summary: "List the rooms with their place on the plan",
  answer: listOf(room),
});

export const getPcsList = operation({
  id: "pcs.getPcsList",
  method: "GET",
  path: "pcs/action/getPcsList",
  auth: "K",
  mark: "partly",
  group,
  summary: "Find PCs by name or console type",
  input: {
    pc_name: text.optional("Name of the PC; absent or empty = all", { example: "PC001" }),
    pc_console_type: int.optional("0 PC, 1 other, 2 Xbox, 3–5 PlayStation, 6 Wii, 7 table, 8 assistant", {
      min: 0,
      max: 8,
    }),
  },
  answer: listOf(
    shape({
      pc_name: strOut,
      pc_console_type: intOut,
      pc_group_id: intOut,
      pc_group_name: strOut,
      pc_in_using: intOut,
      pc_enabled: intOut,
    }),
  ),
});

export const consoleDetail = operation({
  id: "pcs.consoleDetail",
  method: "GET",
  path: "pcs/action/consoleDetail",
  auth: "K",
  mark: "known",
  group,
  summary: "One PC or console with all fields and the time left",
  input: { pc_name: text.required("Name of the PC or console", { example: "PC001" }) },
  answer: shape({ pc: consolePc }),
  refusals: ["pc.not_found"],
  example: { pc_name: "PC001" },
});

export const memberPcs = operation({
  id: "pcs.memberPcs",
  method: "GET",
  path: "pcs/action/member_pcs",
  auth: "M",
  mark: "partly",
  group,
  summary: "PCs this member uses now",
  answer: listOf(
    shape({
      pc_name: strOut,
      pc_group_name: strOut,
      status_connect_time_local: nullableTs,
      status_connect_time_left: nullableDur,
    }),
  ),
});
