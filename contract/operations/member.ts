import { member } from "../objects/member.ts";
import { checkoutAnswer } from "../objects/session.ts";
import { decOut, nothing, shape } from "../kit/answer.ts";
import { int, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Calls with a member's token, as far as a PC needs them without a screen (api-v2.md 2.6, 2.9). */
const group = "member";

const pcName = text.required("Name of the PC", { example: "PC001" });
const account = text.required("Login name, the token's own", { example: "player1" });

export const memberSelf = operation({
  id: "member.self",
  method: "GET",
  path: "memberSelf",
  auth: "M",
  mark: "partly",
  group,
  summary: "Read one's own account",
  description: "The fields stand in member and once more directly in data.",
  answer: shape({ member, ...member.properties }),
});

export const clientStartSession = operation({
  id: "member.clientStartSession",
  method: "POST",
  path: "clientStartSession",
  auth: "M",
  mark: "known",
  group,
  summary: "Start one's session at a PC",
  description: "The PC then gets its state. Where one's session runs on that PC already, nothing is changed.",
  input: { member_account: account, pc_name: pcName },
  answer: nothing,
  refusals: [
    "permission.other_member",
    "pc.not_found",
    "pc.out_of_order",
    "pc.in_session",
    "pc.reserved",
    "session.member_elsewhere",
    "session.kind_refused",
    "auth.account_inactive",
    "auth.account_expired",
    "feature.disabled",
    "pricing.no_price",
    "ledger.insufficient_balance",
  ],
  example: { member_account: "player1", pc_name: "PC001" },
});

export const getRealTimeBalance = operation({
  id: "member.getRealTimeBalance",
  method: "POST",
  path: "getRealTimeBalance",
  auth: "M",
  mark: "known",
  group,
  summary: "Read what one holds, less what the running session has cost so far",
  input: {
    member_account: account,
    pc_name: pcName,
    member_id: int.optional("The member's id, the token's own", { min: 1 }),
  },
  answer: shape({
    member_balance: decOut,
    member_balance_bonus: decOut,
    member_coin_balance: decOut,
    member_loan: decOut,
    price_per_hour: decOut,
    pc_cost: decOut,
  }),
  refusals: ["permission.other_member", "pc.not_found"],
  example: { member_account: "player1", pc_name: "PC001" },
});

export const autoCheckout = operation({
  id: "member.autoCheckout",
  method: "POST",
  path: "autoCheckout",
  auth: "M",
  mark: "partly",
  group,
  summary: "End one's session",
  description:
    "What staff must settle is refused: postpaid and free sessions, and guests' who paid before without the setting allow_prepaid_checkout.",
  input: {
    member_id: int.optional("The member's id, the token's own", { min: 1, example: 100000000123 }),
    pc_name: pcName,
  },
  answer: checkoutAnswer,
  refusals: ["permission.other_member", "pc.not_found", "pc.not_in_session", "session.kind_refused"],
  example: { pc_name: "PC001" },
});
