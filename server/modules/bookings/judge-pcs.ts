import type { Queries } from "../../kernel/db/database.ts";
import { localText } from "../../kernel/local-time.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { findPcsByNames, listRooms, type PcRow } from "../pcs/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import { whyNotAsked, whyNotPc, type Asked, type BookedBy, type Why } from "./asked-rules.ts";
import { instantOf, termsOf, type BookingLiveFacts } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { Booker, BookingRow } from "./bookings-store.ts";
import type { Quote } from "./pay-rules.ts";
import { quoteBooking, type Wanted } from "./price-booking.ts";
import { queuePlace } from "./turn-rules.ts";

export interface Judging {
  queries: Queries;
  scope: CafeScope;
  prices: readonly NamedPrice[];
  now: Date;
  live: BookingLiveFacts;
  by: BookedBy;
  booker: Booker | null;
  bonusPays: boolean;
  wanted: Wanted;
  /** The booking that is changed: it is in nobody's way. */
  except?: number;
}

/** A PC and whether it can be booked as wanted. */
export interface Judged {
  pc: PcRow;
  place: number;
  quote: Quote | null;
  /** Null: it can. */
  why: Why | null;
}

/** PCs by name, each once, in the order they were named. Refuses `pc.not_found`. */
export async function findNamedPcs(
  queries: Queries,
  cafeId: number,
  names: readonly string[],
): Promise<PcRow[]> {
  const found = new Map(
    (await findPcsByNames(queries, cafeId, names)).map((pc) => [pc.name.toLowerCase(), pc]),
  );
  return [...new Set(names.map((name) => name.trim().toLowerCase()))].map((name) => {
    const pc = found.get(name);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    return pc;
  });
}

/** Refuses what no PC could make right: `feature.disabled`, `booking.in_past`, `.too_soon`, `.too_short`. */
export function refuseAsked({ scope, now, by, wanted }: Judging): void {
  const why = whyNotAsked(askedOf({ now, by, wanted }), termsOf(scope));
  if (why !== null) throw new Refusal(why.error, why.message);
}

const askedOf = ({ now, by, wanted }: Pick<Judging, "now" | "by" | "wanted">): Asked => ({
  ...{ kind: wanted.kind, by, from: wanted.from, to: wanted.to },
  ...{ now: Math.floor(now.getTime() / 1000), productId: wanted.offer?.productId ?? null },
});

/** Which of the PCs can be booked as wanted, at what price. Their bookings are up to date. */
export async function judgePcs(judging: Judging, pcs: readonly PcRow[]): Promise<Judged[]> {
  const { queries, scope, live, wanted } = judging;
  const { cafeId } = scope;
  const ids = pcs.map((pc) => pc.pc_id);
  const busy = await live.busyPcs(cafeId, ids, queries);
  const bookings = (await store.listOfPcs(queries, cafeId, ids, instantOf(wanted.from))).filter(
    (row) => row.booking_id !== judging.except,
  );
  const closed = new Set(
    (await listRooms(queries, cafeId)).filter((room) => !room.is_bookable).map((room) => room.room_id),
  );
  const asked = askedOf(judging);
  const terms = termsOf(scope);
  return pcs.map((pc) => {
    const own = bookings.filter((row) => row.pc_id === pc.pc_id);
    const place = queuePlace(own.map(store.bookedTimeOf), wanted);
    const why = whyNotPc(asked, terms, {
      isEnabled: pc.is_enabled,
      isInUse: busy.has(pc.pc_id),
      isBookable: pc.room_id === null || !closed.has(pc.room_id),
      place,
      isBookedThatDay: isBookedThatDay(judging, own),
    });
    return why === null ? priced(judging, pc, place) : { pc, place, quote: null, why };
  });
}

function priced(judging: Judging, pc: PcRow, place: number): Judged {
  const { scope, prices, wanted, booker, bonusPays } = judging;
  try {
    const where = { pcGroupId: pc.pc_group_id, booker, bonusPays };
    return { pc, place, quote: quoteBooking(scope, prices, wanted, where), why: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { pc, place, quote: null, why: { error: error.error, message: error.message } };
  }
}

function isBookedThatDay({ scope, booker, wanted }: Judging, own: readonly BookingRow[]): boolean {
  if (booker === null) return false;
  const dayOf = (instant: Date) => localText(instant, scope.zone).slice(0, 10);
  const day = dayOf(instantOf(wanted.from));
  return own.some(
    (row) =>
      row.member_id === booker.member_id && row.ended_how !== "cancelled" && dayOf(row.starts_at) === day,
  );
}
