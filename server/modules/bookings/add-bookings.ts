import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { randomText } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { lockPcByName, type PcRow } from "../pcs/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import type { BookedBy } from "./asked-rules.ts";
import { bookAct, type Who } from "./booking-books.ts";
import { instantOf, type BookingParts, type BookingWork } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { Booker, BookingRow } from "./bookings-store.ts";
import { bookingsChanged, carryOutLapses, spellOf } from "./carry-out.ts";
import { findNamedPcs, judgePcs, refuseAsked, type Judged } from "./judge-pcs.ts";
import { payQuote, type BookingTender, type Paid } from "./pay-rules.ts";
import { readWanted, type Asking, type Wanted } from "./price-booking.ts";

export interface BookingAsked extends Omit<Asking, "booker"> {
  pcNames: readonly string[];
  /** Null = a guest. */
  memberId: number | null;
  tender: Exclude<BookingTender, "none">;
  comment: string;
  /** All of the PCs or none. */
  allOrNone: boolean;
  who: Who;
}

export interface Booked {
  pcName: string;
  bookingId: number;
  password: string;
  costMinor: number;
}

/** What became of each PC, in the order they were named. */
export type BookedPc = Booked | { pcName: string; why: string };

/**
 * Books PCs (billing.md 11): the free ones, at once and paid for, the others are named. Refuses `pc.not_found`, `member.not_found`, what
 * `refuseAsked` refuses, `ledger.insufficient_balance`; `booking.occupied` with what was wrong of each where none is free, or not all
 * of those that must be; of one PC alone its own reason.
 */
export async function addBookings(
  parts: BookingParts,
  tx: Tx,
  about: { scope: CafeScope; prices: readonly NamedPrice[]; now: Date },
  asked: BookingAsked,
): Promise<BookedPc[]> {
  const { scope, now } = about;
  const work: BookingWork = { tx, scope, now, live: parts.live };
  const pcs = await lockPcs(work, await findNamedPcs(tx, scope.cafeId, asked.pcNames));
  const booker = await bookerOf(work, asked.memberId);
  const funds = await fundsOf(work, asked, booker);
  const bonusPays = parts.live.bonusPays(scope, now);
  const wanted = await readWanted(tx, scope, now, { ...asked, booker, bonusPays });
  const judging = { ...about, queries: tx, live: parts.live, by: asked.by, booker, bonusPays, wanted };
  refuseAsked(judging);
  const judged = await judgePcs(judging, pcs);
  refuseTaken(judged, asked.allOrNone);
  const done: BookedPc[] = [];
  for (const one of judged) {
    if (one.quote === null) {
      done.push({ pcName: one.pc.name, why: one.why?.message ?? "" });
      continue;
    }
    const paid = payQuote(one.quote, asked.tender, funds);
    if (paid === null) throw new Refusal("ledger.insufficient_balance", "Insufficient balance.");
    if (paid.tender === "balance") {
      funds.bonusMinor -= paid.bonusMinor;
      funds.balanceMinor -= paid.costMinor - paid.bonusMinor;
    }
    const password = randomText(parts.ids, "0123456789", 4);
    done.push(await bookOne(work, { one, wanted, booker, paid, asked, password }));
  }
  const changed = judged.filter((one) => one.quote !== null).map(({ pc }) => pc.pc_id);
  await bookingsChanged(work, await store.listOfPcs(tx, scope.cafeId, changed, now));
  return done;
}

/** By rising id, so that two who book the same PCs never wait for each other in a ring; what was due of them is done. */
async function lockPcs(work: BookingWork, named: readonly PcRow[]): Promise<PcRow[]> {
  const locked = new Map<number, PcRow>();
  for (const { pc_id: pcId, name } of [...named].sort((a, b) => a.pc_id - b.pc_id)) {
    const pc = await lockPcByName(work.tx, work.scope.cafeId, name);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    locked.set(pcId, pc);
    await carryOutLapses(work, pcId);
  }
  return named.map(({ pc_id: pcId }) => locked.get(pcId)).filter((pc) => pc !== undefined);
}

export async function bookerOf(
  { tx, scope, now }: BookingWork,
  memberId: number | null,
): Promise<Booker | null> {
  if (memberId === null) return null;
  const booker = await store.lockBooker(tx, scope.cafeId, memberId, now);
  if (booker === undefined) throw notFound("member.not_found", "Member");
  return booker;
}

