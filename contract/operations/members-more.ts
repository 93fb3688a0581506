import Type from "typebox";
import { memberHoldings } from "../objects/member.ts";
import { nullableInt } from "../objects/pieces.ts";
import { decOut, flagOut, intOut, listOf, nothing, pagingInfo, shape, strOut, tsOut } from "../kit/answer.ts";
import { dec, file, flag, ids, int, json, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";
import { memberDetails, memberIdPath } from "./member-fields.ts";

/** History, messages, photo, loans, points and import of members (api-v2.md 2.7). */
const group = "members";

/** A row of a member's money, newest first (api-v2.md 2.9 memberBalanceHistory). */
export const balanceHistoryItem = shape({
  log_date_local: tsOut,
  log_event: strOut,
  log_money: decOut,
  log_card: decOut,
  log_coin: decOut,
  log_spend: decOut,
  log_bonus: decOut,
  log_qr: decOut,
  log_details: strOut,
});

export const balanceHistory = operation({
  id: "members.balanceHistory",
  method: "GET",
  path: "members/{memberId}/balanceHistory",
  auth: "K",
  mark: "partly",
  group,
  summary: "What moved a member's money",
  description: "Newest first. summary is over all pages: money paid in less refunds, and what was spent.",
  pathFields: memberIdPath,
  input: { page: paging.page, limit: paging.limit },
  answer: shape({
    items: listOf(balanceHistoryItem),
    paging_info: pagingInfo,
    summary: shape({ topup: decOut, spend: decOut }),
  }),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123, page: "1" },
});

export const listMessages = operation({
  id: "members.messages",
  method: "GET",
  path: "members/{memberId}/messages",
  auth: "K",
  mark: "ours",
  group,
  summary: "Messages sent to a member",
  description: "The last 100, newest first; read is 0 until the member has seen it.",
  pathFields: memberIdPath,
  answer: shape({
    log_list: listOf(
      shape({
        log_id: intOut,
        log_details: strOut,
        log_staff_name: strOut,
        log_date_local: tsOut,
        read: flagOut,
      }),
    ),
  }),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123 },
});

export const sendMessage = operation({
  id: "members.sendMessage",
  method: "POST",
  path: "members/action/sendMessage",
  auth: "K",
  mark: "ours",
  group,
  summary: "Send members a message",
  description: "Shown at once to those at a PC, to the others at their next login. All members or none.",
  input: {
    member_ids: ids.required("Members, at most 500", { aliases: ["member_id"], example: "100000000123" }),
    message: text.required("At most 500 characters", { maxLength: 500, example: "Your food is ready." }),
  },
  answer: shape({ sent: intOut }),
  refusals: ["member.not_found"],
  idempotent: true,
  example: { member_ids: "100000000123", message: "Your food is ready." },
});

export const getPhoto = operation({
  id: "members.getPhoto",
  method: "GET",
  path: "members/{memberId}/photo",
  auth: "KM",
  mark: "ours",
  group,
  summary: "Read a member's photo",
  description: "A member reads its own only.",
  pathFields: memberIdPath,
  answer: "bytes",
  refusals: ["permission.other_member", "image.not_found"],
  rate: "image",
  example: { memberId: 100000000123 },
});

export const putPhoto = operation({
  id: "members.putPhoto",
  method: "PUT",
  path: "members/{memberId}/photo",
  auth: "K",
  right: "member_edit",
  mark: "ours",
  group,
  summary: "Store or remove a member's photo",
  description:
    "PNG, JPEG, WebP or GIF, at most 2 MB, as multipart/form-data; an empty file field removes it. member_photo then holds its address.",
  pathFields: memberIdPath,
  input: { file: file.optional("The picture; empty = remove") },
  answer: nothing,
  refusals: ["member.not_found", "image.invalid"],
  example: { memberId: 100000000123 },
});

export const addLoan = operation({
  id: "members.addLoan",
  method: "POST",
  path: "members/action/addLoan",
  auth: "K",
  right: "loan_add",
  mark: "ours",
  group,
  summary: "Lend a member money",
  description:
    "Balance and loan both grow by the amount; no bonus, no points. The next top-up pays the loan back first.",
  input: {
    member_id: int.required("Member id", { min: 1, example: 100000000123 }),
    amount: dec.required("Amount, above 0", { example: "10.00" }),
    comment: text.optional("Reason", { maxLength: 500 }),
  },
  answer: shape({ member_id: intOut, member_balance: decOut, member_loan: decOut }),
  refusals: ["member.not_found"],
  idempotent: true,
  example: { member_id: 100000000123, amount: "10.00" },
});

export const addPoints = operation({
  id: "members.addPoints",
  method: "POST",
  path: "members/action/addPoints",
  auth: "K",
  right: "point_add",
  mark: "ours",
  group,
  summary: "Give or take points",
  description:
    "Negative takes, down to 0 at most. While point_enable is 1 the member's group follows. Guests have no points.",
  input: {
    member_id: int.required("Member id", { min: 1, example: 100000000123 }),
    points: dec.required("Points; negative takes", { example: "25" }),
    comment: text.required("Reason", { maxLength: 500, example: "won the tournament" }),
  },
  answer: shape({ member_id: intOut, member_points: decOut, member_group_id: intOut }),
  refusals: ["member.not_found"],
  idempotent: true,
  example: { member_id: 100000000123, points: "25", comment: "won the tournament" },
});

