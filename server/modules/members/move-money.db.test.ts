import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { registerServer, setUpCafe } from "../cafes/index.ts";
import { postCharge, topUpMembers, verifyLedger } from "../ledger/index.ts";
import { applyBonusExpiration } from "./apply-settings.ts";
import { addBuiltInGroups, insertMemberGroup } from "./member-group-store.ts";
import { getMember, insertMembers } from "./member-store.ts";
import { moveMoney, type MovedMember } from "./move-money.ts";
import { refreshBonus } from "./refresh-bonus.ts";

/** Loans, deductions, points and the life of bonus on real books (billing.md 3.9, 5, 9). */

let test: TestDatabase;
let cafeId = 0;
let gold = 0;
let made = 0;
let replays = 0;
const start = new Date("2026-03-02T10:00:00Z");
const hour = 3_600_000;
const at = (hours: number) => new Date(start.getTime() + hours * hour);

beforeAll(async () => {
  test = await openTestDatabase();
  await test.db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://localhost", start);
    const ids = { bytes: (length: number) => new Uint8Array(length).fill(7) };
    const place = { name: "Corner", countryCode: "ES", currencyCode: "EUR", zone: "UTC", serverCode: "main" };
    ({ cafeId } = await setUpCafe(tx, ids, { ...place, now: start }));
    await addBuiltInGroups(tx, cafeId, start);
    const group = { name: "Gold", description: "", discountRate: 0, discountPcTime: 0, discountOffer: 0 };
    gold = await insertMemberGroup(tx, cafeId, { ...group, pointMinHundredths: 10_000 }, start);
  });
});
beforeEach(() => {
  replays = 0;
});
afterEach(async () => {
  const broken: string[] = [];
  for await (const result of verifyLedger(test.db)) if (result.broken !== null) broken.push(result.broken);
  expect(broken).toEqual([]);
});
afterAll(() => test.close());

async function member(memberGroupId = 0): Promise<number> {
  const rows = [{ account: `player${++made}`, passwordHash: null, memberGroupId }];
  const [id = 0] = await test.db.transact((tx) => insertMembers(tx, cafeId, rows, start));
  return id;
}
const actor = { actorKind: "key" as const, actorId: 1, actorName: "API" };
const topUp = (id: number, valueMinor: number, bonusMinor = 0, now = start, bonusHours = 0) =>
  topUpMembers(test.db, {
    ...{ cafeId, now, memberIds: [id], valueMinor, bonusMinor, coinsHundredths: 0, tender: "cash" },
    ...{ comment: "test", actor, shiftId: null, minorPerPoint: 0, bonusHours, bonusFirst: true },
    ...{ runningCosts: new Map(), idempotency: null },
  });
const claimOf = (key: string, hash = "aa") => ({
  caller: "key:1",
  path: "/moves",
  key,
  hash: hash.padEnd(64, "0"),
});
const callOf = (claim: ReturnType<typeof claimOf> | null = null) => ({
  ...{ cafeId, now: start, idempotency: claim, replayed: () => void (replays += 1) },
  caller: { kind: "key", cafeId, keyId: 1, name: "API", rateScope: "key:1" } as const,
});
type Claim = ReturnType<typeof claimOf> | null;
const lend = (id: number, amount: number, claim: Claim = null): Promise<MovedMember[]> =>
  moveMoney(test.db, "add_loan", callOf(claim), async () => ({
    ...{ member_ids: [id], amount, amount_text: String(amount / 100), comment: "" },
  }));
const deduct = (ids: number[], amount: number, claim: Claim = null, running: Record<number, number> = {}) =>
  moveMoney(test.db, "deduct_balance", callOf(claim), async () => ({
    ...{ member_ids: ids, amount, comment: "lost card", bonus_first: true, running_costs: running },
  }));
