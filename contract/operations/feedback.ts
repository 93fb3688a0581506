import { feedback } from "../objects/billing-log.ts";
import { intOut, listOf, nothing, pagingInfo, shape } from "../kit/answer.ts";
import { allOptional, date, flag, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** What members and the desk write to the café, and the answers (api-v2.md 2.13, 3.24). */
const group = "billing-logs";
const right = "feedback_read";

const pathFields = { logId: int.required("The feedback's id", { min: 1, example: 1 }) };

const writable = {
  subject: text.required("What it is about", { maxLength: 200, example: "Headset" }),
  message: text.required("What was said", { maxLength: 5_000, example: "The left ear is silent." }),
  member_account: text.optional("Account of who said it", { maxLength: 50 }),
  pc_name: text.optional("PC it is about", { maxLength: 50 }),
};

export const listFeedback = operation({
  id: "feedback.list",
  method: "GET",
  path: "feedback",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "List feedback",
  description: "Newest first unless sorted; sort_name and search_field take the columns of the rows.",
  input: {
    ...paging,
    read: int.optional("-1 all, 0 unread, 1 read; -1 unless said", { min: -1, max: 1, example: 0 }),
    date_start: date.optional("First day", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
  },
  answer: shape({ items: listOf(feedback), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
});

export const addFeedback = operation({
  id: "feedback.add",
  method: "POST",
  path: "feedback",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add feedback",
  description: "For what is said at the desk; it becomes a FEEDBACK row of the billing log.",
  input: writable,
  answer: shape({ log_id: intOut }),
  successCode: 201,
  refusals: ["member.not_found", "pc.not_found"],
  idempotent: true,
  example: { subject: "Headset", message: "The left ear is silent." },
});

export const getFeedback = operation({
  id: "feedback.get",
  method: "GET",
  path: "feedback/{logId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Read one feedback",
  pathFields,
  answer: shape({ feedback }),
  refusals: ["feedback.not_found"],
});

export const changeFeedback = operation({
  id: "feedback.change",
  method: "PUT",
  path: "feedback/{logId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Correct, mark or answer feedback",
  description:
    "Fields that are not sent stay; the billing log keeps the row as it was written. A reply goes to the member as a message and marks the row read.",
  pathFields,
  input: {
    ...allOptional(writable),
    read: flag.optional("1 = read, 0 = unread"),
    reply: text.optional("Answer to the member", { maxLength: 500, example: "You have a new one." }),
  },
  answer: shape({ log_id: intOut }),
  refusals: ["feedback.not_found", "member.not_found", "pc.not_found"],
  example: { logId: 1, reply: "You have a new one." },
});

export const removeFeedback = operation({
  id: "feedback.remove",
  method: "DELETE",
  path: "feedback/{logId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove feedback",
  description: "The row is hidden from every list; the store keeps it.",
  pathFields,
  answer: nothing,
  refusals: ["feedback.not_found"],
});
