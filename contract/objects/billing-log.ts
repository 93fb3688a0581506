import { nullableInt } from "./pieces.ts";
import { decOut, durOut, flagOut, intOut, shape, strOut, tsOut } from "../kit/answer.ts";

/** Events of the billing log by group; log_type takes the names of the groups (api-v2.md 4.9). */
// prettier-ignore
export const logEvents = {
  money: ["TOPUP", "MANUALCONFIRMQR", "BALANCE_DEDUCT", "BONUS_EXPIRE", "CASHBACK", "COIN_CHANGE", "POINT_CHANGE",
    "LOAN_ADD", "LOAN_PAY", "PROMO_USE", "EXPENSE", "EXPENSE_CANCEL"],
  session: ["CHECKOUT", "SESSION_START", "SESSION_MOVE", "OFFER_SWITCH", "OFFER_EXPIRE", "PAUSE", "RESUME", "BOOKING_ADD",
    "BOOKING_CHANGE", "BOOKING_CANCEL", "BOOKING_LAPSE"],
  order: ["RESTOCKNOTIFY", "ORDER", "ORDER_CONFIRM", "ORDER_CANCEL", "ORDER_REFUND", "OFFER_REFUND", "RESTOCK", "PRINT"],
  staff: ["STAFF_ADD", "STAFF_UPDATE", "STAFF_DELETE", "STAFF_LOGIN", "STAFF_LOGOUT", "SHIFT_START", "SHIFT_CASH",
    "SHIFT_END", "CONFIG_UPDATE", "APIKEY_CREATE", "APIKEY_REVOKE"],
  system: ["FEEDBACK", "ADMINEXIT", "MEMBER_ADD", "MEMBER_UPDATE", "MEMBER_DELETE", "MEMBER_CONVERT", "ASSIST", "ALERT",
    "PC_OUT_OF_ORDER", "PC_POWER", "PC_ENROL", "PC_CREDENTIAL_CANCEL", "EVENT_JOIN", "EVENT_PRIZE", "GAME_COIN",
    "LICENSE_LOCK", "LICENSE_UNLOCK"],
} as const;

export type LogType = keyof typeof logEvents;

/** Rows that wait for somebody to read them: what feedbackLogs lists (api-v2.md 2.13). */
export const noticeEvents = ["FEEDBACK", "RESTOCKNOTIFY"] as const;

/** The 15 keys of a row in the recorded order (api-v2.md 6 #20). */
const recorded = {
  log_id: intOut,
  log_icafe_id: intOut,
  log_date: tsOut,
  log_member_account: strOut,
  log_pc_name: strOut,
  log_event: strOut,
  log_money: decOut,
  log_spend: decOut,
  log_card: decOut,
  log_bonus: decOut,
  log_coin: decOut,
  log_used_secs: durOut,
  log_details: strOut,
  log_staff_name: strOut,
  log_date_local: tsOut,
};

const ours = {
  log_qr: decOut,
  log_read: flagOut,
  order_id: nullableInt,
  session_id: nullableInt,
  shift_id: nullableInt,
};

/** A row of the billing log (api-v2.md 3.9). */
export const billingLog = shape({ ...recorded, ...ours });

/** The same with what was written to the café. */
export const feedbackLog = shape({ ...recorded, subject: strOut, message: strOut, ...ours });

/** What a member or the desk wrote to the café, with its answer (api-v2.md 3.24). */
export const feedback = shape({
  log_id: intOut,
  subject: strOut,
  message: strOut,
  log_member_account: strOut,
  log_pc_name: strOut,
  log_date_local: tsOut,
  read: flagOut,
  reply: strOut,
  log_staff_name: strOut,
});
