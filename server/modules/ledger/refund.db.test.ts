import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { topUpMembers, type TopUpCommand } from "./top-up.ts";
import {
  addCafe,
  addMember,
  addMemberHolding,
  brokenInBooks,
  countTransfers,
  holdingOf,
  topUpOf,
} from "./test-books.ts";

/** Refunds that name their top-up (billing.md 3.5). */
const cafe = 10_001;
let test: TestDatabase;
let lastId = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
  await addCafe(test.db, cafe + 1);
});
afterEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));
afterAll(() => test.close());

async function member(holding: Parameters<typeof addMemberHolding>[3] = {}): Promise<number> {
  await addMemberHolding(test.db, cafe, ++lastId, { points: 1, ...holding });
  return lastId;
}
async function topUp(id: number, about: Partial<TopUpCommand>): Promise<number> {
  const { members } = await topUpMembers(test.db, topUpOf(cafe, [id], about));
  return members[0]?.orderId ?? 0;
}
const refund = (id: number, orderId: number, valueMinor: number, about: Partial<TopUpCommand> = {}) =>
  topUp(id, { valueMinor: -valueMinor, tender: null, refundOf: { orderId, exponent: 2 }, ...about });
const holding = (id: number) => holdingOf(test.db, cafe, id);

describe("a refund of a given top-up", () => {
  it("takes its bonus and coins back with it, pays by the tender it came by, and names it", async () => {
    const id = await member({ balance: 100, bonus: 40 });
    const before = await holding(id);
    const given = { valueMinor: 5000, bonusMinor: 500, coinsHundredths: 200, minorPerPoint: 100 };
    const orderId = await topUp(id, { ...given, tender: "card" });
    const refundId = await refund(id, orderId, 5000, { minorPerPoint: 100 });
    expect(await holding(id)).toEqual(before);
    expect(
      await test.db.row(
        "select kind, corrects_transfer_id from transfers where cafe_id = $1 and transfer_id = $2",
        [cafe, refundId],
      ),
    ).toEqual({ kind: "refund", corrects_transfer_id: orderId });
    expect(
      await test.db.row(
        "select event, card_minor, bonus_minor, coins_hundredths from billing_logs where transfer_id = $1",
        [refundId],
      ),
    ).toEqual({ event: "TOPUP", card_minor: -5000, bonus_minor: -500, coins_hundredths: -200 });
  });

  it("takes what the bonus lacks from the balance, and is refused where that is short", async () => {
    const id = await member();
    const orderId = await topUp(id, { valueMinor: 1000, bonusMinor: 300 });
    await topUp(id, { bonusMinor: -200 });
    await expect(refund(id, orderId, 1000)).rejects.toMatchObject({ error: "ledger.insufficient_balance" });
    await topUp(id, { valueMinor: 200 });
    await refund(id, orderId, 1000);
    expect(await holding(id)).toMatchObject({ balance: 0, bonus: 0 });
  });

  it("takes its own lot before those that would be spent first", async () => {
    const id = await member();
    await topUp(id, { valueMinor: 1000, bonusMinor: 300, bonusHours: 1 });
    const orderId = await topUp(id, { valueMinor: 1000, bonusMinor: 300 });
    await refund(id, orderId, 1000);
    const lots = await test.db.rows(
      "select left_minor from bonus_lots where cafe_id = $1 and member_id = $2 order by bonus_lot_id",
      [cafe, id],
    );
    expect(lots).toEqual([{ left_minor: 300 }, { left_minor: 0 }]);
  });

  it("takes coins only as far as they are there", async () => {
    const id = await member();
    const orderId = await topUp(id, { valueMinor: 1000, coinsHundredths: 500 });
    await topUp(id, { coinsHundredths: -400 });
    await refund(id, orderId, 1000);
    expect(await holding(id)).toMatchObject({ balance: 0, coins: 0 });
  });

  it("takes no points that the top-up did not bring", async () => {
    const id = await member({ points: 5000 });
    const orderId = await topUp(id, { valueMinor: 1000 });
    await refund(id, orderId, 1000, { minorPerPoint: 100 });
    expect((await holding(id)).points).toBe(5000);
  });

  it("in parts takes bonus in proportion, and all parts together exactly what there was", async () => {
    const id = await member();
    const orderId = await topUp(id, { valueMinor: 1000, bonusMinor: 100 });
    const bonuses: number[] = [];
    for (const part of [333, 333, 334]) {
      await refund(id, orderId, part);
      bonuses.push((await holding(id)).bonus);
    }
    expect(bonuses).toEqual([67, 33, 0]);
    expect((await holding(id)).balance).toBe(0);
  });

  it("never goes beyond it: a second one is told that it is refunded, a larger one what is left", async () => {
    const id = await member({ balance: 9000 });
    const orderId = await topUp(id, { valueMinor: 1000 });
    await refund(id, orderId, 400);
    await expect(refund(id, orderId, 601)).rejects.toMatchObject({
      code: 409,
      error: "order.already_refunded",
      message: `Of order ${orderId} only 6.00 is left to refund.`,
      data: { refundable: "6.00" },
    });
    await refund(id, orderId, 600);
    await expect(refund(id, orderId, 1)).rejects.toMatchObject({
      error: "order.already_refunded",
      message: `Order ${orderId} is refunded already.`,
    });
    expect((await holding(id)).balance).toBe(9000);
  });

  it("twenty at once pay it back once", async () => {
    const id = await member({ balance: 9000 });
    const orderId = await topUp(id, { valueMinor: 1000 });
    const settled = await Promise.allSettled(Array.from({ length: 20 }, () => refund(id, orderId, 1000)));
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect((await holding(id)).balance).toBe(9000);
  });

  it("of what is no top-up of this member is refused as unknown, and nothing changes", async () => {
    const [id, other] = [await member({ balance: 5000 }), await member()];
    const ofOther = await topUp(other, { valueMinor: 1000 });
    const ofNothing = await topUp(id, { bonusMinor: 100 });
    const own = await topUp(id, { valueMinor: 1000 });
    const refundId = await refund(id, own, 1000);
    await addMember(test.db, cafe + 1, id);
    const { members } = await topUpMembers(test.db, topUpOf(cafe + 1, [id], { valueMinor: 1000 }));
    const elsewhere = members[0]?.orderId ?? 0;
    const before = await countTransfers(test.db, cafe);
    for (const orderId of [ofOther, ofNothing, refundId, elsewhere, 1])
      await expect(refund(id, orderId, 100), String(orderId)).rejects.toMatchObject({
        code: 404,
        error: "order.not_found",
      });
    expect(await countTransfers(test.db, cafe)).toBe(before);
  });

  it("under a key is answered again the same, the refusal too", async () => {
    const id = await member();
    const orderId = await topUp(id, { valueMinor: 1000 });
    const claim = (key: string) => ({ caller: "key:1", path: "/topup", key, hash: "aa".padEnd(64, "0") });
    const once = await refund(id, orderId, 1000, { idempotency: claim("r1") });
    expect(await refund(id, orderId, 1000, { idempotency: claim("r1") })).toBe(once);
    for (let again = 0; again < 2; again++)
      await expect(refund(id, orderId, 1000, { idempotency: claim("r2") })).rejects.toMatchObject({
        error: "order.already_refunded",
        data: { refundable: "0.00" },
      });
  });
});