export const deductBalance = operation({
  id: "members.deductBalance",
  method: "POST",
  path: "members/action/deductBalance",
  auth: "K",
  right: "topup_refund",
  mark: "partly",
  group,
  summary: "Take money from members' balances",
  description:
    "From the balance only, less what a running session has cost so far; nothing is paid out. All members or none. Give member_id (or topup_ids, member_ids) or member_account.",
  input: {
    member_id: ids.optional("Member id, or several; needed without member_account", {
      aliases: ["topup_ids", "member_ids"],
      example: 100000000123,
    }),
    member_account: text.optional("Login name, in place of the id", { maxLength: 50 }),
    deduct_value: dec.required("Amount from each; its sign is ignored", {
      aliases: ["value", "amount", "topup_value", "balance"],
      example: "5.00",
    }),
    comment: text.optional("Reason", { maxLength: 500 }),
  },
  answer: shape({
    member_id: intOut,
    member_balance: decOut,
    member_balance_bonus: decOut,
    order_ids: listOf(intOut),
    members: listOf(memberHoldings),
  }),
  refusals: ["member.not_found", "ledger.insufficient_balance"],
  idempotent: true,
  example: { member_id: 100000000123, deduct_value: "5.00" },
});

const bonusOf = { bonus: decOut, topup_balance_bonus: decOut };

export const refreshBonus = operation({
  id: "members.refreshBonus",
  method: "POST",
  path: "members/action/refreshBonus",
  auth: "K",
  mark: "partly",
  group,
  summary: "Ask for the bonus of a top-up, or bring a member's bonus up to date",
  description:
    "With an amount as fetchBonus, and nothing changes. Without one, bonus of the member that has expired is taken out, and the values are what the member has left.",
  input: {
    member_id: ids.optional("Member id, or several; needed without an amount", {
      aliases: ["topup_ids", "member_ids"],
      example: 100000000123,
    }),
    topup_value: dec.optional("Amount of the top-up", {
      aliases: ["topup", "topup_amount", "amount"],
      min: 0,
      example: "50.00",
    }),
    promo_code: text.optional("Promotion code", { maxLength: 50 }),
  },
  answer: shape({
    ...bonusOf,
    add_coin: Type.Optional(intOut),
    member_id: nullableInt,
    member_balance_bonus: Type.Optional(decOut),
    members: listOf(
      shape({
        ...bonusOf,
        add_coin: Type.Optional(intOut),
        member_id: intOut,
        member_balance_bonus: Type.Optional(decOut),
      }),
    ),
  }),
  refusals: ["member.not_found", "promo.unknown"],
  rate: "refresh-bonus",
  example: { member_id: 100000000123, topup_value: "50.00" },
});

/** A row of an import; member_group_name may stand for member_group_id. */
export const importedMember = {
  member_account: text.required("Login name", { maxLength: 50 }),
  member_password: text.optional("Password; without one the member cannot log in until it is given one", {
    verbatim: true,
    maxLength: 200,
  }),
  ...memberDetails,
  member_group_name: text.optional("Name of the member group", { maxLength: 50 }),
  member_sex: int.optional("0 not given, 1 male, 2 female", { min: 0, max: 2 }),
  member_is_active: flag.optional("0 = may not log in"),
};

export const importMembers = operation({
  id: "members.import",
  method: "POST",
  path: "members/action/import",
  auth: "K",
  right: "member_add",
  mark: "ours",
  group,
  summary: "Add and change many members at once",
  description:
    "A CSV file (UTF-8, at most 2 MB, first line the field names, comma, semicolon or tab between) or members as a list; at most 50,000 rows, at most 500 of them with a password. " +
    "Fields as in members, with or without member_ in front; member_group_name may stand for member_group_id. Empty cells change nothing. Balances are not imported. " +
    "on_duplicate says what becomes of an account that is there: skip (default), update, or refuse, which then writes nothing at all if any row is wrong. " +
    "Rows are counted as a table program shows them: the line with the names is 1; of a list the first is 1. Staff need member_add and member_edit.",
  input: {
    file: file.optional("The CSV file"),
    members: json.optional("In place of the file: [{member_account, …}]"),
    on_duplicate: text.optional("skip, update or refuse", { choices: ["skip", "update", "refuse"] }),
    dry_run: flag.optional("1 = only say what would happen"),
  },
  answer: shape({
    created: intOut,
    updated: intOut,
    skipped: intOut,
    errors: listOf(shape({ row: intOut, message: strOut })),
  }),
  refusals: ["limit.max_records"],
  idempotent: true,
  example: {
    members: [{ member_account: "player8", member_first_name: "Ada" }],
    on_duplicate: "skip",
    dry_run: 1,
  },
});
