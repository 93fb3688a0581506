/** The door of the module: sessions, their clock, and members' log-in at PCs. */
export { Sessions, type SessionsParts } from "./sessions.ts";
export { bindSessionRoutes, type SessionRouteParts } from "./session-routes.ts";
export { startSession, type StartRequest, type Started } from "./start-session.ts";
/** Whether bonus may pay at an epoch second (setting `bonus_available_time`, billing.md 5). */
export { isBonusHour, readBonusHours } from "./bonus-hours-rules.ts";
export type { Ended } from "./end-session.ts";
export type { OfferView, SessionView } from "./session-view.ts";
/** The invariants of sessions for `netcafe verify`. */
export { sessionChecks } from "./session-checks.ts";
/** The customer of a PC locked it without link and asked to leave; false when that session runs there no more. */
export { noteLeave } from "./absent-store.ts";
/** How long a PC may play without a new lease, and how often one is due (billing.md 7.5, pc-protocol.md 6.5). */
export { leaseLasts, leaseValidSeconds, renewalSeconds } from "./lease-rules.ts";
/** What bookings ask of the sessions at their PCs. */
export { attendance } from "./pc-bookings.ts";
/** What the shop asks of sessions before it takes from a balance. */
export { countBeforeMoney, memberAtPc, pcGroupOfMember, reservedOf } from "./before-money.ts";
