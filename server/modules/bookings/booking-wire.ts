import type { Static } from "typebox";
import type { booking as shape } from "../../../contract/objects/booking.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { instantOfLocal, localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { BookedPc } from "./add-bookings.ts";
import { epochSeconds } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { BookingRow } from "./bookings-store.ts";
import type { BookingTender } from "./pay-rules.ts";
import { turnsOf } from "./turn-rules.ts";

/** Between our words and those of API v2 (api-v2.md 2.12, 3.11). */

type Wire = Static<typeof shape>;

/** `ofPc`: all bookings of its PC, by which its place in the queue is told. */
export function bookingOf(row: BookingRow, ofPc: readonly BookingRow[], scope: CafeScope): Wire {
  const { zone, exponent } = scope;
  return {
    member_offer_id: row.booking_id,
    product_pc_name: row.pc_name,
    member_account: row.account,
    product_available_date_local_from: localText(row.starts_at, zone),
    product_available_date_local_to: localText(row.ends_at, zone),
    product_mins: Math.round((row.ends_at.getTime() - row.starts_at.getTime()) / 60_000),
    product_description: row.comment,
    product_id: row.product_id,
    member_id: row.member_id,
    guest_booking: flagOf(row.member_id === null),
    booking_type: row.kind,
    booking_queue: queueOf(row, ofPc),
    booking_cost: decimalFromMinor(row.cost_minor, exponent),
    booking_staff_name: row.staff_name,
    booking_ended: row.ended_how ?? "",
    booking_owed: flagOf(row.ended_how === "never_came" && row.paid_back_at === null && row.cost_minor > 0),
    booking_password: row.password,
  };
}

/** How many stand before it; 0 = the PC is its own for all of its time. */
function queueOf(row: BookingRow, ofPc: readonly BookingRow[]): number {
  if (row.ended_at !== null) return 0;
  const turn = turnsOf(ofPc.map(store.bookedTimeOf)).find((one) => one.bookingId === row.booking_id);
  if (turn?.from === epochSeconds(row.starts_at)) return 0;
  const before = ofPc.filter(
    (one) =>
      one.ended_at === null &&
      one.place < row.place &&
      one.starts_at < row.ends_at &&
      row.starts_at < one.ends_at,
  );
  return before.length;
}

/** Without what only staff see. */
export function ownBookingOf({ booking_password: _, ...own }: Wire) {
  return own;
}

/** The instant of a day and a time of the café, in epoch seconds. Refuses a time that is none. */
export function startOf(scope: CafeScope, day: string, time: string): number {
  const instant = instantOfLocal(`${day} ${time}`, scope.zone);
  if (instant === null)
    throw invalidField("start_time", "The start_date and start_time must be a date and a time of day.");
  return epochSeconds(instant);
}

/** How a booking is paid: 30 cash, 31 balance, 32 card, or without the tens. */
export function tenderOf(method: number | undefined, isGuest: boolean): Exclude<BookingTender, "none"> {
  const tender = method === undefined ? (isGuest ? "cash" : "balance") : tenders[method % 10];
  if (tender === undefined || (method !== undefined && method >= 10 && method < 30))
    throw new Refusal("request.validation", "The payment_method must be 30 cash, 31 balance or 32 card.");
  if (tender === "balance" && isGuest)
    throw invalidField(
      "payment_method",
      "The payment_method of a guest's booking must be 30 cash or 32 card.",
    );
  return tender;
}

const tenders: Readonly<Record<number, Exclude<BookingTender, "none">>> = {
  0: "cash",
  1: "balance",
  2: "card",
};

/** The answer of booking: the single values are those of the first PC that was booked. */
export function bookedAnswer(pcs: readonly BookedPc[], exponent: number) {
  const rows = pcs.map((pc) =>
    "why" in pc
      ? {
          ...{ pc_name: pc.pcName, status: "error", member_offer_id: 0, booking_password: "" },
          ...{ cost: decimalFromMinor(0, exponent), message: pc.why },
        }
      : {
          ...{ pc_name: pc.pcName, status: "success", member_offer_id: pc.bookingId },
          ...{ booking_password: pc.password, cost: decimalFromMinor(pc.costMinor, exponent), message: "" },
        },
  );
  const first = rows.find(({ status }) => status === "success");
  return {
    booking_password: first?.booking_password ?? "",
    member_offer_id: first?.member_offer_id ?? 0,
    cost: first?.cost ?? decimalFromMinor(0, exponent),
    pcs: rows,
  };
}
