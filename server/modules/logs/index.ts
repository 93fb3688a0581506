/** The door of the module: reading the billing log, and what is written to the café. */
import type { Api } from "../../kernel/http/api.ts";
import { bindFeedbackRoutes } from "./feedback-routes.ts";
import { bindBillingLogRoutes, type LogParts } from "./log-routes.ts";

export type { LogParts } from "./log-routes.ts";

/** Serves billingLogs and feedback (api-v2.md 2.13). */
export function bindLogRoutes(api: Api, parts: LogParts): void {
  bindBillingLogRoutes(api, parts);
  bindFeedbackRoutes(api, parts);
}

/** Writes a FEEDBACK row in the caller's transaction; refuses `member.not_found`, `pc.not_found` (api-v2.md 2.13). */
export { addFeedback, type AddFeedback, type TellMember } from "./change-feedback.ts";
/** What must hold of the kept sums; run by `netcafe verify`. */
export { logChecks } from "./log-checks.ts";
/** A page of the log with the totals of its list, all of one snapshot (api-v2.md 2.13). */
export { listLogs, type LogPage, type LogsAsked } from "./list-logs.ts";
