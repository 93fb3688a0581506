import { pcGroup, pricePcGroup } from "../objects/pc-group.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** PC groups, which carry the prices (api-v2.md 2.4, 3.5). */
const group = "pc-groups";
const right = "pc_group_edit";

const pathFields = { pcGroupId: int.required("The PC group's id", { min: 1, example: 1 }) };

const writable = {
  pc_group_name: text.required("Name of the group, unique", { maxLength: 50, example: "VIP" }),
  pc_group_desc: text.optional("Description"),
  pc_group_color: text.optional("Colour, such as #f59f00", { maxLength: 30 }),
  pc_group_level: int.optional("Place in lists", { min: 0, max: 100_000 }),
};

export const listPcGroups = operation({
  id: "pcGroups.list",
  method: "GET",
  path: "pcGroups",
  auth: "K",
  mark: "partly",
  group,
  summary: "List PC groups",
  answer: listOf(pcGroup),
});

export const listPricePcGroups = operation({
  id: "pcGroups.pricePcGroups",
  method: "GET",
  path: "pricePcGroups",
  auth: "K",
  mark: "known",
  group,
  summary: "List the names of PC groups",
  answer: listOf(pricePcGroup),
});

export const addPcGroup = operation({
  id: "pcGroups.add",
  method: "POST",
  path: "pcGroups",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a PC group",
  input: writable,
  answer: shape({ pc_group_id: intOut }),
  successCode: 201,
  refusals: ["pc_group.name_exists", "limit.max_records"],
  idempotent: true,
  example: { pc_group_name: "Stage" },
});

export const getPcGroup = operation({
  id: "pcGroups.get",
  method: "GET",
  path: "pcGroups/{pcGroupId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one PC group",
  pathFields,
  answer: shape({ pc_group: pcGroup }),
  refusals: ["pc_group.not_found"],
  example: { pcGroupId: 1 },
});

export const changePcGroup = operation({
  id: "pcGroups.change",
  method: "PUT",
  path: "pcGroups/{pcGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a PC group",
  description: "Fields that are not sent stay.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ pc_group_id: intOut }),
  refusals: ["pc_group.not_found", "pc_group.name_exists"],
  example: { pcGroupId: 1, pc_group_desc: "By the window" },
});

export const removePcGroup = operation({
  id: "pcGroups.remove",
  method: "DELETE",
  path: "pcGroups/{pcGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a PC group",
  description: "Refused while a PC is in it.",
  pathFields,
  answer: nothing,
  refusals: ["pc_group.not_found", "pc_group.in_use"],
  example: { pcGroupId: 1 },
});
