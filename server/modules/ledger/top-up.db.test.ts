import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { keyReused, onceForKey } from "../../kernel/http/idempotency.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { refuseTopUp, topUpMembers, type TopUpCommand } from "./top-up.ts";
import {
  addCafe,
  addMember,
  addMemberHolding,
  brokenInBooks,
  countTransfers,
  holdingOf,
  startOfBooks,
  topUpOf,
} from "./test-books.ts";

const cafe = 10_001;
let test: TestDatabase;
let lastId = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));
afterAll(() => test.close());

const topUp = (ids: readonly number[], about: Partial<TopUpCommand>) =>
  topUpMembers(test.db, topUpOf(cafe, ids, about));
async function member(holding: Parameters<typeof addMemberHolding>[3] = {}): Promise<number> {
  const id = ++lastId;
  await (Object.keys(holding).length === 0
    ? addMember(test.db, cafe, id)
    : addMemberHolding(test.db, cafe, id, holding));
  return id;
}
async function guest(): Promise<number> {
  await addMember(test.db, cafe, ++lastId, -2);
  return lastId;
}
const claimOf = (key: string, hash = "aa") => ({
  caller: "key:1",
  path: "/topup",
  key,
  hash: hash.padEnd(64, "0"),
});
const logsOf = (id: number) =>
  test.db.rows(
    "select event, cash_minor, card_minor, bonus_minor, coins_hundredths, details from billing_logs where cafe_id = $1 and member_id = $2 order by billing_log_id",
    [cafe, id],
  );

describe("the worked examples (billing.md 13)", () => {
  it("#1 a loan is paid back first", async () => {
    const id = await member({ balance: 450, loan: 600 });
    await topUp([id], { valueMinor: 100 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 0, loan: 50 });
    await topUp([id], { valueMinor: 100 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 50, loan: 0 });
    expect((await logsOf(id)).map((row) => (row as { event: string }).event)).toEqual([
      "TOPUP",
      "TOPUP",
      "LOAN_PAY",
      "TOPUP",
      "LOAN_PAY",
    ]);
  });

  it("#2 what a running session has cost is not used to pay the loan", async () => {
    const id = await member({ balance: 450, loan: 600 });
    await topUp([id], { valueMinor: 100, runningCosts: new Map([[id, 100]]) });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 100, loan: 150 });
  });

  it("#3 points come with whole units of money and go with a refund", async () => {
    const id = await member({ points: 1000 });
    await topUp([id], { valueMinor: 4999, minorPerPoint: 100 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ points: 5900, group: 0 });
    await topUp([id], { valueMinor: -2050, minorPerPoint: 100 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ points: 3900, balance: 2949 });
  });

  it("#4 a refund takes bonus as far as it is there and the rest from the balance", async () => {
    const id = await member({ balance: 3000, bonus: 300 });
    const refund = { valueMinor: -2000, bonusMinor: -500 };
    await topUp([id], refund);
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 800, bonus: 0 });
    const poor = await member({ balance: 2199, bonus: 300 });
    await expect(topUp([poor], refund)).rejects.toMatchObject({
      error: "ledger.insufficient_balance",
      code: 402,
      message: "Insufficient balance.",
    });
    expect(await holdingOf(test.db, cafe, poor)).toMatchObject({ balance: 2199, bonus: 300 });
  });

  it("#5 each member named gets it, and with an unknown one among them nobody does", async () => {
    const [a, b] = [await member(), await member()];
    const { members } = await topUp([b, a], { valueMinor: 1000, tender: "card" });
    expect(members.map(({ memberId, balanceMinor }) => [memberId, balanceMinor])).toEqual([
      [b, 1000],
      [a, 1000],
    ]);
    expect(new Set(members.map(({ orderId }) => orderId)).size).toBe(2);
    await expect(topUp([a, 999_999], { valueMinor: 1000 })).rejects.toMatchObject({
      error: "member.not_found",
      message: "Member not found.",
    });
    expect((await holdingOf(test.db, cafe, a)).balance).toBe(1000);
    expect(await logsOf(a)).toEqual([
      {
        event: "TOPUP",
        cash_minor: 0,
        card_minor: 1000,
        bonus_minor: 0,
        coins_hundredths: 0,
        details: "test",
      },
    ]);
  });
});

