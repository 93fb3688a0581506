import Type from "typebox";
import { shareable, subcafe } from "../objects/subcafe.ts";
import { anyOut, intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { date, int, list, text, time } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Cafés that share a company (api-v2.md 2.3, 3.26). Linking is for the Admin; unlinking deletes no data. */
const group = "license";

const pathFields = { subCafeId: int.required("The linked café's id", { min: 1, example: 10002 }) };

const changeable = {
  share: list.optional(
    "What is shared: members, member_groups, offers, license_pools, prices",
    text.required("One kind", { choices: shareable }),
    {
      commaList: true,
      example: "members,prices",
    },
  ),
  comment: text.optional("Note", { maxLength: 500 }),
};

export const listSubcafes = operation({
  id: "subcafes.list",
  method: "GET",
  path: "subcafes",
  auth: "K",
  mark: "partly",
  group,
  summary: "List the cafés of the same company",
  answer: shape({ child: listOf(subcafe) }),
});

export const addSubcafe = operation({
  id: "subcafes.add",
  method: "POST",
  path: "subcafes",
  auth: "A",
  mark: "ours",
  group,
  summary: "Link a café",
  input: {
    license_name: text.required("Licence name of that café, 12 digits", {
      maxLength: 12,
      example: "100000000002",
    }),
    license_password: text.required("Password of that café's Admin", { verbatim: true, maxLength: 1_000 }),
    license_code: text.optional("Sign-in code of that Admin, where two-factor sign-in is on", {
      maxLength: 50,
    }),
    ...changeable,
  },
  answer: shape({ cafe_id: intOut }),
  successCode: 201,
  refusals: ["license.credentials_wrong", "subcafe.name_exists", "limit.max_records", "auth.too_many_logins"],
  idempotent: true,
});

export const getSubcafe = operation({
  id: "subcafes.get",
  method: "GET",
  path: "subcafes/{subCafeId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one linked café",
  pathFields,
  answer: shape({ subcafe }),
  refusals: ["subcafe.not_found"],
  example: { subCafeId: 10002 },
});

export const changeSubcafe = operation({
  id: "subcafes.change",
  method: "PUT",
  path: "subcafes/{subCafeId}",
  auth: "A",
  mark: "ours",
  group,
  summary: "Change what is shared with a linked café",
  description: "Fields that are not sent stay.",
  pathFields,
  input: changeable,
  answer: shape({ cafe_id: intOut }),
  refusals: ["subcafe.not_found"],
  example: { subCafeId: 10002, share: "members" },
});

export const removeSubcafe = operation({
  id: "subcafes.remove",
  method: "DELETE",
  path: "subcafes/{subCafeId}",
  auth: "A",
  mark: "ours",
  group,
  summary: "Unlink a café",
  pathFields,
  answer: nothing,
  refusals: ["subcafe.not_found"],
  example: { subCafeId: 10002 },
});

const sums = Type.Record(Type.String(), Type.Unknown());

export const reportSubcafes = operation({
  id: "subcafes.reportData",
  method: "GET",
  path: "subcafes/action/reportData",
  auth: "K",
  right: "report_read",
  mark: "ours",
  group,
  summary: "Sums of all cafés of the company",
  input: {
    date_start: date.optional("First day in café time; today unless said", { example: "2025-01-01" }),
    date_end: date.optional("Last day in café time; today unless said", { example: "2025-01-31" }),
    time_start: time.optional("Time of day the range begins, 00:00 unless said", { example: "00:00" }),
    time_end: time.optional("Time of day the range ends, 23:59 unless said", { example: "23:59" }),
    data_source: text.optional("recent or history; both answer the same"),
  },
  answer: shape({
    items: listOf(shape({ cafe_id: intOut, cafe_name: strOut, report_data: anyOut })),
    total: shape({ income: sums, topup: sums, sale: sums }),
  }),
  refusals: ["request.time_range"],
  example: { date_start: "2025-01-01", date_end: "2025-01-31" },
});
