import { notFound, Refusal } from "../../kernel/refusal.ts";
import { whyNotCancel, type BookedBy } from "./asked-rules.ts";
import { bookAct, type Who } from "./booking-books.ts";
import { epochSeconds, instantOf, type BookingWork } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { BookingRow } from "./bookings-store.ts";
import { bookingsChanged, carryOutLapses, paidOf, spellOf } from "./carry-out.ts";
import { nothingPaid, reversed } from "./pay-rules.ts";
import { turnsOf } from "./turn-rules.ts";

export interface CancelAsked {
  bookingId: number;
  /** The PC it is said to be on; absent = whichever. */
  pcName?: string;
  /** Only a booking of this member; null = anybody's. */
  memberId: number | null;
  comment: string;
  by: BookedBy;
  who: Who;
}

/** The booking with its PC and member locked, what was due of the PC done. Refuses `booking.not_found`. */
export async function lockForChange(
  work: BookingWork,
  asked: Pick<CancelAsked, "bookingId" | "pcName" | "memberId">,
): Promise<{ row: BookingRow; ofPc: BookingRow[] }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const found = await store.findBooking(tx, cafeId, asked.bookingId);
  const isMeant =
    found !== undefined &&
    (asked.memberId === null || found.member_id === asked.memberId) &&
    (asked.pcName === undefined || found.pc_name.toLowerCase() === asked.pcName.toLowerCase());
  if (!isMeant) throw notFound("booking.not_found", "Booking");
  await store.lockPcOfBooking(tx, cafeId, found.pc_id);
  await carryOutLapses(work, found.pc_id);
  if (found.member_id !== null) await store.lockBooker(tx, cafeId, found.member_id, now);
  const row = await store.lockBooking(tx, cafeId, asked.bookingId);
  if (row === undefined) throw notFound("booking.not_found", "Booking");
  return { row, ofPc: await store.listOfPcs(tx, cafeId, [row.pc_id], now) };
}

export function turnFromOf(row: BookingRow, ofPc: readonly BookingRow[]): number | null {
  const turns = turnsOf(ofPc.map(store.bookedTimeOf));
  return turns.find(({ bookingId }) => bookingId === row.booking_id)?.from ?? null;
}

/**
 * Cancels a booking and pays the whole back, once, by the way it came (billing.md 11). So is one paid back that the PC never came to
 * and whose money waits at the desk. Answers what goes back. Refuses `booking.not_found`, `booking.started`,
 * `booking.cancel_window`, `member.not_found` where the account is gone that it would go to.
 */
export async function cancelBooking(work: BookingWork, asked: CancelAsked): Promise<number> {
  const { tx, scope, now } = work;
  const { row, ofPc } = await lockForChange(work, asked);
  const isOwed = row.ended_how === "never_came" && row.paid_back_at === null && asked.by !== "member";
  if (row.ended_how === "cancelled") throw notFound("booking.not_found", "Booking");
  if (!isOwed) refuseTooLate(work, asked, row, ofPc);
  if (row.member_id !== null && row.tender === "balance") await refuseGone(work, row.member_id);
  await bookAct(tx, scope, now, {
    ...{ event: "BOOKING_CANCEL", booking: row, who: asked.who },
    paid: row.cost_minor === 0 ? nothingPaid : reversed(paidOf(row)),
    details: [spellOf(row, scope.zone), asked.comment].filter(Boolean).join("; "),
  });
  const at = instantOf(epochSeconds(now));
  await store.endBooking(tx, scope.cafeId, {
    ...{ bookingId: row.booking_id, at, how: "cancelled", paidBackAt: now },
  });
  await bookingsChanged(work, await store.listOfPcs(tx, scope.cafeId, [row.pc_id], now));
  return row.cost_minor;
}

function refuseTooLate(
  { scope, now }: BookingWork,
  { by }: CancelAsked,
  row: BookingRow,
  ofPc: readonly BookingRow[],
): void {
  const at = epochSeconds(now);
  const booking = {
    ...{ kind: row.kind, from: epochSeconds(row.starts_at), turnFrom: turnFromOf(row, ofPc) },
    isOver: row.ended_at !== null || epochSeconds(row.ends_at) <= at,
  };
  const cancelMinutes = scope.settings.int("booking_cancel_minutes");
  const why = whyNotCancel(booking, { by, now: at, cancelMinutes });
  if (why !== null) throw new Refusal(why.error, why.message);
}

async function refuseGone({ tx, scope, now }: BookingWork, memberId: number): Promise<void> {
  if ((await store.lockBooker(tx, scope.cafeId, memberId, now)) === undefined)
    throw notFound("member.not_found", "Member");
}
