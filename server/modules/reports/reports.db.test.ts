import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CacheBus } from "../../kernel/cache-bus.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { reportRange } from "../cafes/report-range-rules.ts";
import { openCafes } from "../cafes/index.ts";
import { postCharge, topUpMembers } from "../ledger/index.ts";
import { addCafe, addMember, holdingOf, topUpOf } from "../ledger/test-books.ts";
import { reportOf } from "./index.ts";

let test: TestDatabase;
beforeAll(async () => (test = await openTestDatabase()));
afterAll(() => test.close());

const zone = "Europe/Berlin";
const report = (cafeId: number, date_start: string, date_end = date_start, time_end = "23:59") => {
  const range = reportRange({ date_start, date_end, time_end }, zone, new Date(0));
  return reportOf({ db: test.db, cafes: openCafes(test.db, new CacheBus()) })(cafeId, range!);
};
const system = { actorKind: "system", actorId: null, actorName: "System" } as const;
const chargeTerms = {
  sessionId: 1,
  taxPercent: "10.00",
  bonusFirst: true,
  useBonus: true,
  useBalance: true,
} as const;
const endedAlone = {
  usedSeconds: 60,
  details: "by Auto",
  actor: system,
  staffName: "",
  shiftId: null,
} as const;
const tenders = ["cash", "card", "qr"] as const;

/** The same numbers for a seed (Park and Miller), so that a failure is found again. */
function drawsOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => (state = (state * 48_271) % 2_147_483_647) % below;
}

interface Fact {
  at: number;
  memberId: number;
  value: number;
  bonus: number;
  tender: (typeof tenders)[number];
  pcName: string;
  fromBalance: number;
  lent: number;
  tax: number;
  /** What a refund of bonus took from the balance. */
  shortage: number;
}

/** Random top-ups, refunds and charges of four members and a guest (id ending in 5) over three days around the midday. */
async function playRandomly(cafeId: number, seed: number, midday: Date): Promise<Fact[]> {
  await addCafe(test.db, cafeId);
  for (const n of [1, 2, 3, 4, 5]) await addMember(test.db, cafeId, cafeId * 10 + n, n === 5 ? -2 : 0);
  const draw = drawsOf(seed);
  const facts: Fact[] = [];
  for (let turn = 0; turn < 150; turn++) {
    const at = new Date(midday.getTime() + (draw(72) - 36) * 3_600_000 + draw(3_600_000));
    const memberId = cafeId * 10 + 1 + draw(5);
    const tender = tenders[draw(3)]!;
    const fact = {
      at: at.getTime(),
      memberId,
      value: 0,
      bonus: 0,
      tender,
      pcName: "",
      fromBalance: 0,
      lent: 0,
      tax: 0,
      shortage: 0,
    };
    if (draw(2) === 0) {
      fact.pcName = `PC00${draw(7)}`;
      const [chargeMinor, pcName] = [draw(2_000), fact.pcName];
      const about = {
        memberId,
        chargeMinor,
        taxMinor: Math.round(chargeMinor / 11),
        mayBorrowMinor: draw(500),
        pcName,
        bonusSince: at,
      };
      const charged = await test.db.transact((tx) =>
        postCharge(tx, cafeId, at, { ...chargeTerms, ...endedAlone, ...about }),
      );
      facts.push({
        ...fact,
        fromBalance: charged.fromBalanceMinor,
        lent: charged.fromLoanMinor,
        tax: charged.taxMinor,
      });
      continue;
    }
    const back = draw(3) === 0;
    const isGuest = memberId % 10 === 5;
    const [valueMinor, bonusMinor] = back
      ? [-1 - draw(900), -draw(200)]
      : [1 + draw(3_000), isGuest ? 0 : draw(300)];
    const before = await holdingOf(test.db, cafeId, memberId);
    const command = topUpOf(cafeId, [memberId], { now: at, valueMinor, bonusMinor, tender });
    const done = await topUpMembers(test.db, command).catch((error: unknown) => {
      if (error instanceof Refusal && error.error === "ledger.insufficient_balance") return null;
      throw error;
    });
    if (done)
      facts.push({
        ...fact,
        value: valueMinor,
        bonus: bonusMinor,
        shortage: Math.max(0, -bonusMinor - before.bonus),
      });
  }
  return facts;
}

const counted = (facts: Fact[], valueOf: (fact: Fact) => number) => {
  const values = facts.map(valueOf).filter((value) => value !== 0);
  return { number: values.length, amount: values.reduce((sum, value) => sum + value, 0) / 100 };
};
const sumOf = (facts: Fact[], valueOf: (fact: Fact) => number) => counted(facts, valueOf).amount;
const isGuest = (fact: Fact) => fact.memberId % 10 === 5;
const byTender = (tender: string) => (fact: Fact) => (fact.tender === tender ? fact.value : 0);
const topFive = (facts: Fact[], nameOf: (fact: Fact) => string, valueOf: (fact: Fact) => number) =>
  [...Map.groupBy(facts, nameOf)]
    .map(([name, own]) => ({ name, amount: sumOf(own, valueOf) }))
    .filter(({ amount }) => amount > 0)
    .sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1))
    .slice(0, 5);

