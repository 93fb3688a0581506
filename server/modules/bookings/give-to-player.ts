import type { Tx } from "../../kernel/db/database.ts";
import { setPlayer } from "./bookings-store.ts";

/** Somebody showed the password of a booking at its PC: it is theirs too, whoever had shown it before. */
export const giveToPlayer = (tx: Tx, cafeId: number, bookingId: number, memberId: number) =>
  setPlayer(tx, cafeId, bookingId, memberId);
