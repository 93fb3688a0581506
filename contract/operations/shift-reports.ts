import { shiftDetail, shiftRow } from "../objects/shift.ts";
import { decOut, intOut, listOf, shape } from "../kit/answer.ts";
import { date, int, text, time } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Reports of shifts (api-v2.md 2.14, 3.13, 6 #10, #11). */
const shared = { auth: "K", right: "report_read", group: "reports" } as const;
const staffOfDrawer = {
  staff_name: text.optional("Whose open shift; the caller's own when absent, all open ones of a key", {
    example: "Desk",
  }),
};

export const shiftList = operation({
  ...shared,
  id: "reports.shiftList",
  method: "GET",
  path: "reports/shiftList",
  mark: "known",
  summary: "List the shifts that began in a range, and all open ones",
  description:
    "Open shifts come first, whatever the range, with a negative id and - as their end. Without shift_staff_name the code is 500.",
  input: {
    date_start: date.required("First day, in café time", { example: "2025-01-01" }),
    date_end: date.required("Last day", { example: "2025-01-31" }),
    time_start: time.optional("Time of the first day, 00:00 unless said"),
    time_end: time.optional("Last minute of the last day, 23:59 unless said; 24:00 is accepted"),
    shift_staff_name: text.optional("Name of the staff, or all; always needed", { example: "all" }),
  },
  answer: listOf(shiftRow),
  refusals: ["request.time_range", "request.shift_staff_name"],
});

export const getShiftDetail = operation({
  ...shared,
  id: "reports.shiftDetail",
  method: "GET",
  path: "reports/shiftDetail/{shiftId}",
  mark: "known",
  pathFields: { shiftId: int.required("The shift's id; negative while it is open", { example: -71 }) },
  summary: "Read all sums of one shift",
  description: "Refunds and expenses are negative. end_time of an open shift is now.",
  answer: shiftDetail,
  refusals: ["shift.not_found"],
});

export const shiftCashInHand = operation({
  ...shared,
  id: "reports.shiftCashInHand",
  method: "GET",
  path: "reports/shiftCashInHand",
  mark: "partly",
  summary: "Read what should be in the drawer now",
  description: "Of several open shifts (a key's call without a name) the sums, and shift_id 0.",
  input: staffOfDrawer,
  answer: shape({
    shift_id: intOut,
    cash_in_hand: decOut,
    cash_start: decOut,
    cash_in: decOut,
    cash_out: decOut,
  }),
  refusals: ["shift.not_open"],
});

export const shiftXReport = operation({
  ...shared,
  id: "reports.shiftXReport",
  method: "GET",
  path: "reports/shiftXReport",
  mark: "partly",
  summary: "Read the sums of the open shift without ending it",
  description: "A key names the staff, unless exactly one shift is open.",
  input: staffOfDrawer,
  answer: shiftDetail,
  refusals: ["shift.not_open"],
});
