/** The door of the module: who may enter, and with which rights. */
export { createGate, staffCaller } from "./gate.ts";
export { rightsOf } from "./staff-rules.ts";
export { UsageCounters } from "./usage-counters.ts";
export { hashPassword, passwordFits } from "./password.ts";
export { generatedPassword } from "./reset-password.ts";
export { checkStaffPassword } from "./change-staff-password.ts";
export { signInStaff, type SignedIn, type SignInParts } from "./sign-in-staff.ts";
export { inSignInTurn, noteSignInFailure, refuseTooManyFailures } from "./throttle.ts";
export {
  addStaff,
  endMemberTokens,
  endPortalTokens,
  findCafeOfAdmin,
  findStaffOfToken,
  issueSubjectToken,
} from "./door-calls.ts";
export { bindAccessRoutes } from "./access-routes.ts";
export type { AccessParts } from "./access-parts.ts";
export { panelSessionRoutes } from "./panel-session-routes.ts";
export { resetAdmin } from "./reset-admin.ts";
export { staffObject } from "./staff-wire.ts";
export { writeStaffLog } from "./staff-log.ts";
export { hashOfToken, newToken } from "./tokens.ts";
export { csrfFits, csrfTokenOf, readCookie } from "./session-cookie.ts";