describe("what a top-up may not do", () => {
  it("refunds pay out neither lent money nor what the running session has used", async () => {
    const lent = await member({ balance: 1000, loan: 400 });
    await expect(topUp([lent], { valueMinor: -601 })).rejects.toMatchObject({ code: 402 });
    await topUp([lent], { valueMinor: -600 });
    const playing = await member({ balance: 1000 });
    const runningCosts = new Map([[playing, 400]]);
    await expect(topUp([playing], { valueMinor: -601, runningCosts })).rejects.toMatchObject({ code: 402 });
    await topUp([playing], { valueMinor: -600, runningCosts });
    const withBonus = await member({ balance: 1000, bonus: 400 });
    await topUp([withBonus], { valueMinor: -1000, runningCosts: new Map([[withBonus, 400]]) });
    expect(await holdingOf(test.db, cafe, withBonus)).toMatchObject({ balance: 0, bonus: 400 });
  });

  it("coins do not go below zero", async () => {
    const id = await member();
    await topUp([id], { coinsHundredths: 250 });
    await expect(topUp([id], { coinsHundredths: -251 })).rejects.toMatchObject({
      error: "ledger.insufficient_coins",
    });
    await topUp([id], { coinsHundredths: -250 });
    expect((await holdingOf(test.db, cafe, id)).coins).toBe(0);
  });

  it("guests earn no bonus and no points", async () => {
    const id = await guest();
    await topUp([id], { valueMinor: 5000, bonusMinor: 500, minorPerPoint: 100 });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({
      balance: 5000,
      bonus: 0,
      points: 0,
      group: -2,
    });
  });

  it("the member group follows the points, up and down", async () => {
    const id = await member();
    await topUp([id], { valueMinor: 10_000, minorPerPoint: 100 });
    expect((await holdingOf(test.db, cafe, id)).group).toBe(7);
    await topUp([id], { valueMinor: -100, minorPerPoint: 100 });
    expect((await holdingOf(test.db, cafe, id)).group).toBe(0);
  });

  it("an amount that no whole number of a program holds is refused in words", async () => {
    const id = await member();
    await topUp([id], { valueMinor: Number.MAX_SAFE_INTEGER });
    await expect(topUp([id], { valueMinor: 1 })).rejects.toMatchObject({ error: "request.validation" });
  });
});

describe("bonus lots", () => {
  it("what has expired is gone before anything else moves, at its own instant", async () => {
    const id = await member();
    await topUp([id], { valueMinor: 100, bonusMinor: 300, bonusHours: 24 });
    await topUp([id], { valueMinor: 100, bonusMinor: 200 });
    const later = new Date(startOfBooks.getTime() + 25 * 3_600_000);
    await topUp([id], { valueMinor: 100, now: later });
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 300, bonus: 200 });
    const expiry = await test.db.row<{ at: Date; bonus_minor: number }>(
      "select at, bonus_minor from billing_logs where cafe_id = $1 and member_id = $2 and event = 'BONUS_EXPIRE'",
      [cafe, id],
    );
    expect(expiry).toEqual({ at: new Date("2026-03-03T10:00:00Z"), bonus_minor: -300 });
  });

  it("#9 are spent in the order of their expiry, those that never expire last", async () => {
    const id = await member();
    for (const [bonusMinor, bonusHours] of [
      [300, 48],
      [400, 24],
      [200, 0],
    ] as const)
      await topUp([id], { bonusMinor, bonusHours });
    await topUp([id], { bonusMinor: -500 });
    const left = await test.db.rows(
      "select granted_minor as granted, left_minor as left from bonus_lots where cafe_id = $1 and member_id = $2 order by bonus_lot_id",
      [cafe, id],
    );
    expect(left).toEqual([
      { granted: 300, left: 200 },
      { granted: 400, left: 0 },
      { granted: 200, left: 200 },
    ]);
  });
});

