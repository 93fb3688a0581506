import { booking, ownBooking } from "../objects/booking.ts";
import { decOut, flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { date, flag, int, list, text, time } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Bookings of PCs (api-v2.md 2.9, 2.12; billing.md 11). */
const group = "bookings";
const right = "booking";

const memberOfferId = int.required("The booking's id", { min: 1, example: 500010 });
const pathFields = { memberOfferId };
const pcName = text.required("Name of the PC", { maxLength: 50, example: "PC001" });
const pcNames = list.required("One PC or several", text.required("Name of a PC", { maxLength: 50 }), {
  ...{ aliases: ["pcs", "pc_names"], commaList: true, max: 50, example: "PC001" },
});
const comment = text.optional("Note on the booking", { maxLength: 500 });
const startDate = date.required("Day of the start, in café time", { example: "2030-01-31" });
const startTime = time.required("Time of the start, in café time", { example: "18:00" });
const mins = int.optional("How long; of an offer its own minutes count", {
  min: 1,
  max: 10_080,
  example: 120,
});
const productId = text.optional("The offer that is booked", { maxLength: 20 });

const wanted = {
  pc_name: pcNames,
  ...{ start_date: startDate, start_time: startTime, mins, product_id: productId },
};

const atDesk = {
  ...wanted,
  member_account: text.optional("Whose booking it is; blank = a guest's", { maxLength: 50 }),
  guest_booking: flag.optional("1 = a guest's"),
  comment,
  booking_type: text.optional("time (unless said), offer, or hold: the PC is kept and nothing is paid", {
    choices: ["hold", "time", "offer"],
  }),
  payment_method: int.optional(
    "30 cash, 31 balance, 32 card; unless said a member's balance, a guest's cash",
    {
      min: 0,
      max: 34,
    },
  ),
  all_or_none: flag.optional("1 = all of the PCs or none"),
};

const asking = [
  "member.not_found",
  "pc.not_found",
  "pc.out_of_order",
  "pc.in_session",
  "product.not_found",
  "product.not_for_sale",
  "offer.not_valid_now",
  "pricing.no_price",
  "feature.disabled",
  "booking.in_past",
  "booking.too_soon",
  "booking.too_short",
  "booking.once_a_day",
] as const;
const adding = [...asking, "booking.occupied", "ledger.insufficient_balance"] as const;
const cancelling = [
  "booking.not_found",
  "booking.started",
  "booking.cancel_window",
  "member.not_found",
] as const;

const booked = shape({
  booking_password: strOut,
  member_offer_id: intOut,
  cost: decOut,
  pcs: listOf(
    shape({
      pc_name: strOut,
      status: strOut,
      member_offer_id: intOut,
      booking_password: strOut,
      cost: decOut,
      message: strOut,
    }),
  ),
});

const howBooked =
  "The free ones of several PCs are booked, the others named with the reason; none free: booking.occupied. The single values are those of the first " +
  "booked PC. It is paid at once, bonus first as allowed, never from a loan. Each PC has a password of four digits: who shows it at the PC may play there.";

export const listBookings = operation({
  id: "bookings.list",
  method: "GET",
  path: "bookings",
  auth: "K",
  mark: "known",
  group,
  summary: "List bookings",
  description: "Those to come and those that run, unless days or all are asked for.",
  input: {
    pc_name: text.optional("Only of this PC", { maxLength: 50 }),
    member_account: text.optional("Only of this member", { aliases: ["member"], maxLength: 50 }),
    pc_group_id: int.optional("Only of PCs of this group"),
    date_start: date.optional("First day of a start, in café time"),
    date_end: date.optional("Last day, which counts whole"),
    all: flag.optional("1 = also those that are over, lapsed or cancelled"),
  },
  answer: listOf(booking),
  refusals: ["request.time_range"],
});

export const addBooking = operation({
  id: "bookings.book",
  method: "POST",
  path: "bookings",
  auth: "K",
  right,
  mark: "partly",
  group,
  summary: "Book PCs",
  description: howBooked,
  input: atDesk,
  answer: booked,
  refusals: adding,
  idempotent: true,
  example: {
    ...{
      pc_name: "PC001",
      start_date: "2030-01-31",
      start_time: "18:00",
      mins: 120,
      member_account: "player1",
    },
    ...{ guest_booking: 0, booking_type: "time", payment_method: 31, product_id: "" },
  },
});

const removed = listOf(shape({ status: strOut }));

export const cancelBooking = operation({
  id: "bookings.cancel",
  method: "DELETE",
  path: "bookings",
  auth: "K",
  right,
  mark: "known",
  group,
  summary: "Cancel a booking",
  description:
    "Before its time begins, a hold at any time. All that was paid goes back the way it came, bonus as bonus.",
  input: { pc_name: pcName, member_offer_id: memberOfferId, comment },
  answer: shape({ results: removed, error_count: intOut, errors: listOf(strOut) }),
  refusals: cancelling,
  example: { pc_name: "PC001", member_offer_id: 500010 },
});

export const checkBooking = operation({
  id: "bookings.check",
  method: "POST",
  path: "bookings/action/check",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Which PCs could be booked, and at what price",
  description: "Books nothing.",
  input: atDesk,
  answer: shape({
    pcs: listOf(shape({ pc_name: strOut, free: flagOut, cost: decOut, reason: strOut, queue: intOut })),
  }),
  refusals: asking,
  example: {
    pc_name: "PC001",
    start_date: "2030-01-31",
    start_time: "18:00",
    mins: 120,
    booking_type: "time",
  },
});

export const getBooking = operation({
  id: "bookings.get",
  method: "GET",
  path: "bookings/{memberOfferId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one booking",
  pathFields,
  answer: shape({ booking }),
  refusals: ["booking.not_found"],
});

export const changeBooking = operation({
  id: "bookings.change",
  method: "PUT",
  path: "bookings/{memberOfferId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a booking before its time begins",
  description:
    "The difference is paid, or goes back, the way the booking was paid. A new start takes both its date and its time.",
  pathFields,
  input: {
    pc_name: text.optional("Another PC", { maxLength: 50 }),
    start_date: date.optional("Another day"),
    start_time: time.optional("Another time"),
    mins,
    comment,
  },
  answer: shape({ member_offer_id: intOut, cost: decOut, paid: decOut, refund: decOut }),
  refusals: [...adding, "booking.not_found", "booking.started"],
  example: { memberOfferId: 500010, mins: 120 },
});

export const removeBooking = operation({
  id: "bookings.remove",
  method: "DELETE",
  path: "bookings/{memberOfferId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Cancel a booking by its id",
  description: "Also pays back one whose PC never came free and whose money waits at the desk.",
  pathFields,
  input: { comment },
  answer: shape({ results: removed, refund: decOut }),
  refusals: cancelling,
});

export const memberBookings = operation({
  id: "member.bookings",
  method: "GET",
  path: "memberBookings",
  auth: "M",
  mark: "ours",
  group: "member",
  summary: "One's own bookings to come, and the one that runs",
  answer: listOf(ownBooking),
});

export const bookByMember = operation({
  id: "member.book",
  method: "POST",
  path: "memberBookings",
  auth: "M",
  mark: "ours",
  group: "member",
  summary: "Book PCs",
  description: `Paid from one's own account. ${howBooked}`,
  input: { ...wanted, comment },
  answer: booked,
  refusals: adding,
  idempotent: true,
  example: { pc_name: "PC001", start_date: "2030-01-31", start_time: "18:00", mins: 120, product_id: "" },
});

export const cancelByMember = operation({
  id: "member.cancelBooking",
  method: "DELETE",
  path: "memberBookings",
  auth: "M",
  mark: "ours",
  group: "member",
  summary: "Cancel one's own booking",
  input: { pc_name: pcName, member_offer_id: memberOfferId, comment },
  answer: shape({ results: removed }),
  refusals: cancelling,
  example: { pc_name: "PC001", member_offer_id: 500010 },
});
