import { accessCode, paymentInfoAnswer, session, startedSessions } from "../objects/session.ts";
import { decOut, intOut, listOf, nothing, pagingInfo, shape, strOut } from "../kit/answer.ts";
import { date, dec, flag, int, list, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What a desk does with sessions, and what it reads of them (api-v2.md 2.6). */
const group = "pc-sessions";

const pcName = text.required("Name of the PC", { example: "PC001" });
const pcs = {
  pc_name: text.optional("Name of the PC", { example: "PC001" }),
  pc_names: list.optional("Names of several PCs", text.required("Name of a PC"), { commaList: true }),
};
const method = int.optional("Way to pay (0 cash, 2 card, 4 QR; 20 and up also), 0 unless said", {
  example: 0,
});
const product = text.required("The offer's product id, 12 or o-12", { example: "o-12" });
const comment = text.optional("Note in the log", { maxLength: 500 });

const starts = [
  "pc.not_found",
  "pc.out_of_order",
  "pc.in_session",
  "pc.reserved",
  "feature.disabled",
  "pricing.no_price",
  "ledger.insufficient_balance",
  "shift.required",
] as const;
const desk = { auth: "K", right: "session_manage", mark: "ours", group } as const;
const results = shape({ results: startedSessions });
const soldResults = shape({ order_ids: listOf(intOut), results: startedSessions });

export const startPrepaid = operation({
  ...desk,
  id: "pcSessions.startPrepaid",
  method: "POST",
  path: "pcSessions/action/startPrepaid",
  summary: "Sell guests time at PCs",
  description:
    "Needs pc_name or pc_names, and amount or mins for each PC. Minutes are priced from now on so that they last. All PCs or none. " +
    "With access_code each result bears a code of four digits in place of a session: its guest types it at any free PC of that PC's group, " +
    "once, and the session starts there. The PC named may be in use meanwhile.",
  input: {
    ...pcs,
    amount: dec.optional("Money for each PC", { min: 0, example: "5.00" }),
    mins: int.optional("Minutes for each PC, instead of the amount", { min: 1, max: 100_000 }),
    payment_method: method,
    access_code: flag.optional(
      "1 = give an access code and start no session yet; needs the setting access_code_login",
    ),
  },
  answer: soldResults,
  refusals: [...starts, "order.payment_not_allowed", "limit.max_records"],
  idempotent: true,
  example: { pc_name: "PC001", amount: "5.00", payment_method: 0 },
});

export const listAccessCodes = operation({
  ...desk,
  id: "pcSessions.accessCodes",
  method: "GET",
  path: "pcSessions/accessCodes",
  summary: "List the access codes that are not used yet",
  description: "Newest first. The amount is what is on the guest's account now.",
  answer: listOf(accessCode),
});

export const cancelAccessCode = operation({
  ...desk,
  id: "pcSessions.cancelAccessCode",
  method: "POST",
  path: "pcSessions/action/cancelAccessCode",
  summary: "Take an access code back and pay its money back",
  description: "By the way it was paid, unless another is named. The code is good no more.",
  input: {
    access_code: text.required("The four digits", { maxLength: 20, example: "4711" }),
    payment_method: int.optional("Way to pay back (0 cash, 2 card, 4 QR; 20 and up also)", { example: 0 }),
  },
  answer: shape({ member_id: intOut, member_account: strOut, refund: decOut }),
  refusals: ["access_code.not_found", "order.payment_not_allowed", "shift.required"],
  idempotent: true,
  example: { access_code: "4711" },
});

export const startPostpaid = operation({
  ...desk,
  id: "pcSessions.startPostpaid",
  method: "POST",
  path: "pcSessions/action/startPostpaid",
  summary: "Start sessions of guests who pay at the end",
  description: "Needs pc_name or pc_names. All PCs or none.",
  input: pcs,
  answer: results,
  refusals: starts,
  idempotent: true,
  example: { pc_name: "PC001" },
});

export const startFree = operation({
  ...desk,
  id: "pcSessions.startFree",
  method: "POST",
  path: "pcSessions/action/startFree",
  summary: "Start sessions that cost nothing; their time is counted",
  description: "Needs pc_name or pc_names. All PCs or none.",
  input: { ...pcs, comment },
  answer: results,
  refusals: starts,
  idempotent: true,
  example: { pc_name: "PC001", comment: "staff PC" },
});

export const startOffer = operation({
  ...desk,
  id: "pcSessions.startOffer",
  method: "POST",
  path: "pcSessions/action/startOffer",
  summary: "Sell guests an offer at PCs",
  description: "Needs pc_name or pc_names. All PCs or none.",
  input: { ...pcs, product_id: product, payment_method: method },
  answer: soldResults,
  refusals: [...starts, "product.not_found", "product.not_for_sale", "order.payment_not_allowed"],
  idempotent: true,
  example: { pc_name: "PC001", product_id: "o-12", payment_method: 0 },
});

const inSession = ["pc.not_found", "pc.not_in_session", "session.kind_refused", "shift.required"] as const;

export const addTime = operation({
  ...desk,
  id: "pcSessions.addTime",
  method: "POST",
  path: "pcSessions/action/addTime",
  summary: "Sell a guest more time",
  description: "Needs amount or mins. Members are topped up instead.",
  input: {
    pc_name: pcName,
    amount: dec.optional("Money", { min: 0, example: "2.00" }),
    mins: int.optional("Minutes, instead of the amount", { min: 1, max: 100_000 }),
    payment_method: method,
  },
  answer: shape({
    order_ids: listOf(intOut),
    amount: decOut,
    mins: intOut,
    status_connect_time_left: strOut,
  }),
  refusals: [...inSession, "pricing.no_price", "order.payment_not_allowed"],
  idempotent: true,
  example: { pc_name: "PC001", amount: "2.00", payment_method: 0 },
});

export const addOffer = operation({
  ...desk,
  id: "pcSessions.addOffer",
  method: "POST",
  path: "pcSessions/action/addOffer",
  summary: "Sell whoever plays at a PC an offer",
  description: "The session goes over to it as soon as its time may run.",
  input: {
    pc_name: pcName,
    product_id: product,
    qty: int.optional("Pieces, 1 unless said", { min: 1, max: 100 }),
    payment_method: int.optional("Way to pay (0 cash, 1 balance, 2 card, 3 coins, 4 QR; 10 and up also)", {
      example: 0,
    }),
  },
  answer: shape({ order_no: strOut, member_offer_ids: listOf(intOut) }),
  refusals: [
    ...inSession,
    "product.not_found",
    "product.not_for_sale",
    "order.payment_not_allowed",
    "ledger.insufficient_balance",
    "ledger.insufficient_coins",
  ],
  idempotent: true,
  example: { pc_name: "PC001", product_id: "o-12", qty: 1, payment_method: 0 },
});

export const move = operation({
  ...desk,
  id: "pcSessions.move",
  method: "POST",
  path: "pcSessions/action/move",
  summary: "Move a session to another PC",
  description:
    "To a free PC; one of another PC group needs a price for the customer. Not to or from a console.",
  input: { pc_name: pcName, to_pc_name: text.required("Name of a free PC", { example: "PC002" }) },
  answer: shape({ session_id: intOut }),
  refusals: [...inSession, "pc.out_of_order", "pc.in_session", "pc.reserved", "session.group_mismatch"],
  idempotent: true,
  example: { pc_name: "PC001", to_pc_name: "PC002" },
});

export const paymentInfo = operation({
  id: "pcSessions.paymentInfo",
  method: "POST",
  path: "pcSessions/paymentInfo",
  auth: "K",
  right: "session_manage",
  mark: "partly",
  group,
  summary: "Read what a checkout would settle now",
  description:
    "Needs one of pc_name, pc_names or member_id. Changes nothing. leave_local is when the customer locked the PC without link and asked to " +
    "leave; with at_leave the sums are as of then. plays_until_local is how long the PC may let somebody play without a link.",
  input: {
    ...pcs,
    member_id: int.optional("The member whose session it is", { min: 1 }),
    at_leave: flag.optional("1 = as of the instant at which the customer asked to leave without link"),
  },
  answer: paymentInfoAnswer,
  refusals: ["pc.not_found", "pc.not_in_session"],
  example: { pc_name: "PC001" },
});

export const listSessions = operation({
  id: "pcSessions.list",
  method: "GET",
  path: "pcSessions",
  auth: "K",
  mark: "ours",
  group,
  summary: "List sessions, newest first",
  input: {
    ...paging,
    date_start: date.optional("First day of their start, café time", { example: "2026-01-01" }),
    date_end: date.optional("Last day of their start, café time", { example: "2026-01-31" }),
    pc_name: text.optional("Name of the PC"),
    member: text.optional("Account"),
    running: flag.optional("1 = running ones only, 0 = those that are over"),
  },
  answer: shape({ items: listOf(session), paging_info: pagingInfo }),
  example: { running: 1 },
});

const sessionPath = { sessionId: int.required("The session's id", { min: 1, example: 9001 }) };
export const getSession = operation({
  id: "pcSessions.get",
  method: "GET",
  path: "pcSessions/{sessionId}",
  pathFields: sessionPath,
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one session",
  answer: shape({ session }),
  refusals: ["session.not_found"],
});

export const memberSessionHistory = operation({
  id: "pcSessions.memberSessionHistory",
  method: "GET",
  path: "pcSessions/{memberId}/memberSessionHistory",
  pathFields: { memberId: int.required("The member's id", { min: 1, example: 100000000123 }) },
  auth: "KM",
  mark: "partly",
  group,
  summary: "List a member's sessions, newest first",
  input: paging,
  answer: shape({ items: listOf(session), paging_info: pagingInfo }),
  refusals: ["member.not_found", "permission.other_member"],
});

export const switchToAvailableOffer = operation({
  id: "pcSessions.switchToAvailableOffer",
  method: "POST",
  path: "switchToAvailableOffer",
  auth: "M",
  mark: "known",
  group: "member",
  summary: "Go over to an offer that may run now",
  description: "The PC then gets its state; nothing changes when no offer is better than what runs.",
  input: { pc_name: pcName },
  answer: nothing,
  refusals: ["pc.not_found", "pc.not_in_session"],
  example: { pc_name: "PC001" },
});