describe("retry safety (billing.md 2)", () => {
  it("a repeated top-up with the same key changes nothing and answers the same", async () => {
    const id = await member();
    const idempotency = claimOf("one");
    const first = await topUp([id], { valueMinor: 1000, idempotency });
    await topUp([id], { valueMinor: 7 });
    const again = await topUp([id], { valueMinor: 1000, idempotency });
    expect(again).toEqual({ members: first.members, replayed: true });
    expect((await holdingOf(test.db, cafe, id)).balance).toBe(1007);
    await expect(topUp([id], { valueMinor: 2000, idempotency: claimOf("one", "bb") })).rejects.toMatchObject({
      error: keyReused().error,
    });
  });

  it("twenty calls at once with one key are one transfer", async () => {
    const id = await member();
    const before = await countTransfers(test.db, cafe);
    const calls = Array.from({ length: 20 }, () =>
      topUp([id], { valueMinor: 1000, idempotency: claimOf("twenty") }),
    );
    const outcomes = await Promise.all(calls);
    expect(new Set(outcomes.map(({ members }) => members[0]?.orderId)).size).toBe(1);
    expect(outcomes.filter(({ replayed }) => !replayed)).toHaveLength(1);
    expect((await countTransfers(test.db, cafe)) - before).toBe(1);
  });

  it("a refusal is kept with its key, the ledger's as well as one from before it", async () => {
    const id = await member();
    const refund = { valueMinor: -100, idempotency: claimOf("refused") };
    await expect(topUp([id], refund)).rejects.toMatchObject({ code: 402 });
    await topUp([id], { valueMinor: 1000 });
    await expect(topUp([id], refund)).rejects.toMatchObject({ code: 402 });
    const early = { cafeId: cafe, now: startOfBooks, idempotency: claimOf("early") };
    const refusal = new Refusal("topup.comment_required", "A refund needs a comment.");
    await expect(refuseTopUp(test.db, early, refusal)).rejects.toMatchObject({
      error: "topup.comment_required",
    });
    await expect(topUp([id], { valueMinor: 5, idempotency: early.idempotency })).rejects.toMatchObject({
      error: "topup.comment_required",
    });
    expect((await holdingOf(test.db, cafe, id)).balance).toBe(1000);
  });

  it("what succeeded under a key is answered again even where the same call would now be refused early", async () => {
    const id = await member();
    const idempotency = claimOf("succeeded");
    const first = await topUp([id], { valueMinor: 1000, idempotency });
    const again = await refuseTopUp(
      test.db,
      { cafeId: cafe, now: startOfBooks, idempotency },
      new Refusal("promo.unknown", "no"),
    );
    expect(again).toEqual({ members: first.members, replayed: true });
  });

  it(
    "a call that waits for the first one too long is told that it is still running",
    { timeout: 20_000 },
    async () => {
      const id = await member();
      const idempotency = claimOf("slow");
      await onceForKey(test.db, cafe, idempotency, startOfBooks, async () => {
        await expect(topUp([id], { valueMinor: 1000, idempotency })).rejects.toMatchObject({
          error: "idempotency.in_progress",
        });
        return {};
      });
    },
  );

  it("a key is free again after 48 hours", async () => {
    const id = await member();
    const idempotency = claimOf("old");
    await topUp([id], { valueMinor: 1000, idempotency });
    await topUp([id], {
      valueMinor: 1000,
      idempotency,
      now: new Date(startOfBooks.getTime() + 48 * 3_600_000),
    });
    expect((await holdingOf(test.db, cafe, id)).balance).toBe(2000);
  });
});

