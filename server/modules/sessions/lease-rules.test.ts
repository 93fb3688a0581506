import { expect, test } from "vitest";
import { leaseLasts, leaseValidSeconds, renewalSeconds } from "./lease-rules.ts";

/** How long a PC plays without a link (billing.md 7.5; row 29 of 13). */

test.each<[number, number, number]>([
  [240, 0, 14_400],
  [240, 10, 600],
  [0, 0, 800],
  [0, 10, 600],
  // An outage that comes later than the lease ends does not shorten it.
  [240, 300, 14_400],
  [0, 20, 800],
])(
  "row 29: offline play %i min, outage %i min: valid for %i s",
  (offlinePlayMinutes, outageMinutes, valid) => {
    expect(leaseValidSeconds({ offlinePlayMinutes, outageMinutes, lockTimeoutSeconds: 800 })).toBe(valid);
  },
);

test.each<[number | null, number]>([
  [20_850, 14_400],
  [14_400, 14_400],
  [600, 600],
  [null, 14_400],
  [-5, 0],
])("with %s s left it lasts %i s", (leftSeconds, lasts) => {
  expect(leaseLasts({ leftSeconds, validSeconds: 14_400 })).toBe(lasts);
});

test.each([
  [14_400, 60],
  [180, 60],
  [60, 20],
  [1, 1],
])("a lease that is valid for %i s is renewed every %i s", (valid, every) => {
  expect(renewalSeconds(valid)).toBe(every);
  expect(renewalSeconds(valid)).toBeLessThanOrEqual(valid);
});
