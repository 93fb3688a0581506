import type { ErrorName } from "../../../contract/error-names.ts";
import { Refusal } from "../refusal.ts";

/** What PostgreSQL and the driver say when things go wrong, told apart. */

function codeOf(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : "";
}

const connectionCodes =
  /^(08...|57P0[123]|53300|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN)$/;
const connectionTexts =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/;

/**
 * The same error; or an honest "unavailable" when the database cannot be reached or is ending (code 503); or a refusal that only
 * the database can find, with its name as the constraint's (migration 0060, `refuse`).
 */
export function asRefused(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  if (codeOf(error) === "NC001" && "constraint" in error)
    return new Refusal(String(error.constraint) as ErrorName, error.message);
  if (!connectionCodes.test(codeOf(error)) && !connectionTexts.test(error.message)) return error;
  return new Refusal("server.unavailable", "Service unavailable", {
    retryAfterSeconds: 2,
    detail: `the database cannot be reached: ${error.message}`,
  });
}

/** Whether the same transaction may simply be run again: a deadlock or a serialization failure. */
export function isRepeatable(error: unknown): boolean {
  return codeOf(error) === "40P01" || codeOf(error) === "40001";
}

/** A lock was not to be had in time. */
export function isLockTimeout(error: unknown): boolean {
  return codeOf(error) === "55P03";
}

/** The name of the constraint or unique index that refused, or undefined. */
export function brokenConstraint(error: unknown): string | undefined {
  if (!/^23/.test(codeOf(error))) return undefined;
  return typeof error === "object" && error !== null && "constraint" in error
    ? String(error.constraint)
    : undefined;
}
