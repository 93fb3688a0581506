import type { Operation } from "./kit/operation.ts";

/** Whether staff need an open shift for this call, where the café wants one: reading, shifts and signing in need none (api-v2.md 2.15). */
export function needsShift({ method, path, auth }: Pick<Operation, "method" | "path" | "auth">): boolean {
  const isOfStaff = auth === "K" || auth === "KM" || auth === "S";
  return isOfStaff && method !== "GET" && !/^(?:shifts(?:\/|$)|\/api\/v2\/auth\/)/.test(path);
}
