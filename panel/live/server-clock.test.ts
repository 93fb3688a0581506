import { expect, test } from "vitest";
import { ServerClock } from "./server-clock.ts";

test("time goes on from what the server said, whatever the machine's clock says", () => {
  const clock = new ServerClock();
  clock.hear(1_700_000_000_000, 500);
  expect(clock.nowMs(2_500)).toBe(1_700_000_002_000);
});

test("of several readings the one that was under way the shortest counts", () => {
  const clock = new ServerClock();
  clock.hear(1_000_000, 180);
  clock.hear(1_000_200, 230);
  clock.hear(1_000_400, 600);
  expect(clock.nowMs(1_000)).toBe(1_000_970);
});

test("after ten minutes the next reading counts, since clocks drift", () => {
  const clock = new ServerClock();
  clock.hear(1_000_000, 0);
  clock.hear(1_700_000 - 90, 700_000);
  expect(clock.nowMs(700_000)).toBe(1_700_000 - 90);
});

test("after a sleep of the machine the next reading counts", () => {
  const clock = new ServerClock();
  clock.hear(1_000_000, 0);
  clock.forget();
  clock.hear(900_000, 1_000);
  expect(clock.nowMs(1_000)).toBe(900_000);
});
