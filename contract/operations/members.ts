import Type from "typebox";
import { member, memberHoldings, suggestedMember } from "../objects/member.ts";
import { nullableInt } from "../objects/pieces.ts";
import { boolOut, decOut, intOut, listOf, nothing, nullable, pagingInfo, shape } from "../kit/answer.ts";
import { dec, flag, ids, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";
import { memberDetails, memberIdPath, memberPassword, newMember } from "./member-fields.ts";

/** Members as the café sees them (api-v2.md 2.7). */
const group = "members";

export const listMembers = operation({
  id: "members.list",
  method: "GET",
  path: "members",
  auth: "K",
  mark: "known",
  group,
  summary: "List members",
  description: "Paged and searchable. Page until page_next is 0; a page beyond the last is an empty list.",
  input: {
    ...paging,
    guest: flag.optional("0 leaves guests out, 1 shows guests only; absent = both"),
    member_group_id: int.optional("Only members of this group"),
  },
  answer: shape({
    license_using_billing: intOut,
    point_enable: intOut,
    members: listOf(member),
    paging_info: pagingInfo,
  }),
  example: { page: "1", limit: 30, search_text: "player" },
});

export const addMember = operation({
  id: "members.add",
  method: "POST",
  path: "members",
  auth: "K",
  right: "member_add",
  mark: "known",
  group,
  summary: "Add a member",
  description:
    "Answers code 201. Accounts are unique without regard to case. The setting member_settings may require more fields.",
  input: newMember,
  answer: shape({ member_id: intOut }),
  successCode: 201,
  refusals: [
    "member.account_exists",
    "member.account_invalid",
    "member.password_invalid",
    "member_group.not_found",
    "promo.unknown",
    "promo.expired",
    "promo.used_up",
    "limit.max_records",
  ],
  idempotent: true,
  example: { member_account: "player7", member_password: "choose-one", member_confirm: "choose-one" },
});

export const getMember = operation({
  id: "members.get",
  method: "GET",
  path: "members/{memberId}",
  auth: "K",
  mark: "known",
  group,
  summary: "Read one member",
  pathFields: memberIdPath,
  input: { sort: text.optional("Has no effect; some programs send it") },
  answer: shape({ member }),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123 },
});

export const changeMember = operation({
  id: "members.change",
  method: "PUT",
  path: "members/{memberId}",
  auth: "K",
  right: "member_edit",
  mark: "known",
  group,
  summary: "Change a member",
  description:
    "Fields that are not sent stay, member_is_active too. member_group_id has no effect while point_enable is 1: points then decide the group.",
  pathFields: memberIdPath,
  input: {
    member_id: int.optional("Repeats the id of the path; has no effect"),
    member_account: text.optional("Login name: letters, digits and _ - . @", { maxLength: 50 }),
    ...memberDetails,
    ...memberPassword,
    member_oauth_platform: text.optional("Where the member signs in; account = own password", {
      maxLength: 30,
    }),
    member_is_active: flag.optional("0 = may not log in"),
    member_sex: int.optional("0 not given, 1 male, 2 female", { min: 0, max: 2 }),
    member_telegram_username: text.optional("Telegram name"),
  },
  answer: shape({ member_id: intOut }),
  refusals: [
    "member.not_found",
    "member.account_exists",
    "member.account_invalid",
    "member.password_invalid",
    "member_group.not_found",
  ],
  example: { memberId: 100000000123, member_phone: "555 0100", member_is_active: 1 },
});

export const removeMember = operation({
  id: "members.remove",
  method: "DELETE",
  path: "members/{memberId}",
  auth: "K",
  right: "member_delete",
  mark: "ours",
  group,
  summary: "Remove a member",
  description:
    "Refused while balance, bonus, coins, loan or offers remain, unless force is 1. Logs keep the account's name.",
  pathFields: memberIdPath,
  input: { force: flag.optional("1 = also with values left, which are lost") },
  answer: nothing,
  refusals: ["member.not_found", "member.in_session", "member.has_values"],
  example: { memberId: 100000000123 },
});

export const suggestMembers = operation({
  id: "members.suggest",
  method: "GET",
  path: "members/action/suggestMembers",
  auth: "K",
  mark: "known",
  group,
  summary: "Find members by a part of account, name or phone",
  description:
    "At most 30, an exact account first. It also finds longer accounts: compare the whole account, without regard to case.",
  input: { search_text: text.required("Part of account, name or phone", { example: "player1" }) },
  answer: listOf(suggestedMember),
  example: { search_text: "player1" },
});