it("the check of the books names a top-up whose refunds paid back more than it brought", async () => {
  const id = await member({ balance: 5000 });
  const [small, large] = [await topUp(id, { valueMinor: 100 }), await topUp(id, { valueMinor: 300 })];
  const refundId = await refund(id, large, 300);
  const undone = new Error("undone");
  const changed = test.db.transact(async (tx) => {
    await tx.script("set local session_replication_role = replica");
    await tx.run("update transfers set corrects_transfer_id = $1 where transfer_id = $2", [small, refundId]);
    expect(await brokenInBooks(tx)).toContain(
      `café ${cafe}, transfer ${small}: it brought 100 and its refunds paid back 300, to 1 member(s)`,
    );
    throw undone;
  });
  await expect(changed).rejects.toBe(undone);
});

it("whatever was spent between, the parts of a refund give back no more than the top-up and keep the books", async () => {
  const step = fc.oneof(
    fc.record({ refund: fc.integer({ min: 1, max: 700 }) }),
    fc.record({ spend: fc.integer({ min: 1, max: 200 }) }),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 1500 }),
      fc.nat({ max: 400 }),
      fc.array(step, { minLength: 1, maxLength: 8 }),
      async (valueMinor, bonusMinor, steps) => {
        const id = await member({ balance: 500, bonus: 50 });
        const orderId = await topUp(id, { valueMinor, bonusMinor });
        let paidBack = 0;
        for (const each of steps) {
          if ("spend" in each) {
            await topUp(id, { bonusMinor: -each.spend }).catch(() => undefined);
            continue;
          }
          const isPaid = await refund(id, orderId, each.refund).then(
            () => true,
            () => false,
          );
          if (isPaid) paidBack += each.refund;
        }
        expect(paidBack).toBeLessThanOrEqual(valueMinor);
        const taken = await test.db.row<{ bonus: number }>(
          `select coalesce(sum(e.amount), 0)::bigint as bonus from transfers t join entries e using (cafe_id, transfer_id)
           where t.corrects_transfer_id = $1 and e.account = 'bonus_given'`,
          [orderId],
        );
        expect(taken?.bonus).toBe(Math.floor((2 * bonusMinor * paidBack + valueMinor) / (2 * valueMinor)));
      },
    ),
    { numRuns: 30 },
  );
});
