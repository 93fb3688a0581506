/** The door of the module: sessions, their clock, and members' log-in at PCs. */
export { Sessions, type SessionsParts } from "./sessions.ts";
export { bindSessionRoutes, type SessionRouteParts } from "./session-routes.ts";
export { startSession, type StartRequest, type Started } from "./start-session.ts";
export type { Ended } from "./end-session.ts";
export type { OfferView, SessionView } from "./session-view.ts";
/** The invariants of sessions for `netcafe verify`. */
export { sessionChecks } from "./session-checks.ts";
