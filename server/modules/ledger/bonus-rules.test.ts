import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readBonusTerms, topUpBonus } from "./bonus-rules.ts";

const terms = (priceBonus: unknown, unit = "currency", fieldType = "bonus", rewardPercents: unknown = []) =>
  readBonusTerms({ priceBonus, unit, fieldType, rewardPercents });
const currencyRows = [
  { limit: 50, value: 5 },
  { limit: 100, value: 10 },
  { limit: 200, value: 30 },
];
const percentRows = currencyRows.slice(0, 2);
const bonus = (given: ReturnType<typeof terms>, minor: number, weekday = 0) =>
  topUpBonus(given, minor, 2, weekday).bonusMinor;

describe("the bonus of a top-up (billing.md 13 #6 to #8)", () => {
  it.each([
    [4999, 0],
    [5000, 500],
    [9999, 500],
    [10_000, 1500],
    [19_999, 1500],
    [20_000, 4500],
  ])("currency rows add up: %i brings %i", (value, expected) =>
    expect(bonus(terms(currencyRows), value)).toBe(expected),
  );

  it.each([
    [4999, 0],
    [5000, 250],
    [5010, 251],
    [7500, 375],
    [9999, 500],
    [10_000, 1000],
  ])("of percent rows the highest reached counts: %i brings %i", (value, expected) =>
    expect(
      bonus(
        terms(
          percentRows.map(({ limit, value }) => [limit, value]),
          "percent",
        ),
        value,
      ),
    ).toBe(expected),
  );

  it("the weekday's percent is taken of the exact bonus, which is rounded once", () => {
    expect(bonus(terms([{ limit: 10, value: 20 }], "currency", "bonus", [100, 100, 70]), 1000, 2)).toBe(1400);
    expect(bonus(terms([{ limit: 50, value: 5 }], "percent", "bonus", [50]), 5010)).toBe(125);
    expect(topUpBonus(terms([{ limit: 1, value: 3.75 }], "currency", "coin"), 100, 2, 0)).toEqual({
      bonusMinor: 0,
      coinsHundredths: 400,
    });
  });

  it("a weekday that is missing counts 100 percent", () => {
    expect(bonus(terms(currencyRows, "currency", "bonus", [50]), 5000, 6)).toBe(500);
    expect(bonus(terms(currencyRows, "currency", "bonus", [50, null]), 5000, 1)).toBe(500);
  });

  it("every written form of the rows means the same", () => {
    const forms = [
      '[{"limit":"50","value":"5.00"}]',
      [{ money: 50, bonus: 5 }],
      [{ topup: "50.00", bonus: "5" }],
      [["50", "5"]],
      [{ limit: 50, value: 5 }, { limit: "many" }, null, 7],
    ];
    for (const form of forms) expect(bonus(terms(form), 5000)).toBe(500);
    expect(bonus(terms("nothing"), 5000)).toBe(0);
  });

  it("knows currencies of no and of three places", () => {
    expect(topUpBonus(terms(percentRows, "percent"), 50, 0, 0).bonusMinor).toBe(3); // 2.5 half up
    expect(topUpBonus(terms(percentRows, "percent"), 50_010, 3, 0).bonusMinor).toBe(2501); // 2.5005 half up
    expect(topUpBonus(terms(currencyRows), 100_000, 3, 0).bonusMinor).toBe(15_000);
  });

  it("a refund or nothing brings nothing", () => {
    expect(bonus(terms([{ limit: 0, value: 5 }]), 0)).toBe(0);
    expect(bonus(terms([{ limit: 0, value: 5 }]), -5000)).toBe(0);
  });
});

const row = fc.record({ limit: fc.nat({ max: 500 }), value: fc.nat({ max: 100 }) });

describe("for all rows and amounts", () => {
  it("in currency mode more money never brings less, and never more than all rows together", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 6 }),
        fc.nat({ max: 100_000 }),
        fc.nat({ max: 1000 }),
        (rows, value, more) => {
          const all = rows.reduce((sum, { value: step }) => sum + step * 100, 0);
          expect(bonus(terms(rows), value + more)).toBeGreaterThanOrEqual(bonus(terms(rows), value));
          expect(bonus(terms(rows), value)).toBeLessThanOrEqual(all);
        },
      ),
    );
  });

  it("in percent mode the bonus is within half a minor unit of the exact percent, and never above the largest", () => {
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 6 }),
        fc.nat({ max: 10_000_000 }),
        fc.nat({ max: 100 }),
        (rows, value, day) => {
          const reached = rows.filter(({ limit }) => limit * 100 <= value);
          const highest = Math.max(-1, ...reached.map(({ limit }) => limit));
          const percents = reached.filter(({ limit }) => limit === highest).map((step) => step.value);
          const given = bonus(terms(rows, "percent", "bonus", [day]), value);
          if (percents.length === 0) expect(given).toBe(0);
          else
            expect(
              percents.some((percent) => Math.abs(given - (value * percent * day) / 10_000) <= 0.5),
            ).toBe(true);
        },
      ),
    );
  });
});
