import { expect, test } from "vitest";
import { CallRefused } from "../../contract/client.ts";
import { settles } from "./booking-outcome.ts";

const refused = (code: number, error: string) => new CallRefused({ code, error, message: error });

test.each([
  ["a refusal of the books settles", refused(402, "ledger.insufficient_balance"), true, true],
  [
    "a sign-in that ended does, unless an answer was lost before",
    refused(401, "auth.unauthenticated"),
    true,
    false,
  ],
  ["a right taken away likewise", refused(403, "permission.denied"), true, false],
  ["too many calls likewise", refused(429, "rate.limited"), true, false],
  ["a failure of the server settles nothing", refused(500, "server.error"), false, false],
  ["nor does a call that is still running", refused(409, "idempotency.in_progress"), false, false],
  ["nor a network that is gone", new TypeError("Failed to fetch"), false, false],
])("%s", (_says, error, atFirst, afterLoss) => {
  expect(settles(error, false)).toBe(atFirst);
  expect(settles(error, true)).toBe(afterLoss);
});
