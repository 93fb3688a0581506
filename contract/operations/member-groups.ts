import { memberGroup } from "../objects/member-group.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, dec, file, int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Groups of members: discounts, the points that lead to them, their icons (api-v2.md 2.8, 3.3, 4.3). */
const group = "member-groups";
const right = "member_group_edit";

const pathFields = {
  memberGroupId: int.required("The group's id; 0 and below are built in", { example: 0 }),
};
const percent = (of: string) => int.optional(`Discount on ${of}, percent`, { min: 0, max: 100 });
const points = (rule: string) => dec.optional(rule, { min: 0, max: 999_999_999 });

const writable = {
  member_group_name: text.required("Name of the group, unique", { maxLength: 50, example: "Gold" }),
  member_group_desc: text.optional("What members read of it", { maxLength: 500 }),
  member_group_point_min: points("Points from which members come into it while point_enable is 1"),
  member_group_point_max: points("Points up to which it is shown to hold; decides nothing"),
  member_group_discount_rate: percent("products"),
  member_group_discount_pc_time: percent("PC time; 100 = plays free"),
  member_group_discount_offer: percent("offers"),
  member_group_bonus_cashback: dec.optional(
    "Percent of PC time given back as bonus; 0 = the café's default",
    {
      min: 0,
      max: 100,
    },
  ),
};

export const listMemberGroups = operation({
  id: "memberGroups.list",
  method: "GET",
  path: "memberGroups",
  auth: "K",
  mark: "partly",
  group,
  summary: "List member groups",
  description: "The built-in groups too: 0 default, -1 guest, -2 prepaid, -3 postpaid, -4 offer, -5 free.",
  answer: listOf(memberGroup),
});

export const addMemberGroup = operation({
  id: "memberGroups.add",
  method: "POST",
  path: "memberGroups",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a member group",
  input: writable,
  answer: shape({ member_group_id: intOut }),
  successCode: 201,
  refusals: ["member_group.name_exists", "limit.max_records"],
  idempotent: true,
  example: { member_group_name: "Gold", member_group_discount_pc_time: 10 },
});

export const getMemberGroup = operation({
  id: "memberGroups.get",
  method: "GET",
  path: "memberGroups/{memberGroupId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one member group",
  pathFields,
  answer: shape({ member_group: memberGroup }),
  refusals: ["member_group.not_found"],
  example: { memberGroupId: 0 },
});

export const changeMemberGroup = operation({
  id: "memberGroups.change",
  method: "PUT",
  path: "memberGroups/{memberGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a member group",
  description:
    "Fields that are not sent stay. Of a built-in group only the discounts and the description can be changed.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ member_group_id: intOut }),
  refusals: ["member_group.not_found", "member_group.name_exists", "member_group.built_in"],
  example: { memberGroupId: 0, member_group_discount_pc_time: 10 },
});

export const removeMemberGroup = operation({
  id: "memberGroups.remove",
  method: "DELETE",
  path: "memberGroups/{memberGroupId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a member group",
  description: "Its members then belong to group 0. Built-in groups stay.",
  pathFields,
  answer: nothing,
  refusals: ["member_group.not_found", "member_group.built_in"],
  example: { memberGroupId: 300001 },
});

export const getMemberGroupIcon = operation({
  id: "memberGroups.getIcon",
  method: "GET",
  path: "memberGroups/{memberGroupId}/icon",
  auth: "none",
  mark: "ours",
  group,
  summary: "Read the icon of a member group",
  pathFields,
  answer: "bytes",
  refusals: ["image.not_found"],
  rate: "image",
  example: { memberGroupId: 0 },
});

export const putMemberGroupIcon = operation({
  id: "memberGroups.putIcon",
  method: "PUT",
  path: "memberGroups/{memberGroupId}/icon",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Store or remove the icon of a member group",
  description:
    "PNG, JPEG, WebP or GIF, at most 2 MB, as multipart/form-data; an empty file field removes it.",
  pathFields,
  input: { file: file.optional("The picture; empty = remove") },
  answer: nothing,
  refusals: ["member_group.not_found", "image.invalid"],
  example: { memberGroupId: 0 },
});
