import { localText } from "../../kernel/local-time.ts";
import type { CafeScope } from "../cafes/index.ts";
import { noteSignInFailure, refuseTooManyFailures } from "../access/index.ts";
import { coversAt, giveToPlayer, listTurns, type BookedTurn } from "../bookings/index.ts";
import { lockPcByName, type PcRow } from "../pcs/index.ts";
import { turnsNow } from "./pc-bookings.ts";
import { epochSeconds, instantOf } from "./read-session.ts";
import type { Sessions } from "./sessions.ts";

/** A log-in at a PC that somebody booked (api-v2.md 3.17, pc-protocol.md 6.2). */

interface Asked {
  pc: PcRow;
  memberId: number;
  bookingPassword: string | undefined;
  address: string;
}

export interface BookingRefused {
  booking_error: "BOOKING_PASSWORD_REQUIRED" | "BOOKING_PASSWORD_INCORRECT";
  booking_info: { pc_name: string; start_time: string; end_time: string };
}

/** Why the member may not log in there; "own" = the time is theirs, by account or password; null = nobody's time. */
export async function bookingAtLogin(
  sessions: Sessions,
  scope: CafeScope,
  asked: Asked,
): Promise<BookingRefused | "own" | null> {
  const { db, clock } = sessions.parts;
  const now = clock.now();
  const { pc } = asked;
  const known = (await listTurns(db, scope.cafeId, [pc.pc_id], now)).get(pc.pc_id) ?? [];
  if (coversAt(known, epochSeconds(now)) === undefined) return null;
  const ready = await sessions.ready(scope.cafeId);
  const turn = await db.transact(async (tx) => {
    await lockPcByName(tx, scope.cafeId, pc.name);
    const turns = await turnsNow({ ...ready, tx, now }, pc.pc_id);
    return coversAt(turns, epochSeconds(now));
  });
  if (turn === undefined) return null;
  return turn.ownerIds.includes(asked.memberId) ? "own" : tryPassword(sessions, scope, turn, asked);
}

/** Who shows the password of the booking may use it like its booker; a wrong one counts like a wrong password. */
async function tryPassword(
  sessions: Sessions,
  scope: CafeScope,
  turn: BookedTurn,
  { pc, memberId, bookingPassword, address }: Asked,
): Promise<BookingRefused | "own"> {
  const { db, clock } = sessions.parts;
  const now = clock.now();
  const { cafeId, zone } = scope;
  const time = (seconds: number) => localText(instantOf(seconds), zone);
  const info = { pc_name: pc.name, start_time: time(turn.from), end_time: time(turn.to) };
  if (bookingPassword === undefined)
    return { booking_error: "BOOKING_PASSWORD_REQUIRED", booking_info: info };
  const counted = `booking at ${pc.name}`;
  await refuseTooManyFailures(db, cafeId, counted, address, now);
  if (bookingPassword.trim() !== turn.password) {
    await noteSignInFailure(db, cafeId, counted, address, now);
    return { booking_error: "BOOKING_PASSWORD_INCORRECT", booking_info: info };
  }
  await db.transact((tx) => giveToPlayer(tx, cafeId, turn.bookingId, memberId));
  return "own";
}
