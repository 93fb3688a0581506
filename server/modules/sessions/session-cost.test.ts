import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { NamedPrice } from "../pricing/index.ts";
import { endOfMoney, moneySecondsLeft, runningCost, wholeSecond, type SessionTerms } from "./session-cost.ts";

/** What a session has cost and how long its money lasts (billing.md 6.4, 6.5, 7.4). */

const startedAt = new Date("2026-03-02T10:00:00Z");
const after = (seconds: number) => new Date(startedAt.getTime() + seconds * 1000);

const price = (ratePerHourMinor: number): NamedPrice => ({
  ...{ id: 1, version: 1, order: 0, isActive: true, type: "fixed", name: "flat", color: "" },
  ...{
    ratesPerHourMinor: [ratePerHourMinor, null, null, null],
    dynamicRows: [],
    roundingMinor: 0,
    taxed: false,
  },
  grid: Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1 as const)),
  ...{ pcGroupIds: [], memberGroupIds: [] },
});

const termsOf = (ratePerHourMinor: number, more: Partial<SessionTerms> = {}): SessionTerms => ({
  charge: { price: price(ratePerHourMinor), zone: "UTC", discountPercent: "0", tax: null, minimumMinor: 0 },
  ...{ priceName: "flat", freeSeconds: 0, bonusFirst: true, useBalance: true },
  ...more,
});
const moneyOf = (balanceMinor: number, bonusMinor = 0) => ({
  balanceMinor,
  lots: bonusMinor === 0 ? [] : [{ amountMinor: bonusMinor, expiresAt: null }],
});

test("instants are cut down to whole seconds, never up", () => {
  expect(wholeSecond(new Date("2026-03-02T10:00:00.999Z"))).toEqual(startedAt);
  expect(wholeSecond(startedAt)).toEqual(startedAt);
});

test("with billing off nothing is paid and nothing ends the session", () => {
  const off = { ...termsOf(100), charge: null };
  expect(runningCost(off, moneyOf(0), startedAt, after(3600), 2)).toBeNull();
  expect(moneySecondsLeft(off, moneyOf(0), startedAt, after(3600))).toBeNull();
  expect(endOfMoney(off, moneyOf(0), startedAt)).toBeNull();
});

describe("the order in which money is spent", () => {
  test.each<[string, Partial<SessionTerms>, number, number]>([
    ["bonus first: the bonus pays all it can", { bonusFirst: true }, 100, 100],
    ["balance first: the bonus pays the rest", { bonusFirst: false }, 50, 150],
    ["without balance for PC time only the bonus pays", { useBalance: false }, 100, 0],
  ])("%s", (_, more, fromBonusMinor, fromBalanceMinor) => {
    expect(runningCost(termsOf(200, more), moneyOf(150, 100), startedAt, after(3600), 2)).toMatchObject({
      fromBonusMinor,
      fromBalanceMinor,
    });
  });
});

test("free minutes cost nothing and come on top of what the money lasts", () => {
  const free = termsOf(200, { freeSeconds: 600 });
  expect(runningCost(free, moneyOf(200), startedAt, after(600), 2)?.totalMinor).toBe(0);
  expect(moneySecondsLeft(free, moneyOf(200), startedAt, startedAt)).toBe(3600 + 600);
});

const cases = fc.record({
  rate: fc.integer({ min: 1, max: 100_000 }),
  balance: fc.integer({ min: 0, max: 100_000 }),
  bonus: fc.integer({ min: 0, max: 100_000 }),
  bonusFirst: fc.boolean(),
  part: fc.double({ min: 0, max: 1, noNaN: true }),
});

test("one flat rate lasts floor(funds × 3600 / rate) seconds", () => {
  fc.assert(
    fc.property(cases, ({ rate, balance, bonus, bonusFirst }) => {
      const left = moneySecondsLeft(
        termsOf(rate, { bonusFirst }),
        moneyOf(balance, bonus),
        startedAt,
        startedAt,
      );
      expect(left).toBe(Number((BigInt(balance + bonus) * 3600n) / BigInt(rate)));
    }),
    { numRuns: 60 },
  );
});

test("whenever one looks, the session ends at the same instant, and costs no more than there is", () => {
  fc.assert(
    fc.property(cases, ({ rate, balance, bonus, bonusFirst, part }) => {
      const terms = termsOf(rate, { bonusFirst });
      const money = moneyOf(balance, bonus);
      const end = endOfMoney(terms, money, startedAt) as Date;
      const at = after(Math.floor(((end.getTime() - startedAt.getTime()) / 1000) * part));
      const left = moneySecondsLeft(terms, money, startedAt, at) ?? 0;
      expect(at.getTime() + left * 1000).toBe(end.getTime());
      const cost = runningCost(terms, money, startedAt, at, 2);
      expect(cost?.fromBonusMinor).toBeLessThanOrEqual(bonus);
      expect(cost?.fromBalanceMinor).toBeLessThanOrEqual(balance);
    }),
    { numRuns: 60 },
  );
});