describe("the report of a day with random top-ups, refunds and charges", () => {
  it.each([11, 12, 13])(
    "equals the sums of what was done in that café on that day (seed %i)",
    async (seed) => {
      const cafeId = 20_000 + seed;
      await playRandomly(cafeId + 100, seed + 1, new Date("2026-05-05T10:00:00Z")); // the neighbour's never count
      const done = await playRandomly(cafeId, seed, new Date("2026-05-05T10:00:00Z"));
      const [startsAt, endsAt] = [Date.parse("2026-05-04T22:00:00Z"), Date.parse("2026-05-05T22:00:00Z")];
      const day = done.filter(({ at }) => at >= startsAt && at < endsAt);
      expect(day.length).toBeGreaterThan(20);
      expect(day.length).toBeLessThan(done.length);
      const [into, back] = [day.filter(({ value }) => value > 0), day.filter(({ value }) => value < 0)];
      const [guests, members] = [
        (facts: Fact[]) => facts.filter(isGuest),
        (facts: Fact[]) => facts.filter((one) => !isGuest(one)),
      ];
      const value = (fact: Fact) => fact.value;
      const nothing = { number: 0, amount: 0 };
      const linesOf = (facts: Fact[]) => ({
        member: counted(members(facts), value),
        guest: counted(guests(facts), value),
        prepaid: counted(guests(facts), value),
        postpaid: nothing,
        pc: nothing,
        console: nothing,
        cash: counted(facts, byTender("cash")),
        credit_card: counted(facts, byTender("card")),
        qr: counted(facts, byTender("qr")),
        bonus: counted(facts, ({ bonus }) => bonus),
      });

      const answer = await report(cafeId, "2026-05-05");
      expect(answer.topup).toEqual({ ...linesOf(into), ...counted(into, value) });
      const { qr: _, ...refunded } = linesOf(back);
      expect(answer.refund.topup).toEqual({ ...refunded, total: counted(back, value) });
      const used = sumOf(day, ({ fromBalance, lent, tax, shortage }) => fromBalance + lent + shortage - tax);
      expect(answer.income).toEqual({
        expense: { amount: 0, items: [] },
        cash: sumOf(day, byTender("cash")),
        credit_card: sumOf(day, byTender("card")),
        qr: sumOf(day, byTender("qr")),
        by_balance: sumOf(day, ({ fromBalance }) => fromBalance),
        coin: 0,
        amount: sumOf(day, value),
        cost: 0,
        tax: sumOf(day, ({ tax }) => tax),
        profit: used,
        loan: sumOf(day, ({ lent }) => lent),
      });
      expect(answer.report).toMatchObject({
        report_start: "2026-05-05 00:00:00",
        report_end: "2026-05-05 23:59:59",
        cash: answer.income.cash,
        profit: used,
      });
      const payers = topFive(members(into), ({ memberId }) => `player${memberId}`, value);
      expect(answer.top_five_members_topup).toEqual(
        payers.map(({ name, amount }) => ({ member: name, amount })),
      );
      const played = day.filter(({ pcName }) => pcName !== "");
      const pcs = topFive(
        played,
        ({ pcName }) => pcName,
        ({ fromBalance, lent }) => fromBalance + lent,
      );
      expect(answer.top_five_pc_spend).toEqual(
        pcs.map(({ name, amount }) => ({ pc_name: name, total_spend: amount.toFixed(2) })),
      );
      expect(answer.sale.total).toBe(0); // PC time is no sale of goods
    },
  );
});

describe("the borders of a range", () => {
  const paid = async (cafeId: number, at: string, valueMinor: number) => {
    await topUpMembers(test.db, topUpOf(cafeId, [cafeId], { now: new Date(at), valueMinor }));
  };
  it.each([
    [30_001, "a day of 25 hours", "2026-10-25", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"],
    [30_002, "a day of 23 hours", "2026-03-29", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"],
  ])("café %i: %s has all between its midnights and nothing else", async (cafeId, _, day, first, next) => {
    await addCafe(test.db, cafeId);
    await addMember(test.db, cafeId, cafeId);
    const justBefore = (instant: string) => new Date(Date.parse(instant) - 1).toISOString();
    await paid(cafeId, justBefore(first), 1);
    await paid(cafeId, first, 10);
    await paid(cafeId, justBefore(next), 100);
    await paid(cafeId, next, 1_000);
    for (const timeEnd of ["23:59", "24:00"]) {
      const answer = await report(cafeId, day, day, timeEnd);
      expect([answer.report.report_end, answer.topup.amount]).toEqual([`${day} 23:59:59`, 1.1]);
    }
    const year = await report(cafeId, "2026-01-01", "2026-12-31");
    expect(year.topup.amount).toBe(11.11);
    expect(year.new_members_number).toBe(1);
  });
  it("a range whose start is not before its end is refused", async () => {
    const at = new Date("2026-05-05T10:00:00Z");
    const range = { startsAt: at, endsAt: at, startLocal: "", endLocal: "" };
    const asked = reportOf({ db: test.db, cafes: openCafes(test.db, new CacheBus()) })(30_001, range);
    await expect(asked).rejects.toMatchObject({ error: "request.time_range", message: "Time range error" });
  });
});