const points = (id: number, hundredths: number, groupFollows = false, claim: Claim = null) =>
  moveMoney(test.db, "change_points", callOf(claim), async () => ({
    ...{ member_ids: [id], points: hundredths, comment: "prize", group_follows: groupFollows },
  }));
const charge = (id: number, chargeMinor: number, mayBorrowMinor: number) =>
  test.db.transact((tx) =>
    postCharge(tx, cafeId, start, {
      ...{ sessionId: 1, memberId: id, chargeMinor, taxMinor: 0, taxPercent: "0", bonusFirst: true },
      ...{ useBonus: true, useBalance: true, mayBorrowMinor, bonusSince: start, usedSeconds: 60 },
      ...{ pcName: "PC1", details: "", actor, staffName: "", shiftId: null },
    }),
  );
async function holding(id: number): Promise<number[]> {
  const row = await getMember(test.db, cafeId, id);
  return [row.balance_minor, row.bonus_minor, row.loan_minor, row.points_hundredths];
}
const logs = (id: number) =>
  test.db.rows<{ event: string; details: string; spend_minor: number; cash_minor: number }>(
    `select event, details, spend_minor::integer, cash_minor::integer from billing_logs
     where cafe_id = $1 and member_id = $2 order by billing_log_id`,
    [cafeId, id],
  );
const lotEnds = async (id: number) =>
  (
    await test.db.rows<{ expires_at: Date | null }>(
      "select expires_at from bonus_lots where cafe_id = $1 and member_id = $2 and left_minor > 0 order by bonus_lot_id",
      [cafeId, id],
    )
  ).map(({ expires_at: end }) => (end === null ? null : (end.getTime() - start.getTime()) / hour));

describe("lending (billing.md 3.9)", () => {
  it("#1 a loan of 6.00, of which 1.50 was played away, is paid back by the next top-ups first", async () => {
    const id = await member();
    await lend(id, 600);
    expect(await holding(id)).toEqual([600, 0, 600, 0]);
    await charge(id, 150, 0);
    await topUp(id, 100);
    expect(await holding(id)).toEqual([0, 0, 50, 0]);
    await topUp(id, 100);
    expect(await holding(id)).toEqual([50, 0, 0, 0]);
    const events = (await logs(id)).map(({ event }) => event);
    expect(events).toEqual(["LOAN_ADD", "CHECKOUT", "TOPUP", "LOAN_PAY", "TOPUP", "LOAN_PAY"]);
  });

  it("moves no tender, and what was lent is not paid out", async () => {
    const id = await member();
    await lend(id, 600);
    expect(await logs(id)).toMatchObject([
      { event: "LOAN_ADD", details: "Loan 6", cash_minor: 0, spend_minor: 0 },
    ]);
    await expect(topUp(id, -100)).rejects.toMatchObject({ error: "ledger.insufficient_balance" });
  });

  it("stops where numbers are no longer exact", async () => {
    const id = await member();
    await lend(id, Number.MAX_SAFE_INTEGER);
    await expect(lend(id, 1)).rejects.toMatchObject({ error: "request.validation" });
  });
});

describe("deducting (billing.md 3.9)", () => {
  it("takes from the balance alone, never from bonus, and shows as spent", async () => {
    const id = await member();
    await topUp(id, 500, 300);
    await expect(deduct([id], 501)).rejects.toMatchObject({
      error: "ledger.insufficient_balance",
      code: 402,
    });
    expect(await deduct([id], 500)).toMatchObject([{ memberId: id, balanceMinor: 0, bonusMinor: 300 }]);
    expect((await logs(id)).at(-1)).toMatchObject({
      event: "BALANCE_DEDUCT",
      spend_minor: 500,
      cash_minor: 0,
    });
  });

  it("leaves what a running session has cost; bonus pays for that first", async () => {
    const id = await member();
    await topUp(id, 500, 100);
    await expect(deduct([id], 301, null, { [id]: 300 })).rejects.toMatchObject({ code: 402 });
    expect(await deduct([id], 300, null, { [id]: 300 })).toMatchObject([{ balanceMinor: 200 }]);
  });

  it("takes from all or from none", async () => {
    const [rich, poor] = [await member(), await member()];
    await topUp(rich, 500);
    await topUp(poor, 100);
    await expect(deduct([rich, poor], 200)).rejects.toMatchObject({ code: 402 });
    await expect(deduct([rich, 999_999], 200)).rejects.toMatchObject({ error: "member.not_found" });
    expect(await holding(rich)).toEqual([500, 0, 0, 0]);
    const both = await deduct([rich, poor], 100);
    expect(both.map(({ memberId, balanceMinor }) => [memberId, balanceMinor])).toEqual([
      [rich, 400],
      [poor, 0],
    ]);
  });
});

