import { codeOf, type ErrorName } from "../../contract/error-names.ts";

/**
 * An expected "no": the caller learns the name, the code and the public message; the internal detail goes to the log
 * only. Thrown in use cases, returned as values by rules (style.md 4).
 */
export class Refusal extends Error {
  readonly error: ErrorName;
  readonly code: number;
  /** Further public facts, such as the fields of a failed validation. */
  readonly data: Record<string, unknown> | undefined;
  /** Seconds after which a repeat may succeed (429, 503). */
  readonly retryAfterSeconds: number | undefined;
  readonly detail: string | undefined;
  /** Whether this is what an earlier call with the same Idempotency-Key was told (api-v2.md 1.7). */
  isReplay = false;
  /** Whether it is told without an envelope, as flat operations tell it (api-v2.md 1.4). */
  isFlat = false;

  constructor(
    error: ErrorName,
    message: string,
    more: { data?: Record<string, unknown>; retryAfterSeconds?: number; detail?: string } = {},
  ) {
    super(message);
    this.name = "Refusal";
    this.error = error;
    this.code = codeOf(error);
    this.data = more.data;
    this.retryAfterSeconds = more.retryAfterSeconds;
    this.detail = more.detail;
  }
}

/** `{Object} not found.` with its stable name (api-v2.md 1.5). */
export function notFound(error: Extract<ErrorName, `${string}.not_found`>, object: string): Refusal {
  return new Refusal(error, `${object} not found.`);
}

/** A validation refusal of one field that only a use case can find, in the form of the parser's own (api-v2.md 1.5). */
export function invalidField(
  field: string,
  message: string,
  error: ErrorName = "request.validation",
): Refusal {
  return new Refusal(error, message, { data: { fields: { [field]: [message] } } });
}

export const unauthenticated = () => new Refusal("auth.unauthenticated", "Unauthenticated.");
export const routeNotFound = () => new Refusal("route.not_found", "Url not match");
