import { nullableTs } from "../objects/pieces.ts";
import { decOut, intOut, listOf, pagingInfo, shape, strOut, tsOut } from "../kit/answer.ts";
import { date, dec, int, json, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";
import { memberIdPath } from "./member-fields.ts";

/** What the books say of one member, line by line, and what a top-up would bring (billing.md 2 to 5). */
const group = "members";

/** One movement: what it did to each of the member's accounts, and what was then there. */
export const statementItem = shape({
  transfer_id: intOut,
  log_date_local: tsOut,
  log_event: strOut,
  log_details: strOut,
  log_pc_name: strOut,
  log_staff_name: strOut,
  log_money: decOut,
  log_card: decOut,
  log_qr: decOut,
  balance_change: decOut,
  bonus_change: decOut,
  loan_change: decOut,
  coins_change: decOut,
  points_change: decOut,
  balance: decOut,
  bonus: decOut,
  loan: decOut,
  coins: decOut,
  points: decOut,
});

export const memberStatement = operation({
  id: "members.statement",
  method: "GET",
  path: "members/{memberId}/statement",
  auth: "K",
  mark: "ours",
  group,
  summary: "Every movement of a member's accounts, with what each led to",
  description:
    "Read from the ledger itself, in the order it was booked, the newest first: the first line of the first page shows what the member holds. " +
    "A filter leaves lines out, never sums: what a line led to counts all before it. total is over all lines of the filter.",
  pathFields: memberIdPath,
  input: {
    page: paging.page,
    limit: paging.limit,
    date_start: date.optional("First day, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
    event: text.optional("One event, such as TOPUP; all = any", { maxLength: 50 }),
  },
  answer: shape({
    items: listOf(statementItem),
    paging_info: pagingInfo,
    total: shape({ paid: decOut, balance_change: decOut, bonus_change: decOut }),
  }),
  refusals: ["member.not_found", "request.time_range"],
  example: { memberId: 100000000123, page: "1" },
});

/** A grant of bonus of which something is left. */
export const bonusLot = shape({
  bonus_lot_id: intOut,
  transfer_id: intOut,
  granted_local: tsOut,
  expires_local: nullableTs,
  granted: decOut,
  left: decOut,
});

export const listBonusLots = operation({
  id: "members.bonusLots",
  method: "GET",
  path: "members/{memberId}/bonusLots",
  auth: "K",
  mark: "ours",
  group,
  summary: "A member's bonus by grant, with its expiry",
  description:
    "In the order in which it is spent: what expires first, then what is older. expires_local is null for bonus that never expires; what has expired is not in it.",
  pathFields: memberIdPath,
  answer: listOf(bonusLot),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123 },
});

const given = shape({ bonus: decOut, coins: intOut });

export const previewBonus = operation({
  id: "members.previewBonus",
  method: "POST",
  path: "members/action/previewBonus",
  auth: "K",
  mark: "ours",
  group,
  summary: "Ask what a top-up would bring on some weekday, in some group, under settings not yet saved",
  description:
    "Changes nothing and decides by the rules of a real top-up. What is not sent is as it is: today's weekday, the saved settings. " +
    "by_steps and by_code say what of it the bonus steps and the promotion code give.",
  input: {
    topup_value: dec.required("Amount of the top-up", { min: 0, example: "50.00" }),
    weekday: int.optional("1 Monday to 7 Sunday; today in the café unless said", { min: 1, max: 7 }),
    member_group_id: int.optional("Member group that tops up, for codes of some groups only", { example: 0 }),
    promo_code: text.optional("Promotion code", { maxLength: 50 }),
    bonus_unit: text.optional("In place of the setting", { choices: ["currency", "percent"] }),
    topup_bonus_field_type: text.optional("In place of the setting", { choices: ["bonus", "coin"] }),
    price_bonus: json.optional("In place of the setting: [{limit, value}]"),
    topup_reward_percent: json.optional("In place of the setting: seven percents, Monday first"),
  },
  answer: shape({
    bonus: decOut,
    coins: intOut,
    points: intOut,
    weekday: intOut,
    weekday_percent: decOut,
    by_steps: given,
    by_code: given,
  }),
  refusals: [
    "promo.unknown",
    "promo.not_for_topup",
    "promo.expired",
    "promo.used_up",
    "member_group.not_found",
  ],
  example: { topup_value: "50.00", weekday: 6 },
});

/** A top-up of which something may still be refunded. */
export const refundableTopUp = shape({
  order_id: intOut,
  log_date_local: tsOut,
  payment_method: intOut,
  topup_value: decOut,
  bonus: decOut,
  coins: decOut,
  refunded: decOut,
  refundable: decOut,
});

export const listTopUps = operation({
  id: "members.topups",
  method: "GET",
  path: "members/{memberId}/topups",
  auth: "K",
  mark: "ours",
  group,
  summary: "A member's top-ups that can still be refunded",
  description: "The newest first. refundable is what their refunds so far have left of topup_value.",
  pathFields: memberIdPath,
  input: {
    before: int.optional("Only orders with a lower number, to read on", { min: 1 }),
    limit: int.optional("At most so many; 20 unless said", { min: 1, max: 100 }),
  },
  answer: listOf(refundableTopUp),
  refusals: ["member.not_found"],
  example: { memberId: 100000000123 },
});

export const previewRefund = operation({
  id: "members.previewRefund",
  method: "POST",
  path: "members/action/previewRefund",
  auth: "K",
  right: "topup_refund",
  mark: "ours",
  group,
  summary: "Ask what a refund would take, and from where",
  description:
    "Changes nothing: the refund is booked by the rules of topup, read, and undone. Refuses what the refund itself would be refused. " +
    "Amounts taken are above 0; what the bonus lacks is part of balance_taken.",
  input: {
    member_id: int.required("Member id", { min: 1, example: 100000000123 }),
    topup_value: dec.required("Amount to pay back; its sign is ignored", { example: "20.00" }),
    refund_of: int.optional("The order_id of the top-up that is refunded", { min: 1 }),
    payment_method: int.optional("0 cash, 2 card, 4 QR", { choices: [0, 2, 4] }),
  },
  answer: shape({
    paid_out: decOut,
    payment_method: intOut,
    balance_taken: decOut,
    bonus_taken: decOut,
    coins_taken: decOut,
    points_taken: decOut,
    member_balance: decOut,
    member_balance_bonus: decOut,
    member_coin_balance: decOut,
  }),
  refusals: [
    "member.not_found",
    "order.not_found",
    "order.already_refunded",
    "ledger.insufficient_balance",
    "ledger.insufficient_coins",
  ],
  example: { member_id: 100000000123, topup_value: "20.00" },
});
