import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { lockPcByName, type PcRow } from "../pcs/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import { detailsOf, fundsOf } from "./add-bookings.ts";
import type { BookedBy } from "./asked-rules.ts";
import { bookAct, type Who } from "./booking-books.ts";
import { epochSeconds, instantOf, type BookingWork } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { Booker, BookingRow } from "./bookings-store.ts";
import { lockForChange, turnFromOf } from "./cancel-booking.ts";
import { bookingsChanged, carryOutLapses, paidOf } from "./carry-out.ts";
import { findNamedPcs, judgePcs, refuseAsked } from "./judge-pcs.ts";
import { difference, sumOfPaid, type Paid, type Quote } from "./pay-rules.ts";
import { readWanted } from "./price-booking.ts";

export interface ChangeAsked {
  bookingId: number;
  pcName: string | undefined;
  /** Epoch seconds. */
  from: number | undefined;
  minutes: number | undefined;
  comment: string | undefined;
  by: BookedBy;
  who: Who;
}

export interface Changed {
  bookingId: number;
  costMinor: number;
  /** Paid in addition, and paid back. */
  paidMinor: number;
  backMinor: number;
}

/**
 * Another PC, start or length before the time begins; the difference is paid or goes back the way the booking was paid. Refuses
 * `booking.not_found`, `booking.started`, what adding it would refuse.
 */
export async function changeBooking(
  work: BookingWork,
  prices: readonly NamedPrice[],
  asked: ChangeAsked,
): Promise<Changed> {
  const { tx, scope, now } = work;
  const { row, pc } = await lockBoth(work, asked);
  const booker = row.member_id === null ? null : await lockedBooker(work, row.member_id);
  const { quote, place, from, to } = await judgeChange(work, prices, asked, { row, pc, booker });
  const paid = await payDifference(work, row, quote, { booker, by: asked.by });
  const after = sumOfPaid(paidOf(row), paid);
  const changed: BookingRow = {
    ...row,
    ...{ pc_id: pc.pc_id, pc_name: pc.name, place, starts_at: instantOf(from), ends_at: instantOf(to) },
    ...{ cost_minor: after.costMinor, tax_minor: after.taxMinor, bonus_minor: after.bonusMinor },
    ...{ tender: after.tender, comment: asked.comment ?? row.comment },
  };
  await updateOnce(work, changed);
  const details = detailsOf(changed, scope);
  await bookAct(tx, scope, now, { event: "BOOKING_CHANGE", booking: changed, paid, who: asked.who, details });
  const pcIds = [...new Set([row.pc_id, pc.pc_id])];
  await bookingsChanged(work, await store.listOfPcs(tx, scope.cafeId, pcIds, now));
  // The last booking of a PC went away from it: that PC has nothing to tell of any more.
  await tx.announce(scope.cafeId, "bookings.changed", { pc_ids: pcIds });
  return {
    ...{ bookingId: row.booking_id, costMinor: after.costMinor },
    ...{ paidMinor: Math.max(0, paid.costMinor), backMinor: Math.max(0, -paid.costMinor) },
  };
}

/** Both PCs by rising id, then the member, then the booking. */
async function lockBoth(work: BookingWork, asked: ChangeAsked): Promise<{ row: BookingRow; pc: PcRow }> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const before = await store.findBooking(tx, cafeId, asked.bookingId);
  if (before === undefined) throw notFound("booking.not_found", "Booking");
  const [target] = await findNamedPcs(tx, cafeId, [asked.pcName ?? before.pc_name]);
  if (target === undefined) throw notFound("pc.not_found", "PC");
  for (const pcId of [before.pc_id, target.pc_id].sort((a, b) => a - b))
    await store.lockPcOfBooking(tx, cafeId, pcId);
  const { row, ofPc } = await lockForChange(work, { bookingId: asked.bookingId, memberId: null });
  const pc = await lockPcByName(tx, cafeId, target.name);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  await carryOutLapses(work, pc.pc_id);
  const begins = turnFromOf(row, ofPc) ?? epochSeconds(row.starts_at);
  if (row.ended_at !== null) throw notFound("booking.not_found", "Booking");
  if (Math.min(begins, epochSeconds(row.starts_at)) <= epochSeconds(now))
    throw new Refusal("booking.started", "The time of this booking has begun.");
  return { row, pc };
}

async function lockedBooker({ tx, scope, now }: BookingWork, memberId: number): Promise<Booker> {
  const booker = await store.lockBooker(tx, scope.cafeId, memberId, now);
  if (booker === undefined) throw notFound("member.not_found", "Member");
  return booker;
}

async function judgeChange(
  work: BookingWork,
  prices: readonly NamedPrice[],
  asked: ChangeAsked,
  { row, pc, booker }: { row: BookingRow; pc: PcRow; booker: Booker | null },
): Promise<{ quote: Quote; place: number; from: number; to: number }> {
  const { tx, scope, now, live } = work;
  if (asked.minutes !== undefined && row.kind === "offer")
    throw invalidField("mins", "The mins of a booked offer are those of the offer.");
  const from = asked.from ?? epochSeconds(row.starts_at);
  const seconds = epochSeconds(row.ends_at) - epochSeconds(row.starts_at);
  const bonusPays = live.bonusPays(scope, now);
  const wanted = await readWanted(tx, scope, now, {
    ...{ kind: row.kind, from, by: asked.by, booker, bonusPays },
    ...{ minutes: asked.minutes ?? seconds / 60, productId: row.product_id ?? undefined },
  });
  const judging = { queries: tx, scope, prices, now, live, by: asked.by, booker, bonusPays, wanted };
  refuseAsked(judging);
  const [judged] = await judgePcs({ ...judging, except: row.booking_id }, [pc]);
  if (judged?.why !== null && judged?.why !== undefined)
    throw new Refusal(judged.why.error, judged.why.message);
  if (judged?.quote === null || judged === undefined) throw new Error("a PC that can be booked has a price");
  return { quote: judged.quote, place: judged.place, from: wanted.from, to: wanted.to };
}

async function payDifference(
  work: BookingWork,
  row: BookingRow,
  quote: Quote,
  { booker, by }: { booker: Booker | null; by: BookedBy },
): Promise<Paid> {
  const tender = row.tender === "none" ? (booker === null ? "cash" : "balance") : row.tender;
  const funds = await fundsOf(work, { tender, by }, booker);
  const paid = difference(paidOf(row), quote, tender, funds);
  if (paid === null) throw new Refusal("ledger.insufficient_balance", "Insufficient balance.");
  return paid;
}

async function updateOnce({ tx, scope }: BookingWork, row: BookingRow): Promise<void> {
  try {
    await store.updateBooking(tx, scope.cafeId, row);
  } catch (error) {
    if (brokenConstraint(error) !== "bookings_never_overlap") throw error;
    throw new Refusal("booking.occupied", "Booking is occupied");
  }
}