describe("points (billing.md 3.4, 9; example #3)", () => {
  it("come and go, never below none, and say how many moved", async () => {
    const id = await member();
    await points(id, 5_900);
    expect(await points(id, -2_000)).toMatchObject([{ pointsHundredths: 3_900 }]);
    expect(await points(id, -5_000)).toMatchObject([{ pointsHundredths: 0 }]);
    expect(await points(id, -1)).toMatchObject([{ pointsHundredths: 0, orderId: null }]);
    expect((await logs(id)).map(({ details }) => details)).toEqual([
      "Points +59.00: prize",
      "Points -20.00: prize",
      "Points -39.00: prize",
    ]);
  });

  it("lead into a group and out of it while points are on, and only then", async () => {
    const id = await member();
    expect(await points(id, 10_000)).toMatchObject([{ memberGroupId: 0 }]);
    expect(await points(id, 1, true)).toMatchObject([{ memberGroupId: gold }]);
    expect(await points(id, -2, true)).toMatchObject([{ memberGroupId: 0 }]);
  });

  it("are not for guests", async () => {
    await expect(points(await member(-2), 100)).rejects.toMatchObject({ error: "request.validation" });
  });
});

describe("a repeated call (api-v2.md 1.7)", () => {
  it("with the same key changes nothing and answers the same, refusals too", async () => {
    const id = await member();
    await topUp(id, 1_000);
    const first = [await lend(id, 100, claimOf("l1")), await deduct([id], 50, claimOf("d1"))];
    await points(id, 100, false, claimOf("p1"));
    await expect(deduct([id], 9_999, claimOf("d2"))).rejects.toMatchObject({ code: 402 });
    await topUp(id, 10_000);
    const before = await holding(id);
    expect([await lend(id, 100, claimOf("l1")), await deduct([id], 50, claimOf("d1"))]).toEqual(first);
    await points(id, 100, false, claimOf("p1"));
    await expect(deduct([id], 9_999, claimOf("d2"))).rejects.toMatchObject({ code: 402 });
    expect(await holding(id)).toEqual(before);
    expect(replays).toBe(4);
    await expect(lend(id, 100, claimOf("l1", "bb"))).rejects.toMatchObject({
      error: "idempotency.key_reused",
    });
  });

  it("many at once with one key lend once", async () => {
    const id = await member();
    await Promise.all(Array.from({ length: 8 }, () => lend(id, 100, claimOf("once"))));
    expect(await holding(id)).toEqual([100, 0, 100, 0]);
  });
});