export const memberInfo = operation({
  id: "members.memberInfo",
  method: "POST",
  path: "members/action/memberInfo",
  auth: "K",
  mark: "partly",
  group,
  summary: "Read a member by account, and check a password",
  description:
    "Always code 200. Unknown account: member null, verify false. Wrong password: the member with verify false. The member's fields stand once more directly in data.",
  input: {
    member_account: text.required("Login name", { maxLength: 255, example: "player1" }),
    member_password: text.optional("Checked when given", { verbatim: true, maxLength: 1_000 }),
  },
  answer: shape({ member: nullable(member), verify: boolOut, ...Type.Partial(member).properties }),
  refusals: ["auth.too_many_logins"],
  example: { member_account: "player1" },
});

export const topUp = operation({
  id: "members.topup",
  method: "POST",
  path: "members/action/topup",
  auth: "K",
  mark: "known",
  group,
  summary: "Top up one or many members",
  description:
    "All members or none. A negative topup_value is a refund and needs a comment. Without topup_balance_bonus no bonus is given. " +
    "A promo_code is used once by each member: with a bonus or coins sent, exactly those are given; with the code alone, its own. " +
    "With refund_of a topup_value below 0 refunds a given top-up of the one member named, in one or several parts that together never exceed it: " +
    "its bonus goes back in the same proportion, what the bonus lacks from the balance, and its coins as far as they are there; " +
    "without payment_method it is paid out by the tender it came by. " +
    "Staff need the right topup (from 0 up), topup_refund (below 0), coin_topup (add_coin), bonus_manual (a bonus other than fetchBonus gives). " +
    "Send an Idempotency-Key, so that a repeated call moves money once.",
  input: {
    topup_ids: ids.required("Member ids, as comma list or array", { example: "100000000123" }),
    topup_value: dec.required("Amount for each member; 0 allowed, negative = refund", { example: "50.00" }),
    topup_balance_bonus: dec.optional("Bonus to give with it", { example: "10.00" }),
    add_coin: dec.optional("Coins to add; negative takes"),
    comment: text.optional("Reason; required for a refund and for a bonus of one's own", { maxLength: 500 }),
    promo_code: text.optional("Promotion code", { maxLength: 50 }),
    payment_method: int.optional("0 cash (default), 2 card, 4 QR", { choices: [0, 2, 4] }),
    refund_of: int.optional(
      "Ours: the order_id of the top-up that this refunds; needs a topup_value below 0 and one member, no bonus, coins or code",
      { min: 1 },
    ),
  },
  answer: shape({ order_ids: listOf(intOut), members: listOf(memberHoldings) }),
  refusals: [
    "topup.comment_required",
    "promo.unknown",
    "promo.not_for_topup",
    "promo.expired",
    "promo.used_up",
    "promo.already_used",
    "member.not_found",
    "order.not_found",
    "order.already_refunded",
    "shift.required",
    "feature.disabled",
    "ledger.insufficient_balance",
    "ledger.insufficient_bonus",
    "ledger.insufficient_coins",
  ],
  idempotent: true,
  example: {
    topup_ids: "100000000123",
    topup_value: "50.00",
    topup_balance_bonus: "10.00",
    comment: "kiosk",
  },
});

const bonusOf = { bonus: decOut, topup_balance_bonus: decOut, add_coin: intOut, member_id: nullableInt };

export const fetchBonus = operation({
  id: "members.fetchBonus",
  method: "POST",
  path: "members/action/fetchBonus",
  auth: "K",
  mark: "partly",
  group,
  summary: "Ask which bonus a top-up would bring",
  description:
    "Changes nothing. bonus and topup_balance_bonus are the same value. For several ids the values are per member; member_id is then the first.",
  input: {
    member_id: ids.optional("Member id, or several", {
      aliases: ["topup_ids", "member_ids"],
      example: 100000000123,
    }),
    topup_value: dec.required("Amount of the top-up", {
      aliases: ["topup", "topup_amount", "amount"],
      min: 0,
      example: "50.00",
    }),
    promo_code: text.optional("Promotion code", { maxLength: 50 }),
  },
  answer: shape({ ...bonusOf, members: listOf(shape({ ...bonusOf, member_id: intOut })) }),
  refusals: [
    "member.not_found",
    "promo.unknown",
    "promo.not_for_topup",
    "promo.expired",
    "promo.used_up",
    "promo.already_used",
  ],
  example: { member_id: 100000000123, topup_value: "50.00" },
});
