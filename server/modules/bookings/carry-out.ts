import { localText } from "../../kernel/local-time.ts";
import { bookAct, byItself } from "./booking-books.ts";
import { epochSeconds, instantOf, ownersOf, type LapseWork } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { BookingRow } from "./bookings-store.ts";
import { nothingPaid, reversed, type Paid } from "./pay-rules.ts";
import { firstLapse, nextMoment, turnsOf, type Lapse } from "./turn-rules.ts";

/**
 * Does what should have happened to a PC's bookings by now, each thing at its own instant: one that nobody came for lapses, one to
 * which the PC never came lapses and is paid back. The PC's row is locked. Answers its bookings as they are then.
 */
export async function carryOutLapses(work: LapseWork, pcId: number): Promise<BookingRow[]> {
  const { tx, scope, now } = work;
  let rows = await store.listOfPcs(tx, scope.cafeId, [pcId], now);
  let changed = false;
  for (;;) {
    const lapse = firstLapse(rows.map(store.bookedTimeOf), epochSeconds(now));
    const row = rows.find((one) => one.booking_id === lapse?.bookingId);
    if (lapse === null || row === undefined) break;
    const done = (await isUsed(work, row, lapse))
      ? await noteUse(work, row, lapse)
      : await lapseNow(work, row, lapse);
    rows = rows.map((one) => (one === row ? done : one));
    changed ||= done.ended_at !== null;
  }
  if (changed) await bookingsChanged(work, rows);
  return rows;
}

function isUsed({ tx, scope, live }: LapseWork, row: BookingRow, lapse: Lapse): Promise<boolean> {
  const memberIds = ownersOf(row);
  if (lapse.kind === "never_came" || memberIds.length === 0) return Promise.resolve(false);
  const stay = { pcId: row.pc_id, memberIds, from: instantOf(lapse.from), until: instantOf(lapse.at) };
  return live.wasThere(tx, scope.cafeId, stay);
}

async function noteUse({ tx, scope }: LapseWork, row: BookingRow, lapse: Lapse): Promise<BookingRow> {
  const used_at = instantOf(lapse.from);
  await store.markUsed(tx, scope.cafeId, row.booking_id, used_at);
  return { ...row, used_at };
}

async function lapseNow(work: LapseWork, row: BookingRow, lapse: Lapse): Promise<BookingRow> {
  const { tx, scope } = work;
  const at = instantOf(lapse.at);
  const back = lapse.kind === "never_came" ? await backByItself(work, row) : null;
  const owed = lapse.kind === "never_came" && back === null && row.cost_minor > 0;
  await bookAct(tx, scope, at, {
    ...{ event: "BOOKING_LAPSE", booking: row },
    ...{ paid: back ?? nothingPaid, who: byItself },
    details: [
      lapse.kind === "unused" ? "nobody came in time" : "the PC never came free for it",
      spellOf(row, scope.zone),
      owed ? "to be paid back at the desk" : "",
    ]
      .filter(Boolean)
      .join("; "),
  });
  const paidBackAt = lapse.kind === "never_came" && !owed ? at : null;
  await store.endBooking(tx, scope.cafeId, { bookingId: row.booking_id, at, how: lapse.kind, paidBackAt });
  return { ...row, ended_at: at, ended_how: lapse.kind, paid_back_at: paidBackAt };
}

/** Nobody is there to hand out money: it goes to the booker's account. Null: a guest's, which staff pay back, or there is none. */
async function backByItself({ tx, scope, now }: LapseWork, row: BookingRow): Promise<Paid | null> {
  if (row.member_id === null || row.cost_minor === 0) return null;
  const booker = await store.lockBooker(tx, scope.cafeId, row.member_id, now);
  if (booker === undefined) return null;
  return reversed({ ...paidOf(row), tender: "balance" });
}

export const paidOf = (row: BookingRow): Paid => ({
  costMinor: row.cost_minor,
  taxMinor: row.tax_minor,
  bonusMinor: row.bonus_minor,
  tender: row.tender,
});

/** The time of a booking as the café's people read it. */
export const spellOf = (row: Pick<BookingRow, "starts_at" | "ends_at">, zone: string): string =>
  `${localText(row.starts_at, zone).slice(0, 16)} to ${localText(row.ends_at, zone).slice(0, 16)}`;

/** Writes down when something of these bookings happens next, and tells it. */
export async function bookingsChanged(work: LapseWork, rows: readonly BookingRow[]): Promise<void> {
  const { tx, scope, now } = work;
  await planMoments(work, rows);
  const pcIds = [...new Set(rows.map((row) => row.pc_id))];
  await work.live.touchSessions(tx, scope.cafeId, pcIds, now);
  await tx.announce(scope.cafeId, "bookings.changed", { pc_ids: pcIds });
}

/** Of whole PCs: what happens next to one booking depends on the others. */
export async function planMoments({ tx, scope, now }: LapseWork, rows: readonly BookingRow[]): Promise<void> {
  const byPc = Map.groupBy(rows, (row) => row.pc_id);
  const moments = [...byPc.values()].flatMap((own) => {
    const times = own.map(store.bookedTimeOf);
    const turns = turnsOf(times);
    return times.map((time) => {
      const at = nextMoment(time, turns, epochSeconds(now));
      return { bookingId: time.bookingId, at: at === null ? null : instantOf(at) };
    });
  });
  if (moments.length > 0) await store.setNextMoments(tx, scope.cafeId, moments);
}
