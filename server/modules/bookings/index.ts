/** The door of the module: PCs kept for somebody from an instant to another (billing.md 11). */
export { bindBookingRoutes } from "./booking-routes.ts";
export { BookingClock } from "./booking-clock.ts";
export type { Attendance, BookingLiveFacts, BookingParts } from "./booking-parts.ts";

/** Whose turn a PC is, and when. */
export { coversAt } from "./bookings-rules.ts";
export { listTurns, pcBooking, pcBookings, type BookedTurn, type PcBooking } from "./read-turns.ts";

/** Lapses that are due at a PC whose row is locked; who showed the password of a booking may use it. */
export { carryOutLapses } from "./carry-out.ts";
export { giveToPlayer } from "./give-to-player.ts";

/** What `netcafe verify` asks of bookings. */
export { bookingChecks } from "./booking-checks.ts";
