import type { ErrorName } from "../../../contract/error-names.ts";
import type { BookingKind } from "./turn-rules.ts";

/** What may be booked (billing.md 11, the settings of the page Bookings). Instants are epoch seconds. */

export interface BookingTerms {
  /** Whether members may book (`allow_booking`). */
  membersMay: boolean;
  /** Whether a PC in use may be booked: by members, and by the desk. */
  inUseByMembers: boolean;
  inUseByDesk: boolean;
  queues: boolean;
  onceADay: boolean;
  leastHoursBefore: number;
  leastMinutes: number;
  kinds: readonly string[];
  /** Offers that may be booked; empty = all. */
  offers: readonly number[];
}

/** Who books: a member for themselves, staff at the desk, a program with the café's key. */
export type BookedBy = "member" | "staff" | "key";

export interface Asked {
  kind: BookingKind;
  by: BookedBy;
  now: number;
  from: number;
  to: number;
  productId: number | null;
}

export interface Why {
  error: ErrorName;
  message: string;
}

const no = (error: ErrorName, message: string): Why => ({ error, message });

const longestSeconds = 7 * 24 * 3600;
const furthestSeconds = 366 * 24 * 3600;

/** Why nobody may book this, whatever the PC; null = nothing speaks against it. */
export function whyNotAsked(asked: Asked, terms: BookingTerms): Why | null {
  const { kind, by, now, from, to } = asked;
  if (by === "member" && !terms.membersMay)
    return no("feature.disabled", "Bookings by members are switched off in the settings.");
  if (kind === "hold" && by === "member")
    return no("feature.disabled", "Only staff keep a PC without a payment.");
  if (!terms.kinds.includes(kind))
    return no("feature.disabled", `Bookings of the kind ${kind} are switched off in the settings.`);
  if (asked.productId !== null && terms.offers.length > 0 && !terms.offers.includes(asked.productId))
    return no("feature.disabled", "This offer cannot be booked: see the offers in Settings, Bookings.");
  if (from <= now) return no("booking.in_past", "The start must be in the future.");
  if (from - now > furthestSeconds) return no("request.validation", "The start may be a year ahead at most.");
  if (to - from > longestSeconds) return no("request.validation", "A booking may last 7 days at most.");
  if (kind === "hold") return null;
  const hours = terms.leastHoursBefore;
  if (from - now < hours * 3600)
    return no("booking.too_soon", `The start must be at least ${hours} hours ahead.`);
  if (kind === "time" && to - from < terms.leastMinutes * 60)
    return no("booking.too_short", `A booking must last at least ${terms.leastMinutes} minutes.`);
  return null;
}

/** What is known of a PC and of the booker's other bookings of it. */
export interface PcFacts {
  isEnabled: boolean;
  isInUse: boolean;
  /** Whether its room lets members book. */
  isBookable: boolean;
  /** The place in the queue it would have; 0 = nothing overlaps. */
  place: number;
  /** Whether the booker has this PC on the same local day already. */
  isBookedThatDay: boolean;
}

/** Waiting for one PC. */
const longestQueue = 10;

/** Why this PC cannot be booked; null = it can. */
export function whyNotPc({ by, kind }: Asked, terms: BookingTerms, pc: PcFacts): Why | null {
  if (!pc.isEnabled) return no("pc.out_of_order", "This PC is out of order.");
  if (by === "member" && !pc.isBookable) return no("feature.disabled", "PCs of this room cannot be booked.");
  const mayInUse =
    by === "member"
      ? terms.inUseByMembers
      : by === "staff"
        ? terms.inUseByDesk
        : terms.inUseByDesk || terms.inUseByMembers;
  if (pc.isInUse && !mayInUse) return no("pc.in_session", "A session is running on this PC.");
  if (pc.place > 0 && (!terms.queues || pc.place > longestQueue))
    return no("booking.occupied", "Booking is occupied");
  if (kind !== "hold" && terms.onceADay && pc.isBookedThatDay)
    return no("booking.once_a_day", "A member may book this PC once a day.");
  return null;
}

/** Why a booking cannot be cancelled or changed any more; null = it can. The desk is not held to the minutes before the start. */
export function whyNotCancel(
  booking: { kind: BookingKind; turnFrom: number | null; from: number; isOver: boolean },
  { by, now, cancelMinutes }: { by: BookedBy; now: number; cancelMinutes: number },
): Why | null {
  if (booking.isOver) return no("booking.started", "This booking is over.");
  const begins = booking.turnFrom ?? Infinity;
  // A hold is free, so the desk gives the PC free whenever it likes.
  if (begins <= now && booking.kind !== "hold")
    return no("booking.started", "The time of this booking has begun.");
  if (by === "member" && booking.from - now < cancelMinutes * 60)
    return no(
      "booking.cancel_window",
      `A booking may be cancelled until ${cancelMinutes} minutes before its start.`,
    );
  return null;
}
