import { CallRefused } from "../../contract/client.ts";

/** Whether this very try surely booked nothing. */
export const surelyNotBooked = (error: unknown): error is CallRefused =>
  error instanceof CallRefused && error.code < 500 && !error.error.startsWith("idempotency.");

/** Refused before the key is looked at (api-v2.md 1.2): such a refusal says nothing of what was done under the key. */
const beforeTheKey: readonly number[] = [401, 403, 429];

/**
 * Whether a refusal settles what became of a call: nothing was booked under its key. After a lost answer only a refusal
 * that was looked up by the key does.
 */
export const settles = (error: unknown, wasLost: boolean): boolean =>
  surelyNotBooked(error) && !(wasLost && beforeTheKey.includes(error.code));
