import { codeOf, type ErrorName } from "./error-names.ts";
import type { Operation } from "./kit/operation.ts";
import { needsShift } from "./needs-shift.ts";

export interface DocumentedRefusal {
  code: number;
  error: ErrorName;
  /** Only where the text itself is fixed (api-v2.md 1.5). */
  message?: string;
}

const fixedTexts: Partial<Record<ErrorName, string>> = {
  "auth.unauthenticated": "Unauthenticated.",
  "auth.ip_not_allowed": "Unauthorization from {ip}",
  "route.not_found": "Url not match",
  "request.time_range": "Time range error",
  "ledger.insufficient_balance": "Insufficient balance.",
  "member.not_found": "Member not found.",
  "member.account_exists": "Member account already exists.",
  "booking.occupied": "Booking is occupied",
  "rate.limited": "Too Many Attempts: retry in {n} seconds.",
  "server.error": "Server error",
  "server.unavailable": "Service unavailable",
};

/** Everything an operation may refuse: its own refusals and those of the ground rules, by code (api-v2.md 1.2, 1.6). */
export function refusalsOf(operation: Operation): DocumentedRefusal[] {
  const withInput = Object.keys({ ...operation.pathFields, ...operation.input }).length > 0;
  const withBody = operation.method !== "GET";
  const names = new Set<ErrorName>([
    ...(withBody ? (["request.malformed", "request.too_large"] as const) : []),
    ...(withInput ? (["request.validation"] as const) : []),
    ...(operation.idempotent
      ? (["idempotency.key_invalid", "idempotency.key_reused", "idempotency.in_progress"] as const)
      : []),
    ...authRefusals(operation),
    ...(needsShift(operation) ? (["shift.required"] as const) : []),
    ...operation.refusals,
    "rate.limited",
    "server.error",
    "server.unavailable",
  ]);
  return [...names].map(documented).sort((a, b) => a.code - b.code);
}

function authRefusals({ auth, right }: Operation): ErrorName[] {
  if (auth === "none") return [];
  const limited = right !== undefined || auth === "A" || auth === "S";
  const bound = auth !== "M" && auth !== "P";
  return [
    "auth.unauthenticated",
    ...(bound ? (["auth.ip_not_allowed"] as const) : []),
    ...(limited ? (["permission.denied"] as const) : []),
  ];
}

function documented(error: ErrorName): DocumentedRefusal {
  const message = fixedTexts[error];
  return { code: codeOf(error), error, ...(message !== undefined && { message }) };
}
