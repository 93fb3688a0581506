import { billingLog, feedbackLog } from "../objects/billing-log.ts";
import { nullableDec } from "../objects/pieces.ts";
import { durOut, intOut, listOf, nothing, pagingInfo, shape, strOut } from "../kit/answer.ts";
import { date, flag, ids, int, paging, text, time, timestamp } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** The billing log: what happened in the café, newest first (api-v2.md 2.13, 3.9, 4.9). */
const group = "billing-logs";

const { page, limit } = paging;
const pathFields = { logId: int.required("The row's id", { min: 1, example: 1 }) };

export const listBillingLogs = operation({
  id: "billingLogs.list",
  method: "GET",
  path: "billingLogs",
  auth: "K",
  right: "log_read",
  mark: "known",
  group,
  summary: "List the billing log",
  description:
    "Newest first, in café time. Page until page_next is 0; a page beyond the last is an empty list. The total covers all rows of the range that fit the filters, also those the Admin has hidden, so do not assume an append-only list. event_list names the events of the range whatever the filters, and is empty when nothing fits.",
  input: {
    date_start: timestamp.required("First day; a time may follow", { example: "2025-01-01" }),
    date_end: timestamp.required("Last day, which counts whole; a time may follow", {
      example: "2025-01-31",
    }),
    time_start: time.optional("Time of the first day, 00:00 unless said"),
    time_end: time.optional("Last minute of the last day, 23:59 unless said; 24:00 is accepted"),
    event: text.optional("One event, such as TOPUP; all = any", { maxLength: 50 }),
    staff: text.optional("Name of the staff, case ignored; all = any"),
    member: text.optional("Account of the member or guest, case ignored"),
    pc: text.optional("Name of the PC, case ignored"),
    member_or_guest: text.optional("Only rows of members, or only of guests", {
      choices: ["member", "guest", "all"],
    }),
    log_type: text.optional("A group of events", {
      choices: ["money", "session", "order", "staff", "system", "all"],
    }),
    data_source: text.optional("recent or history; both read the same store"),
    page,
    limit,
  },
  answer: shape({
    log_list: listOf(billingLog),
    paging_info: pagingInfo,
    total: shape({
      log_bonus: nullableDec,
      log_money: nullableDec,
      log_coin: nullableDec,
      log_spend: nullableDec,
      log_card: nullableDec,
      log_used_secs: durOut,
    }),
    event_list: listOf(strOut),
  }),
  refusals: ["request.time_range"],
  example: { date_start: "2025-01-01", date_end: "2025-01-31", event: "TOPUP", page: "1" },
});

export const listFeedbackLogs = operation({
  id: "billingLogs.feedback",
  method: "GET",
  path: "billingLogs/action/feedbackLogs",
  auth: "K",
  right: "feedback_read",
  mark: "known",
  group,
  summary: "List feedback and notices of low stock",
  description: "FEEDBACK and RESTOCKNOTIFY rows, newest first.",
  input: {
    read: int.optional("-1 all, 0 unread, 1 read; -1 unless said", { min: -1, max: 1, example: 0 }),
    page,
    limit,
    date_start: date.optional("First day", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
  },
  answer: shape({ log_list: listOf(feedbackLog), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
});

export const getBillingLog = operation({
  id: "billingLogs.get",
  method: "GET",
  path: "billingLogs/{logId}",
  auth: "K",
  right: "log_read",
  mark: "ours",
  group,
  summary: "Read one row of the billing log",
  pathFields,
  answer: shape({ log: billingLog }),
  refusals: ["log.not_found"],
});

export const hideBillingLog = operation({
  id: "billingLogs.hide",
  method: "DELETE",
  path: "billingLogs/{logId}",
  auth: "A",
  mark: "ours",
  group,
  summary: "Hide a row of the billing log",
  description: "The row leaves the lists; sums, reports and the ledger stay.",
  pathFields,
  answer: nothing,
  refusals: ["log.not_found"],
});

export const markLogsRead = operation({
  id: "billingLogs.markRead",
  method: "POST",
  path: "billingLogs/action/markRead",
  auth: "K",
  right: "log_read",
  mark: "ours",
  group,
  summary: "Mark rows as read or unread",
  description: "changed counts the rows whose mark was another before.",
  input: {
    log_ids: ids.required("Ids of rows; those that do not exist are passed over", { example: "1" }),
    read: flag.optional("1 = read, 0 = unread; 1 unless said"),
  },
  answer: shape({ changed: intOut }),
});
