/** The door of the module: who may enter, and with which rights. */
export { createGate, rightsOf, staffCaller } from "./gate.ts";
export { UsageCounters } from "./usage-counters.ts";
export { hashPassword, passwordFits } from "./password.ts";
export { generatedPassword } from "./reset-admin-password.ts";
export { checkStaffPassword } from "./change-staff-password.ts";
export {
  inSignInTurn,
  signInStaff,
  refuseTooManyFailures,
  type SignedIn,
  type SignInParts,
} from "./sign-in-staff.ts";
export {
  addStaff,
  endMemberTokens,
  endPortalTokens,
  findAdminOfLicense,
  findStaffOfToken,
  issueSubjectToken,
  noteSignInFailure,
} from "./door-calls.ts";
export { bindAccessRoutes, type AccessParts } from "./access-routes.ts";
export { panelSessionRoutes } from "./panel-session-routes.ts";
export { writeStaffLog } from "./staff-log.ts";
export { hashOfToken, newToken } from "./tokens.ts";
export { csrfFits, csrfTokenOf, readCookie } from "./session-cookie.ts";
