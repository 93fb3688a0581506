import { shift, shiftDetail } from "../objects/shift.ts";
import { decOut, intOut, listOf, nothing, nullable, pagingInfo, shape } from "../kit/answer.ts";
import { date, dec, flag, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Shifts: the time one staff answers for a drawer (api-v2.md 2.15, 3.13; billing.md 12). */
const shared = { mark: "ours", group: "shifts" } as const;
const pathFields = {
  shiftId: int.required("The shift's id; negative while it is open", { example: 71 }),
};
const money = { min: 0, max: 1_000_000_000 };
const comment = text.optional("Note", { maxLength: 500 });

export const listShifts = operation({
  ...shared,
  id: "shifts.list",
  method: "GET",
  path: "shifts",
  auth: "K",
  summary: "List shifts, those that began last first",
  input: {
    ...paging,
    date_start: date.optional("First day on which they began, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day on which they began", { example: "2025-01-31" }),
    staff: text.optional("Name of the staff, case ignored; all = any"),
    open: flag.optional("1 = open ones only, 0 = ended ones only"),
  },
  answer: shape({ items: listOf(shift), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
  example: { open: 1 },
});

export const startShift = operation({
  ...shared,
  id: "shifts.start",
  method: "POST",
  path: "shifts",
  auth: "S",
  summary: "Start one's shift",
  description: "A staff has at most one open shift. Its id is negative until it is ended.",
  input: {
    shift_cash_start: dec.required("Cash in the drawer; 0 is allowed", { ...money, example: "100.00" }),
    comment,
  },
  answer: shape({ shift_id: intOut }),
  successCode: 201,
  refusals: ["shift.already_open"],
  idempotent: true,
});

export const getShift = operation({
  ...shared,
  id: "shifts.get",
  method: "GET",
  path: "shifts/{shiftId}",
  auth: "K",
  pathFields,
  summary: "Read one shift",
  answer: shape({ shift }),
  refusals: ["shift.not_found"],
});

export const changeShift = operation({
  ...shared,
  id: "shifts.change",
  method: "PUT",
  path: "shifts/{shiftId}",
  auth: "K",
  pathFields,
  summary: "Change a shift's note, or the cash it began with",
  description:
    "Staff change the note of their own shift. The cash it began with is the Admin's to change, while it is open.",
  input: {
    shift_comment: text.optional("Note", { maxLength: 500, example: "late" }),
    shift_cash_start: dec.optional("Cash in the drawer when it began (Admin)", money),
  },
  answer: shape({ shift_id: intOut }),
  refusals: ["shift.not_found", "shift.not_open", "permission.denied"],
  example: { shiftId: 71, shift_comment: "late" },
});

export const removeShift = operation({
  ...shared,
  id: "shifts.remove",
  method: "DELETE",
  path: "shifts/{shiftId}",
  auth: "A",
  pathFields,
  summary: "Remove a shift in which nothing was moved",
  answer: nothing,
  refusals: ["shift.not_found", "shift.not_empty"],
});

export const currentShift = operation({
  ...shared,
  id: "shifts.current",
  method: "GET",
  path: "shifts/action/current",
  auth: "S",
  summary: "Read one's open shift",
  description:
    "cash_handed_over is the cash that was counted when the café's last shift ended: what the next drawer may begin with.",
  answer: shape({ shift: nullable(shift), cash_handed_over: decOut }),
});

export const endShift = operation({
  ...shared,
  id: "shifts.end",
  method: "POST",
  path: "shifts/action/end",
  auth: "S",
  summary: "Count the drawer and end a shift",
  description:
    "The answer shows the counted cash beside the computed. With the setting clear_orders_before_shift_end no order may wait any more.",
  input: {
    shift_id: int.optional("Another's shift (Admin); one's own when absent", { example: -71 }),
    shift_cash_end: dec.required("Cash that was counted in the drawer", { ...money, example: "312.50" }),
    reason: text.optional("Why it differs from the computed cash; required when it does", { maxLength: 500 }),
  },
  answer: shape({ shift_id: intOut, detail: shiftDetail }),
  refusals: ["shift.not_found", "shift.not_open", "shift.orders_open"],
  idempotent: true,
});

export const moveShiftCash = operation({
  ...shared,
  id: "shifts.moveCash",
  method: "POST",
  path: "shifts/action/moveCash",
  auth: "S",
  summary: "Put the café's own cash into one's drawer, or take it out",
  description: "Change from the safe, takings to the bank. It is neither income nor an expense.",
  input: {
    amount: dec.required("Above 0 into the drawer, below 0 out of it", {
      min: -1_000_000_000,
      max: 1_000_000_000,
      example: "-200.00",
    }),
    comment: text.required("Where it came from or went", { maxLength: 500, example: "to the safe" }),
  },
  answer: shape({ shift_id: intOut, cash_in_hand: decOut }),
  refusals: ["shift.not_open"],
  idempotent: true,
});
