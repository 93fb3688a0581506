import { expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { SessionClock } from "./session-clock.ts";

/** A clock of sessions over instants in a list, whose looks end when they are told to. */
function clockOver(instants: number[]) {
  const clock = new TurnedClock("2026-03-02T10:00:00Z");
  const start = clock.now().getTime();
  const looks: number[] = [];
  const ends: (() => void)[] = [];
  const sessionClock = new SessionClock({
    clock,
    log: silentLog,
    nextDue: async () => (instants[0] === undefined ? null : new Date(start + instants[0] * 1000)),
    async doDue() {
      looks.push((clock.now().getTime() - start) / 1000);
      await new Promise<void>((resolve) => ends.push(resolve));
      while (instants[0] !== undefined && start + instants[0] * 1000 <= clock.now().getTime())
        instants.shift();
    },
  });
  const endLook = async () => {
    await expect.poll(() => ends.length).toBeGreaterThan(0);
    ends.shift()?.();
  };
  return { clock, sessionClock, looks, endLook };
}

test("who asks while a look is under way is served by one more, however many they are", async () => {
  const { sessionClock, looks, endLook } = clockOver([]);
  const first = sessionClock.look();
  await expect.poll(() => looks.length).toBe(1);
  const others = Array.from({ length: 50 }, () => sessionClock.look());
  await endLook();
  await first;
  await endLook();
  await Promise.all(others);
  expect(looks).toHaveLength(2);
  await sessionClock.stop();
});

test("armed, it waits for the next instant and does what is due then", async () => {
  const { clock, sessionClock, looks, endLook } = clockOver([30, 90]);
  await sessionClock.arm();
  clock.turn(29);
  expect(looks).toEqual([]);
  clock.turn(1);
  await endLook();
  expect(looks).toEqual([30]);
  await sessionClock.stop();
});

test("armed over what is due already, it begins with it at once and keeps nobody waiting", async () => {
  const { sessionClock, looks, endLook } = clockOver([-3_600]);
  await sessionClock.arm();
  await endLook();
  expect(looks).toEqual([0]);
  await sessionClock.stop();
});