/** What is left after the running cost of the member's session (billing.md 7.4). */
export async function fundsOf(
  work: BookingWork,
  { tender, by }: { tender: BookingTender; by: BookedBy },
  booker: Booker | null,
): Promise<{ bonusMinor: number; balanceMinor: number }> {
  if (booker === null || tender !== "balance") return { bonusMinor: 0, balanceMinor: 0 };
  const { tx, scope, now, live } = work;
  const asked = [scope.cafeId, booker.member_id, tx, now] as const;
  const running = await (by === "member" ? live.reservedCost(...asked) : live.runningCost(...asked));
  // What was due of the session is booked by now.
  const holder = await bookerOf(work, booker.member_id);
  return {
    bonusMinor: Math.max(0, (holder?.bonus_minor ?? 0) - running.bonusMinor),
    balanceMinor: Math.max(0, (holder?.balance_minor ?? 0) - running.balanceMinor),
  };
}

function refuseTaken(judged: readonly Judged[], allOrNone: boolean): void {
  const taken = judged.filter(({ quote }) => quote === null);
  if (taken.length === 0 || (!allOrNone && taken.length < judged.length)) return;
  const pcs = judged.map(({ pc, why }) => ({
    ...{ pc_name: pc.name, status: why === null ? "free" : "error", message: why?.message ?? "" },
    error: why?.error ?? "",
  }));
  const [only] = judged;
  const why = judged.length === 1 ? (only?.why ?? null) : null;
  throw new Refusal(why?.error ?? "booking.occupied", why?.message ?? "Booking is occupied", {
    data: { pcs },
  });
}

interface OneBooking {
  one: Judged;
  wanted: Wanted;
  booker: Booker | null;
  paid: Paid;
  asked: BookingAsked;
  password: string;
}

async function bookOne(work: BookingWork, booking: OneBooking): Promise<Booked> {
  const { tx, scope, now } = work;
  const { one, wanted, booker, paid, asked, password } = booking;
  const row = {
    ...{ booking_id: await store.nextBookingId(tx), pc_id: one.pc.pc_id, pc_name: one.pc.name },
    ...{ kind: wanted.kind, member_id: booker?.member_id ?? null, account: booker?.account ?? "" },
    ...{ product_id: wanted.offer?.productId ?? null, offer_name: wanted.offer?.name ?? "" },
    ...{ comment: asked.comment, password, starts_at: instantOf(wanted.from), ends_at: instantOf(wanted.to) },
    place: one.place,
    grace_seconds: scope.settings.int("booking_grace_minutes") * 60,
    queue_hold_seconds: scope.settings.int("booking_queue_hold_minutes") * 60,
    ...{ cost_minor: paid.costMinor, tax_minor: paid.taxMinor, bonus_minor: paid.bonusMinor },
    ...{ tender: paid.tender, staff_name: asked.who.staffName, created_at: now },
  };
  await insertOnce(tx, scope.cafeId, row);
  await bookAct(tx, scope, now, {
    ...{ event: "BOOKING_ADD", booking: row, paid, who: asked.who },
    details: detailsOf(row, scope),
  });
  return { pcName: one.pc.name, bookingId: row.booking_id, password, costMinor: paid.costMinor };
}

/** Whoever comes second at the same instant is told by the constraint. */
async function insertOnce(tx: Tx, cafeId: number, row: store.NewBooking): Promise<void> {
  try {
    await store.insertBooking(tx, cafeId, row);
  } catch (error) {
    if (brokenConstraint(error) !== "bookings_never_overlap") throw error;
    throw new Refusal("booking.occupied", "Booking is occupied");
  }
}

export function detailsOf(
  row: Pick<BookingRow, "kind" | "offer_name" | "starts_at" | "ends_at" | "cost_minor" | "comment">,
  scope: CafeScope,
): string {
  return [
    row.offer_name === "" ? row.kind : row.offer_name,
    spellOf(row, scope.zone),
    row.cost_minor === 0 ? "" : decimalFromMinor(row.cost_minor, scope.exponent),
    row.comment,
  ]
    .filter(Boolean)
    .join("; ");
}
