/**
 * Whose turn a PC is, and when (billing.md 11). Bookings of one PC stand in a queue where they overlap; the first has the PC from its
 * start, whoever waits has it once nobody before is left: their time is over, they lapsed or were cancelled. All of it follows from
 * the bookings alone, so that it is right whenever it is asked. Instants are whole epoch seconds; intervals half open.
 */

export type BookingKind = "hold" | "time" | "offer";

export interface BookedTime {
  readonly bookingId: number;
  readonly from: number;
  readonly to: number;
  /** In the queue as it was made: behind all it overlaps; 0 = it was the first. */
  readonly place: number;
  /** When it lapsed or was cancelled; null = neither. */
  readonly endedAt: number | null;
  /** How long it holds its PC unused: from its start, and from the instant at which one that waited comes to it. 0 = to its end. */
  readonly graceSeconds: number;
  readonly queueHoldSeconds: number;
  /** Whether the booker is known to have come. */
  readonly isUsed: boolean;
}

/** The time in which a booking has its PC. */
export interface Turn {
  readonly bookingId: number;
  readonly from: number;
  readonly to: number;
}

interface Spell {
  readonly from: number;
  readonly to: number;
}

const overlap = (one: Spell, other: Spell) => one.from < other.to && other.from < one.to;

/** Where the time of a booking ends, its own end aside. */
const endOf = ({ to, endedAt }: BookedTime) => (endedAt === null ? to : Math.min(to, endedAt));

/** The place of a new booking: behind all that it overlaps and that are neither lapsed nor cancelled; 0 = it is the first. */
export function queuePlace(bookings: readonly BookedTime[], wanted: Spell): number {
  const before = bookings.filter((one) => one.endedAt === null && overlap(one, wanted));
  return before.reduce((place, one) => Math.max(place, one.place + 1), 0);
}

/**
 * The turns of all bookings of one PC, by their start; a booking to which the PC does not come has none. No two overlap. It is
 * foretold that whoever has the PC keeps it to the end.
 */
export function turnsOf(bookings: readonly BookedTime[]): Turn[] {
  const turns: (Turn & { place: number })[] = [];
  const inQueue = [...bookings].sort((a, b) => a.place - b.place || a.bookingId - b.bookingId);
  for (const booking of inQueue) {
    const own = { from: booking.from, to: endOf(booking) };
    const before = turns.filter((turn) => turn.place < booking.place && overlap(turn, own));
    const from = before.reduce((latest, turn) => Math.max(latest, turn.to), own.from);
    if (from < own.to) turns.push({ bookingId: booking.bookingId, from, to: own.to, place: booking.place });
  }
  return turns.map(({ bookingId, from, to }) => ({ bookingId, from, to })).sort((a, b) => a.from - b.from);
}

/** The turn that an instant lies in. */
export function coversAt<T extends Spell>(turns: readonly T[], at: number): T | undefined {
  return turns.find(({ from, to }) => from <= at && at < to);
}

/** What must happen to a booking: nobody came in time, or the PC never came to it. */
export interface Lapse {
  readonly kind: "unused" | "never_came";
  readonly bookingId: number;
  readonly at: number;
  /** Its turn; of one to which the PC never came its time. */
  readonly from: number;
}

/** The first lapse that is due by an instant; null = none. Of one that is known as used none comes. */
export function firstLapse(bookings: readonly BookedTime[], until: number): Lapse | null {
  const turns = turnsOf(bookings);
  const lapses = bookings
    .flatMap((booking) => lapseOf(booking, turns) ?? [])
    .sort((a, b) => a.at - b.at || a.bookingId - b.bookingId);
  const first = lapses[0];
  return first !== undefined && first.at <= until ? first : null;
}

function lapseOf(booking: BookedTime, turns: readonly Turn[]): Lapse | null {
  if (booking.endedAt !== null) return null;
  const { bookingId, to } = booking;
  const turn = turns.find((one) => one.bookingId === bookingId);
  if (turn === undefined) return { kind: "never_came", bookingId, at: to, from: booking.from };
  const at = deadlineOf(booking, turn);
  return at === null || booking.isUsed ? null : { kind: "unused", bookingId, at, from: turn.from };
}

/** Until when somebody must have come; null = the PC is held to the end. */
function deadlineOf(booking: BookedTime, turn: Turn): number | null {
  const seconds = turn.from > booking.from ? booking.queueHoldSeconds : booking.graceSeconds;
  const at = turn.from + seconds;
  return seconds === 0 || at >= turn.to ? null : at;
}

/** Seconds before a turn at which its PC tells of it (pc-protocol.md 3.3, 6.4). */
export const nearSeconds = 30 * 60;

/** When something of a booking must be done or told next, after an instant; null = never again. */
export function nextMoment(booking: BookedTime, turns: readonly Turn[], after: number): number | null {
  if (booking.endedAt !== null) return null;
  const turn = turns.find((one) => one.bookingId === booking.bookingId);
  const lapse = lapseOf(booking, turns)?.at ?? null;
  const moments =
    turn === undefined ? [booking.from, lapse] : [turn.from - nearSeconds, turn.from, lapse, turn.to];
  const coming = moments.filter((at): at is number => at !== null && at > after);
  return coming.length === 0 ? null : Math.min(...coming);
}