describe("many at once, and the crash in between", () => {
  it("fifty top-ups of one member at once all count", async () => {
    const id = await member();
    await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        topUp([id], { valueMinor: 100 + i, bonusMinor: i, coinsHundredths: 1 }),
      ),
    );
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 6225, bonus: 1225, coins: 50 });
  });

  it("calls that name the same members in opposite order do not stand in each other's way", async () => {
    const ids = [await member(), await member(), await member()];
    await Promise.all(
      Array.from({ length: 20 }, (_, i) => topUp(i % 2 ? ids : ids.toReversed(), { valueMinor: 10 })),
    );
    for (const id of ids) expect((await holdingOf(test.db, cafe, id)).balance).toBe(200);
  });

  it("a transaction that never commits leaves nothing, neither money nor its key", async () => {
    const id = await member();
    const idempotency = claimOf("crash");
    const request = JSON.stringify({
      member_ids: [id],
      value: 500,
      bonus: 50,
      coins: 0,
      minor_per_point: 0,
      bonus_hours: 0,
      bonus_first: true,
      tender: "cash",
      comment: "",
      shift_id: null,
      actor_kind: "key",
      actor_id: 1,
      actor_name: "API",
      running_costs: {},
      idempotency,
    });
    const crash = test.db.transact(async (tx) => {
      await tx.row("select top_up_members($1, $2, $3)", [cafe, startOfBooks, request]);
      throw new Error("crash");
    });
    await expect(crash).rejects.toThrow("crash");
    expect(await holdingOf(test.db, cafe, id)).toMatchObject({ balance: 0, bonus: 0 });
    expect(await logsOf(id)).toEqual([]);
    expect((await topUp([id], { valueMinor: 500, idempotency })).replayed).toBe(false);
  });
});

describe("for all sequences", () => {
  it("a refund of what was topped up restores what was there, when nothing is owed", async () => {
    const amounts = fc.record({
      value: fc.nat({ max: 100_000 }),
      bonus: fc.nat({ max: 5_000 }),
      coins: fc.nat({ max: 500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 10_000 }),
        fc.nat({ max: 1000 }),
        amounts,
        async (balance, bonus, given) => {
          const id = await member({ balance: balance + 1, bonus });
          const before = await holdingOf(test.db, cafe, id);
          const about = {
            valueMinor: given.value,
            bonusMinor: given.bonus,
            coinsHundredths: given.coins,
            minorPerPoint: 100,
          };
          await topUp([id], about);
          await topUp([id], {
            ...about,
            valueMinor: -given.value,
            bonusMinor: -given.bonus,
            coinsHundredths: -given.coins,
          });
          expect(await holdingOf(test.db, cafe, id)).toEqual(before);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("whatever is asked for in whatever order, it is either booked whole or refused whole, and the books stay right", async () => {
    const step = fc.record({
      valueMinor: fc.integer({ min: -3000, max: 3000 }),
      bonusMinor: fc.integer({ min: -800, max: 800 }),
      coinsHundredths: fc.integer({ min: -200, max: 200 }),
      bonusHours: fc.constantFrom(0, 1, 3),
      running: fc.nat({ max: 500 }),
      bonusFirst: fc.boolean(),
      hours: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const id = await member({ balance: 500, loan: 300, bonus: 100 });
        let now = startOfBooks.getTime();
        for (const { running, hours, ...about } of steps) {
          now += hours * 3_600_000;
          const before = await countTransfers(test.db, cafe);
          const command = {
            ...about,
            now: new Date(now),
            minorPerPoint: 100,
            runningCosts: new Map([[id, running]]),
          };
          const refused = await topUp([id], command).then(
            () => null,
            (error: unknown) => error,
          );
          if (refused !== null) {
            expect(refused).toBeInstanceOf(Refusal);
            const top = await test.db.row(
              "select 1 from transfers where cafe_id = $1 and kind <> 'bonus_expiry' offset $2",
              [cafe, before],
            );
            expect(top).toBeUndefined();
          }
        }
      }),
      { numRuns: 25 },
    );
  });
});
