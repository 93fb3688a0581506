import * as operations from "../../../contract/operations/bookings.ts";
import type { Api, Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import { instantOfLocal } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { refuseClosedTender } from "../ledger/index.ts";
import { addBookings, type BookingAsked } from "./add-bookings.ts";
import type { BookedBy } from "./asked-rules.ts";
import type { Who } from "./booking-books.ts";
import type { BookingParts } from "./booking-parts.ts";
import { bookedAnswer, bookingOf, ownBookingOf, startOf, tenderOf } from "./booking-wire.ts";
import * as store from "./bookings-store.ts";
import type { BookingRow } from "./bookings-store.ts";
import { cancelBooking } from "./cancel-booking.ts";
import { changeBooking } from "./change-booking.ts";
import { findNamedPcs, judgePcs, refuseAsked } from "./judge-pcs.ts";
import { readWanted } from "./price-booking.ts";

interface RouteParts extends BookingParts {
  /** Something changed: the clock waits for what comes next now. */
  look: () => void;
}

/** Binds bookings, at the desk and of members (api-v2.md 2.9, 2.12). */
export function bindBookingRoutes(api: Api, parts: RouteParts): void {
  bindReads(api, parts);
  bindDesk(api, parts);
  bindMembers(api, parts);
}

function bindReads(api: Api, parts: RouteParts): void {
  const { db, cafes } = parts;
  api.bind(operations.listBookings, async ({ cafeId, input, now }) => {
    const scope = await cafes.scope(cafeId);
    const rows = await store.listBookings(db, cafeId, {
      ...{ pcName: input.pc_name, account: input.member_account, pcGroupId: input.pc_group_id },
      ...{ range: rangeOf(input, scope.zone), all: input.all ?? false, now },
    });
    return inQueues(parts, scope, rows);
  });
  api.bind(operations.getBooking, async ({ cafeId, input }) => {
    const row = await store.findBooking(db, cafeId, input.memberOfferId);
    if (row === undefined) throw notFound("booking.not_found", "Booking");
    const [booking] = await inQueues(parts, await cafes.scope(cafeId), [row]);
    if (booking === undefined) throw notFound("booking.not_found", "Booking");
    return { booking };
  });
  api.bind(operations.memberBookings, async ({ cafeId, caller, now }) => {
    const filter = { memberId: memberOf(caller), range: null, all: false, now };
    const rows = await store.listBookings(db, cafeId, filter);
    return (await inQueues(parts, await cafes.scope(cafeId), rows)).map(ownBookingOf);
  });
}

async function inQueues({ db }: RouteParts, scope: CafeScope, rows: readonly BookingRow[]) {
  const [earliest] = [...rows].sort((a, b) => a.starts_at.getTime() - b.starts_at.getTime());
  if (earliest === undefined) return [];
  const pcIds = [...new Set(rows.map((row) => row.pc_id))];
  const all = Map.groupBy(
    await store.listOfPcs(db, scope.cafeId, pcIds, earliest.starts_at),
    (row) => row.pc_id,
  );
  return rows.map((row) => bookingOf(row, all.get(row.pc_id) ?? [], scope));
}

/** Days of café time, half open; the last counts whole. Null: none were asked for. */
function rangeOf(
  { date_start: first, date_end: last }: { date_start?: string | undefined; date_end?: string | undefined },
  zone: string,
) {
  if (first === undefined && last === undefined) return null;
  const from = first === undefined ? null : instantOfLocal(`${first} 00:00`, zone);
  const after =
    last === undefined ? null : new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString();
  const to = after === null ? null : instantOfLocal(`${after.slice(0, 10)} 00:00`, zone);
  if (from !== null && to !== null && from >= to) throw new Refusal("request.time_range", "Time range error");
  return { from, to };
}

function memberOf(caller: Caller): number {
  if (caller.kind !== "member") throw new Error("the contract lets only members in here");
  return caller.memberId;
}

const byOf = (caller: Caller): BookedBy =>
  caller.kind === "member" ? "member" : caller.kind === "staff" ? "staff" : "key";

function whoOf(caller: Caller): Who {
  const actor = actorOf(caller);
  return { actor, staffName: caller.kind === "member" ? "" : actor.actorName };
}

type DeskCall = Call<InputOf<typeof operations.addBooking>>;
type Named = Pick<DeskCall["input"], "pc_name" | "start_date" | "start_time" | "mins" | "product_id">;

/** What is wanted, whoever wants it. Refuses a booking of time without its minutes. */
function wantedOf(scope: CafeScope, kind: BookingAsked["kind"], input: Named) {
  const from = startOf(scope, input.start_date, input.start_time);
  const productId = Number(/^(?:o-)?(\d{1,12})$/.exec(input.product_id ?? "")?.[1] ?? NaN);
  if (kind === "offer" && Number.isNaN(productId))
    throw invalidField("product_id", "The product_id field must name the offer that is booked.");
  if (kind !== "offer" && input.mins === undefined)
    throw invalidField("mins", "The mins field is required unless an offer is booked.");
  if (input.pc_name.length === 0) throw invalidField("pc_name", "The pc_name field is required.");
  return {
    ...{ kind, from, minutes: input.mins, pcNames: input.pc_name },
    productId: kind === "offer" ? productId : undefined,
  };
}

async function askedOf(
  { db }: RouteParts,
  scope: CafeScope,
  { caller, input }: DeskCall,
): Promise<BookingAsked> {
  const account = input.guest_booking === true ? "" : (input.member_account ?? "").trim();
  const booker = account === "" ? null : await store.findBooker(db, scope.cafeId, { account });
  if (booker === undefined) throw notFound("member.not_found", "Member");
  const kind = input.booking_type ?? ((input.product_id ?? "") === "" ? "time" : "offer");
  const tender = tenderOf(input.payment_method, booker === null);
  if (tender !== "balance" && kind !== "hold")
    refuseClosedTender(scope.settings, caller, "payment_method", tender);
  return {
    ...wantedOf(scope, kind as BookingAsked["kind"], input),
    ...{ memberId: booker?.member_id ?? null, tender, comment: input.comment ?? "" },
    ...{ allOrNone: input.all_or_none ?? false, by: byOf(caller), who: whoOf(caller) },
  };
}

function bindDesk(api: Api, parts: RouteParts): void {
  const { cafes, pricesOf, live, look } = parts;
  api.bind(operations.addBooking, async (call) => {
    const { cafeId, now } = call;
    const scope = await cafes.scope(cafeId);
    const about = { scope, prices: await pricesOf(cafeId), now };
    const asked = await askedOf(parts, scope, call);
    const pcs = await call.transact((tx) => addBookings(parts, tx, about, asked));
    look();
    return bookedAnswer(pcs, scope.exponent);
  });
  api.bind(operations.checkBooking, (call) => check(parts, call));
  api.bind(operations.changeBooking, async ({ cafeId, caller, input, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const prices = await pricesOf(cafeId);
    const { start_date: day, start_time: time } = input;
    if ((day === undefined) !== (time === undefined))
      throw invalidField("start_time", "A new start needs both its start_date and its start_time.");
    const asked = {
      ...{
        bookingId: input.memberOfferId,
        pcName: input.pc_name,
        minutes: input.mins,
        comment: input.comment,
      },
      from: day === undefined || time === undefined ? undefined : startOf(scope, day, time),
      ...{ by: byOf(caller), who: whoOf(caller) },
    };
    const done = await transact((tx) => changeBooking({ tx, scope, now, live }, prices, asked));
    look();
    const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
    return {
      ...{ member_offer_id: done.bookingId, cost: money(done.costMinor) },
      ...{ paid: money(done.paidMinor), refund: money(done.backMinor) },
    };
  });
  api.bind(operations.cancelBooking, async ({ input, ...call }) => {
    const { member_offer_id: bookingId, pc_name: pcName, comment = "" } = input;
    await cancel(parts, call, { bookingId, pcName, comment, memberId: null });
    return { results: [{ status: "success" }], error_count: 0, errors: [] };
  });
  api.bind(operations.removeBooking, async ({ input, ...call }) => {
    const asked = { bookingId: input.memberOfferId, comment: input.comment ?? "", memberId: null };
    const { exponent } = await cafes.scope(call.cafeId);
    const backMinor = await cancel(parts, call, asked);
    return { results: [{ status: "success" }], refund: decimalFromMinor(backMinor, exponent) };
  });
}

async function cancel(
  { cafes, live, look }: RouteParts,
  { cafeId, caller, now, transact }: Pick<DeskCall, "cafeId" | "caller" | "now" | "transact">,
  asked: { bookingId: number; pcName?: string; comment: string; memberId: number | null },
): Promise<number> {
  const scope = await cafes.scope(cafeId);
  const by = { by: byOf(caller), who: whoOf(caller) };
  const backMinor = await transact((tx) => cancelBooking({ tx, scope, now, live }, { ...asked, ...by }));
  look();
  return backMinor;
}

/** The same judgement as booking, without a lock and without a trace. */
async function check(parts: RouteParts, call: DeskCall) {
  const { db, cafes, pricesOf, live } = parts;
  const { cafeId, now } = call;
  const scope = await cafes.scope(cafeId);
  const asked = await askedOf(parts, scope, call);
  const booker =
    asked.memberId === null ? null : await store.findBooker(db, cafeId, { memberId: asked.memberId });
  const about = { booker: booker ?? null, bonusPays: live.bonusPays(scope, now) };
  const wanted = await readWanted(db, scope, now, { ...asked, ...about });
  const judging = {
    ...{ queries: db, scope, prices: await pricesOf(cafeId), now, live, by: asked.by, wanted },
    ...about,
  };
  refuseAsked(judging);
  const judged = await judgePcs(judging, await findNamedPcs(db, cafeId, asked.pcNames));
  return {
    pcs: judged.map(({ pc, quote, why, place }) => ({
      ...{ pc_name: pc.name, free: why === null ? (1 as const) : (0 as const), reason: why?.message ?? "" },
      cost: decimalFromMinor(quote?.costMinor ?? 0, scope.exponent),
      queue: place,
    })),
  };
}

function bindMembers(api: Api, parts: RouteParts): void {
  const { cafes, pricesOf, look } = parts;
  api.bind(operations.bookByMember, async ({ cafeId, caller, input, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const about = { scope, prices: await pricesOf(cafeId), now };
    const kind = (input.product_id ?? "") === "" ? "time" : "offer";
    const asked: BookingAsked = {
      ...wantedOf(scope, kind, input),
      ...{ memberId: memberOf(caller), tender: "balance", comment: input.comment ?? "", allOrNone: false },
      ...{ by: "member", who: whoOf(caller) },
    };
    const pcs = await transact((tx) => addBookings(parts, tx, about, asked));
    look();
    return bookedAnswer(pcs, scope.exponent);
  });
  api.bind(operations.cancelByMember, async ({ input, ...call }) => {
    const { member_offer_id: bookingId, pc_name: pcName, comment = "" } = input;
    await cancel(parts, call, { bookingId, pcName, comment, memberId: memberOf(call.caller) });
    return { results: [{ status: "success" }] };
  });
}
