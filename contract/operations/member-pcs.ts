import Type from "typebox";
import { pcFull } from "../objects/pc.ts";
import { intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { int } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** The hall as members see it (api-v2.md 2.9). */
const group = "member";

export const memberPcStatus = operation({
  id: "member.pcStatus",
  method: "GET",
  path: "memberPcStatus",
  auth: "M",
  mark: "partly",
  group,
  summary: "Read the PC of one's own session",
  description: "null while one is in no session.",
  input: { member_id: int.optional("The member's id, the token's own", { min: 1, example: 100000000123 }) },
  answer: shape({ pc: Type.Union([pcFull, Type.Null()]) }),
  refusals: ["permission.other_member"],
  example: { member_id: 100000000123 },
});

export const memberPcs = operation({
  id: "member.pcs",
  method: "GET",
  path: "memberPcs",
  auth: "M",
  mark: "ours",
  group,
  summary: "List the PCs and whether they are free",
  description: "state is out, busy, booked, offline or free. Nothing is said of who plays where.",
  input: { pc_group_id: int.optional("PCs of this group only", { min: 1, example: 200001 }) },
  answer: listOf(
    shape({
      pc_name: strOut,
      pc_group_id: intOut,
      pc_group_name: strOut,
      pc_area_name: strOut,
      pc_box_top: intOut,
      pc_box_left: intOut,
      pc_console_type: intOut,
      state: strOut,
    }),
  ),
});
