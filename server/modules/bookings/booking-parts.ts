import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import type { IdSource } from "../../kernel/ids.ts";
import type { Cafes, CafeScope } from "../cafes/index.ts";
import type { NamedPrice } from "../pricing/index.ts";
import type { BookingTerms } from "./asked-rules.ts";
import type { BookingRow } from "./bookings-store.ts";

/** What only higher levels know at this moment; handed in, because no module calls upward. */
export interface BookingLiveFacts {
  /** PCs of these that a session runs on. */
  busyPcs(cafeId: number, pcIds: readonly number[], queries: Queries): Promise<ReadonlySet<number>>;
  /** Whether one of these members was in session at the PC between two instants. */
  wasThere(tx: Tx, cafeId: number, asked: Attendance): Promise<boolean>;
  /** Sessions at these PCs are looked at as soon as they can be: the bookings there changed. */
  touchSessions(tx: Tx, cafeId: number, pcIds: readonly number[], now: Date): Promise<void>;
  /**
   * Books what the member's session must have booked before its money moves, and answers what it would take if it ended now
   * (billing.md 7.4). The member's row is locked.
   */
  runningCost(cafeId: number, memberId: number, tx: Tx, now: Date): Promise<RunningCost>;
  /** The same for what members spend themselves: a PC out of contact keeps what its lease may use (billing.md 7.4). */
  reservedCost(cafeId: number, memberId: number, tx: Tx, now: Date): Promise<RunningCost>;
  /** Whether bonus pays at this instant (`bonus_available_time`). */
  bonusPays(scope: CafeScope, at: Date): boolean;
}

interface RunningCost {
  bonusMinor: number;
  balanceMinor: number;
}

export interface Attendance {
  pcId: number;
  memberIds: readonly number[];
  from: Date;
  until: Date;
}

export interface BookingParts {
  db: Db;
  cafes: Cafes;
  ids: IdSource;
  pricesOf: (cafeId: number) => Promise<readonly NamedPrice[]>;
  live: BookingLiveFacts;
}

/** What a change of bookings is made in: one transaction, one café, one instant. */
export interface BookingWork {
  tx: Tx;
  scope: CafeScope;
  now: Date;
  live: BookingLiveFacts;
}

/** What lapses are carried out in. */
export interface LapseWork extends Omit<BookingWork, "live"> {
  live: Pick<BookingLiveFacts, "wasThere" | "touchSessions">;
}

export const epochSeconds = (instant: Date): number => Math.floor(instant.getTime() / 1000);
export const instantOf = (seconds: number): Date => new Date(seconds * 1000);

/** Who may use a booking: its booker, and who showed its password. */
export const ownersOf = ({ member_id: booker, player_id: player }: BookingRow): number[] =>
  [booker, player].filter((id) => id !== null);

/** The settings of the page Bookings. */
export function termsOf({ settings }: Pick<CafeScope, "settings">): BookingTerms {
  const kinds = settings.json("booking_types");
  const offers = settings.json("booking_offers");
  return {
    membersMay: settings.flag("allow_booking"),
    inUseByMembers: settings.flag("allow_booking_when_pc_online"),
    inUseByDesk: settings.flag("allow_staff_book_online"),
    queues: settings.flag("allow_booking_in_queue"),
    onceADay: settings.flag("pc_booked_once_day"),
    leastHoursBefore: settings.int("min_hours_before_booking"),
    leastMinutes: settings.int("min_booking_duration_minutes"),
    kinds: Array.isArray(kinds) ? kinds.map(String) : [],
    offers: Array.isArray(offers) ? offers.map((id) => Number(String(id).replace(/^o-/, ""))) : [],
  };
}
