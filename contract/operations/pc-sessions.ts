import Type from "typebox";
import { checkoutAnswer } from "../objects/session.ts";
import { anyOut, intOut, listOf, nothing, shape, strOut } from "../kit/answer.ts";
import { dec, flag, int, json, list, object, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Sessions at the desk, and commands to PCs (api-v2.md 2.6). */
const group = "pc-sessions";

export const pushClientStatus = operation({
  id: "pcSessions.pushClientStatus",
  method: "POST",
  path: "pcSessions/pushClientStatus",
  auth: "K",
  mark: "known",
  group,
  summary: "Send a PC its present state",
  description:
    "A success also when the PC is not connected: it gets the state when it connects. The server pushes every change of its own accord; this stays for existing programs.",
  input: {
    pc_name: text.required("Name of the PC", { example: "PC001" }),
    member_id: int.optional("Member whose state changed", { example: 100000000123 }),
  },
  answer: nothing,
  refusals: ["pc.not_found"],
  example: { pc_name: "PC001", member_id: 100000000123 },
});

/** Actions of sendWssCommand with their targets; anything else is refused (api-v2.md 2.6). */
export const wssActions = {
  pcs_status: "boot",
  power: "boot",
  ewelink_switch: "server",
  admin_message: "client",
  shutdown: "client",
  reboot: "client",
  logoff: "client",
  quit: "client",
  exit: "client",
  payment_qr: "client",
  maintenance: "client",
  uncover: "client",
  process_list: "client",
  process_end: "client",
} as const;

export const sendWssCommand = operation({
  id: "pcSessions.sendWssCommand",
  method: "POST",
  path: "pcSessions/sendWssCommand",
  auth: "K",
  mark: "partly",
  group,
  summary: "Send a command to boot PCs, PCs or console switches",
  description:
    "The body is the packet. power: data {power_type: poweron, reboot or shutdown, ids: [boot PC id]}. Target client needs data.pc_names or data.pc_name. " +
    "response is the receiver's own answer when it comes within 10 s, else null. " +
    "Staff need pc_power, for target boot boot_access, for maintenance pc_exit.",
  input: {
    action: text.required("What to do, e.g. power, pcs_status, admin_message, shutdown, ewelink_switch", {
      choices: Object.keys(wssActions),
      example: "power",
    }),
    target: text.required("Who is addressed: boot, server or client", {
      choices: ["boot", "server", "client"],
      example: "boot",
    }),
    from: text.optional('Sender, "web"', { example: "web" }),
    version: int.optional("Version of the packet, 2", { example: 2 }),
    type: text.optional('Kind of packet, "request"', { example: "request" }),
    data: json.optional("Parameters of the action; in a form as JSON text", {
      example: '{"power_type":"reboot","ids":[3]}',
    }),
  },
  answer: shape({
    status: strOut,
    action: strOut,
    target: strOut,
    response: anyOut,
    results: listOf(
      shape({
        id: Type.Optional(intOut),
        pc_name: Type.Optional(strOut),
        status: strOut,
        message: strOut,
      }),
    ),
  }),
  refusals: ["boot_pc.not_found", "pc.not_found", "hardware.not_found", "device.offline"],
  example: {
    action: "power",
    target: "boot",
    from: "web",
    version: 2,
    type: "request",
    data: '{"power_type":"reboot","ids":[3]}',
  },
});

export const startMember = operation({
  id: "pcSessions.startMember",
  method: "POST",
  path: "pcSessions/action/startMember",
  auth: "K",
  right: "session_start_member",
  mark: "ours",
  group,
  summary: "Start a member's session on a PC",
  description: "Needs member_id or member_account.",
  input: {
    pc_name: text.required("Name of a free PC", { example: "PC001" }),
    member_id: int.optional("The member's id", { min: 1, example: 100000000123 }),
    member_account: text.optional("The member's login name, instead of the id", { example: "player1" }),
  },
  answer: shape({ session_id: intOut, pc_name: strOut, member_id: intOut }),
  refusals: [
    "pc.not_found",
    "member.not_found",
    "auth.account_inactive",
    "auth.account_expired",
    "shift.required",
    "feature.disabled",
    "pc.out_of_order",
    "pc.in_session",
    "pc.reserved",
    "session.member_elsewhere",
    "session.kind_refused",
    "pricing.no_price",
    "ledger.insufficient_balance",
  ],
  idempotent: true,
  example: { pc_name: "PC001", member_id: 100000000123 },
});

export const checkout = operation({
  id: "pcSessions.checkout",
  method: "POST",
  path: "pcSessions/checkout",
  auth: "K",
  right: "session_manage",
  mark: "partly",
  group,
  summary: "End sessions and settle them",
  description: "Needs one of pc_name, pc_names or member_id.",
  input: {
    pc_name: text.optional("Name of the PC", { example: "PC001" }),
    pc_names: list.optional("Names of several PCs", text.required("Name of a PC"), { commaList: true }),
    member_id: int.optional("The member whose sessions end", { min: 1 }),
    payment_method: int.optional(
      "Way to pay (0 cash, 1 balance, 2 card, 4 QR; 20 and up also), 0 unless said",
      {
        aliases: ["order_payment_method", "pay_method"],
        example: 0,
      },
    ),
    payments: list.optional(
      "Several ways to pay at once; the amounts make up the sum",
      object.required("One part of the payment", {
        payment_method: int.required("Way to pay"),
        amount: dec.required("Amount paid this way", { min: 0 }),
      }),
    ),
    comment: text.optional("Note in the log", { maxLength: 500 }),
    at_leave: flag.optional(
      "1 = end each session whose customer locked the PC without link at that instant (leave_local of paymentInfo)",
    ),
  },
  answer: checkoutAnswer,
  refusals: [
    "pc.not_found",
    "member.not_found",
    "session.not_found",
    "pc.not_in_session",
    "shift.required",
    "ledger.insufficient_balance",
    "ledger.insufficient_bonus",
    "ledger.loan_limit",
  ],
  idempotent: true,
  example: { pc_name: "PC001", payment_method: 0 },
});