describe("any order", () => {
  const step = fc.record({
    kind: fc.constantFrom("lend", "deduct", "points", "topUp", "charge"),
    amount: fc.integer({ min: 1, max: 400 }),
    sign: fc.constantFrom(1, -1),
  });
  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;
  const carryOut = async (id: number, { kind, amount, sign }: Step): Promise<void> => {
    if (kind === "lend") await lend(id, amount);
    else if (kind === "deduct") await deduct([id], amount);
    else if (kind === "points") await points(id, amount * sign, true);
    else if (kind === "topUp") await topUp(id, amount * sign);
    else await charge(id, amount, 100);
  };
  const unlessShort = (error: unknown) => {
    if ((error as { code?: unknown }).code !== 402) throw error;
  };

  it("keeps every floor, and the books agree", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const id = await member();
        for (const one of steps) {
          await carryOut(id, one).catch(unlessShort);
          for (const amount of await holding(id)) expect(amount).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("50 at once on one member end in a state that their sum gives, whatever the order", async () => {
    const id = await member();
    await topUp(id, 100);
    // Each deducts the same, so however they line up, as many are carried out as the money allows.
    const outcomes = await Promise.allSettled(
      Array.from({ length: 50 }, (_, index) => {
        if (index % 5 === 0) return points(id, 100, true);
        if (index % 5 === 1) return topUp(id, 30);
        return deduct([id], 70, index % 2 === 0 ? claimOf(`c${index}`) : null);
      }),
    );
    const failed = outcomes.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
    for (const { reason } of failed) expect(reason).toMatchObject({ error: "ledger.insufficient_balance" });
    const deducted = (await logs(id)).filter(({ event }) => event === "BALANCE_DEDUCT").length;
    expect(failed.length).toBe(30 - deducted);
    expect(await holding(id)).toEqual([100 + 10 * 30 - deducted * 70, 0, 0, 1_000]);
    expect(deducted).toBeGreaterThan(0);
  });
});

describe("the life of bonus (billing.md 5)", () => {
  const setHours = (before: number, after: number, now: Date) =>
    test.db.transact((tx) =>
      applyBonusExpiration(tx, cafeId, [{ key: "bonus_expiration_time", before, after }], now),
    );

  it("#11 0 → 24 starts the clock of what is there, 24 → 48 leaves it, a later grant takes the new one", async () => {
    const id = await member();
    await topUp(id, 0, 300, at(0));
    await topUp(id, 0, 400, at(2));
    await setHours(0, 24, at(3));
    await setHours(24, 48, at(4));
    await topUp(id, 0, 500, at(5), 48);
    expect(await lotEnds(id)).toEqual([27, 27, 53]);
    await test.db.transact((tx) => refreshBonus(tx, cafeId, [id], new Date(at(27).getTime() - 1)));
    expect((await holding(id))[1]).toBe(1_200);
    await test.db.transact((tx) => refreshBonus(tx, cafeId, [id], at(27)));
    expect((await holding(id))[1]).toBe(500);
  });

  it("N → 0 frees what is left for ever, but what had expired before stays expired", async () => {
    const id = await member();
    await topUp(id, 0, 300, at(0), 1);
    await topUp(id, 0, 400, at(0), 24);
    await setHours(24, 0, at(2));
    expect(await lotEnds(id)).toEqual([null]);
    expect((await holding(id))[1]).toBe(400);
    await test.db.transact((tx) => refreshBonus(tx, cafeId, [id], at(10_000)));
    expect((await holding(id))[1]).toBe(400);
  });

  it("other settings leave bonus alone", async () => {
    const id = await member();
    await topUp(id, 0, 300);
    const change = { key: "point_enable", before: 0, after: 1 };
    await test.db.transact((tx) => applyBonusExpiration(tx, cafeId, [change], at(1)));
    expect(await lotEnds(id)).toEqual([null]);
  });

  it("#9 lots are spent by their expiry: what is taken back comes from the one that ends first", async () => {
    const id = await member();
    await topUp(id, 0, 300, at(0), 48);
    await topUp(id, 0, 400, at(0), 24);
    await topUp(id, 0, 200, at(0), 0);
    await charge(id, 500, 0);
    const left = await test.db.rows<{ left: number }>(
      "select left_minor::integer as left from bonus_lots where cafe_id = $1 and member_id = $2 order by bonus_lot_id",
      [cafeId, id],
    );
    expect(left.map((lot) => lot.left)).toEqual([200, 0, 200]);
  });
});
