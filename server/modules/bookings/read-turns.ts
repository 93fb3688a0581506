import type { Queries } from "../../kernel/db/database.ts";
import { epochSeconds, instantOf, ownersOf } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import type { BookingRow } from "./bookings-store.ts";
import { coversAt, turnsOf, type BookingKind, type Turn } from "./turn-rules.ts";

/** A turn with whose it is, as other modules ask for it. */
export interface BookedTurn extends Turn {
  pcId: number;
  kind: BookingKind;
  /** As the PC shows it among the offers. */
  name: string;
  /** Who may use it: its booker, and who showed its password at the PC. */
  ownerIds: readonly number[];
  isGuest: boolean;
  password: string;
}

/** By PC: whose turn it was and will be since an instant. PCs without bookings have no entry. */
export async function listTurns(
  queries: Queries,
  cafeId: number,
  pcIds: readonly number[],
  since: Date,
): Promise<ReadonlyMap<number, BookedTurn[]>> {
  if (pcIds.length === 0) return new Map();
  return turnsByPc(await store.listOfPcs(queries, cafeId, pcIds, since), since);
}

export function turnsByPc(rows: readonly BookingRow[], since: Date): ReadonlyMap<number, BookedTurn[]> {
  const from = epochSeconds(since);
  const known = new Map(rows.map((row) => [row.booking_id, row]));
  const byPc = Map.groupBy(rows, (row) => row.pc_id);
  const found = [...byPc].map(([pcId, own]): [number, BookedTurn[]] => {
    const turns = turnsOf(own.map(store.bookedTimeOf)).filter(({ to }) => to > from);
    return [pcId, turns.map((turn) => bookedTurn(turn, known.get(turn.bookingId)))];
  });
  return new Map(found.filter(([, turns]) => turns.length > 0));
}

function bookedTurn(turn: Turn, row: BookingRow | undefined): BookedTurn {
  if (row === undefined) throw new Error("a turn has its booking");
  return {
    ...turn,
    ...{ pcId: row.pc_id, kind: row.kind, name: row.offer_name === "" ? "Booking" : row.offer_name },
    ...{ ownerIds: ownersOf(row), isGuest: row.member_id === null, password: row.password },
  };
}

/** What a PC shows of its bookings. */
export interface PcBooking {
  /** The begin of the next turn, or of the one that lasts. */
  at: Date;
  /** Whether it is somebody's now. */
  isNow: boolean;
}

/** Of all PCs of a café with something booked from now on. */
export async function pcBookings(
  queries: Queries,
  cafeId: number,
  now: Date,
): Promise<ReadonlyMap<number, PcBooking>> {
  const turns = turnsByPc(await store.listOfCafe(queries, cafeId, now), now);
  return new Map(
    [...turns].flatMap(([pcId, own]) => shown(own, now).map((one): [number, PcBooking] => [pcId, one])),
  );
}

/** Of one PC; null = nothing is booked there. */
export async function pcBooking(
  queries: Queries,
  cafeId: number,
  pcId: number,
  now: Date,
): Promise<PcBooking | null> {
  const turns = await listTurns(queries, cafeId, [pcId], now);
  return shown(turns.get(pcId) ?? [], now)[0] ?? null;
}

function shown(turns: readonly BookedTurn[], now: Date): PcBooking[] {
  const [first] = turns;
  if (first === undefined) return [];
  return [{ at: instantOf(first.from), isNow: coversAt(turns, epochSeconds(now)) !== undefined }];
}
