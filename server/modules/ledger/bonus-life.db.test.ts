import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { postCharge, type Charge } from "./charge.ts";
import { expireBonus, restartBonusClock } from "./ledger-store.ts";
import { topUpMembers } from "./top-up.ts";
import {
  addCafe,
  addMember,
  addMemberHolding,
  brokenInBooks,
  holdingOf,
  startOfBooks,
  topUpOf,
} from "./test-books.ts";

/** How long bonus lives, and what brings it back (billing.md 5). */
const cafe = 10_001;
let test: TestDatabase;
let lastId = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));
afterAll(() => test.close());

/** Hours after the start of the books, which is 10:00. */
const at = (hours: number) => new Date(startOfBooks.getTime() + hours * 3_600_000);
async function member(groupId = 0): Promise<number> {
  await addMember(test.db, cafe, ++lastId, groupId);
  return lastId;
}
const grant = (id: number, hours: number, bonusMinor: number, bonusHours: number) =>
  topUpMembers(test.db, topUpOf(cafe, [id], { bonusMinor, bonusHours, now: at(hours) }));
const logIn = (id: number, hours: number) =>
  test.db.transact((tx) => restartBonusClock(tx, cafe, id, at(hours)));
const changeLife = (hours: number, before: number, after: number) =>
  test.db.transact((tx) =>
    tx.run("select change_bonus_life($1, $2, $3, $4)", [cafe, at(hours), before, after]),
  );
const expiries = async (id: number) =>
  (
    await test.db.rows<{ expires_at: Date | null }>(
      "select expires_at from bonus_lots where cafe_id = $1 and member_id = $2 order by bonus_lot_id",
      [cafe, id],
    )
  ).map(({ expires_at }) => expires_at);

describe("bonus expires", () => {
  it("#11 by the life each lot was given, whatever the setting is later", async () => {
    const id = await member();
    await grant(id, 0, 100, 0);
    await logIn(id, 1);
    await grant(id, 2, 100, 0);
    await changeLife(3, 0, 24);
    await changeLife(4, 24, 48);
    await grant(id, 5, 100, 48);
    expect(await expiries(id)).toEqual([at(27), at(27), at(53)]);
  });

  it("as long after a log-in as each lot lives, never earlier than before", async () => {
    const id = await member();
    await grant(id, 0, 100, 24);
    await grant(id, 1, 100, 48);
    await grant(id, 2, 100, 0);
    await logIn(id, 10);
    expect(await expiries(id)).toEqual([at(34), at(58), null]);
    await logIn(id, 9);
    expect(await expiries(id)).toEqual([at(34), at(58), null]);
  });

  it("at its own second: a log-in a moment before saves it, one at that second comes too late", async () => {
    const [saved, lost] = [await member(), await member()];
    for (const id of [saved, lost]) await grant(id, 0, 100, 24);
    await test.db.transact((tx) => restartBonusClock(tx, cafe, saved, new Date(at(24).getTime() - 1)));
    await logIn(lost, 24);
    expect((await holdingOf(test.db, cafe, saved)).bonus).toBe(100);
    expect((await holdingOf(test.db, cafe, lost)).bonus).toBe(0);
  });

  it("never, once it was freed, and by the new life once the clock runs again", async () => {
    const id = await member();
    await grant(id, 0, 100, 24);
    await changeLife(1, 24, 0);
    await logIn(id, 500);
    expect(await expiries(id)).toEqual([null]);
    await changeLife(600, 0, 2);
    await logIn(id, 601);
    expect(await expiries(id)).toEqual([at(603)]);
  });

  it("before it is freed, if its time was over by then", async () => {
    const id = await member();
    await grant(id, 0, 100, 1);
    await grant(id, 0, 50, 3);
    await changeLife(2, 1, 0);
    await test.db.transact((tx) => expireBonus(tx, cafe, id, at(1_000)));
    expect((await holdingOf(test.db, cafe, id)).bonus).toBe(50);
    expect(
      await test.db.rows(
        "select at, bonus_minor from billing_logs where member_id = $1 and event = 'BONUS_EXPIRE'",
        [id],
      ),
    ).toEqual([{ at: at(1), bonus_minor: -100 }]);
  });
});

const charge = (memberId: number, about: Partial<Charge>) =>
  test.db.transact((tx) =>
    postCharge(tx, cafe, at(1), {
      ...{ sessionId: 1, memberId, chargeMinor: 0, taxMinor: 0, taxPercent: "0.00" },
      ...{ bonusFirst: true, useBonus: true, useBalance: true, mayBorrowMinor: 0, bonusSince: startOfBooks },
      ...{ usedSeconds: 60, pcName: "PC001", details: "by Cafe", staffName: "", shiftId: null },
      actor: { actorKind: "system", actorId: null, actorName: "System" },
      ...about,
    }),
  );

describe("cashback", () => {
  const set = (values: Record<string, unknown>) =>
    test.db.transact(async (tx) => {
      await tx.run("delete from settings where cafe_id = $1", [cafe]);
      for (const [key, value] of Object.entries(values))
        await tx.run("insert into settings values ($1, $2, $3, $4)", [
          cafe,
          key,
          JSON.stringify(value),
          startOfBooks,
        ]);
    });
  afterAll(() => set({}));
  const holding = async (balance: number, bonus: number) => {
    await addMemberHolding(test.db, cafe, ++lastId, { balance, bonus });
    return lastId;
  };

  it("gives the percent of what the balance paid, rounded down, as a lot with its row", async () => {
    await set({ bonus_cashback_enable: 1, bonus_cashback_default: "12.50", bonus_expiration_time: 24 });
    const id = await holding(1_000, 300);
    expect(await charge(id, { chargeMinor: 555 })).toMatchObject({
      fromBonusMinor: 300,
      fromBalanceMinor: 255,
      cashbackMinor: 31,
      bonusMinor: 31,
    });
    expect(await expiries(id)).toEqual([null, at(25)]);
    const rows = await test.db.rows(
      "select event, bonus_minor, spend_minor from billing_logs where member_id = $1 and event in ('CASHBACK', 'CHECKOUT') order by billing_log_id",
      [id],
    );
    expect(rows).toEqual([
      { event: "CHECKOUT", bonus_minor: -300, spend_minor: 255 },
      { event: "CASHBACK", bonus_minor: 31, spend_minor: 0 },
    ]);
  });

  it("goes by the member's group where that has a percent", async () => {
    await set({ bonus_cashback_enable: 1, bonus_cashback_default: "10.00" });
    await test.db.transact((tx) =>
      tx.run(
        "update member_groups set bonus_cashback_percent = 50 where cafe_id = $1 and member_group_id = 7",
        [cafe],
      ),
    );
    const id = await member(7);
    await topUpMembers(test.db, topUpOf(cafe, [id], { valueMinor: 1_000 }));
    expect(await charge(id, { chargeMinor: 101 })).toMatchObject({ cashbackMinor: 50, bonusMinor: 50 });
  });

  it.each([
    ["when it is off", { bonus_cashback_default: "10.00" }, { balance: 500, bonus: 0 }, {}],
    [
      "of what bonus paid",
      { bonus_cashback_enable: 1, bonus_cashback_default: "10.00" },
      { balance: 0, bonus: 500 },
      {},
    ],
    [
      "of what is lent",
      { bonus_cashback_enable: 1, bonus_cashback_default: "10.00" },
      { balance: 0, bonus: 0 },
      { mayBorrowMinor: 500 },
    ],
  ])("gives nothing %s", async (_, settings, held, about) => {
    await set(settings);
    const id = await holding(held.balance, held.bonus);
    expect(await charge(id, { chargeMinor: 100, ...about })).toMatchObject({
      chargeMinor: 100,
      cashbackMinor: 0,
    });
  });

  it("gives guests nothing", async () => {
    await set({ bonus_cashback_enable: 1, bonus_cashback_default: "10.00" });
    const id = await member(-2);
    await topUpMembers(test.db, topUpOf(cafe, [id], { valueMinor: 1_000 }));
    expect(await charge(id, { chargeMinor: 100 })).toMatchObject({ chargeMinor: 100, cashbackMinor: 0 });
  });
});

it("a loan goes as far as the debt may go, counted by the debt of that moment", async () => {
  await addMemberHolding(test.db, cafe, ++lastId, { balance: 100, loan: 250 });
  const about = { mayBorrowMinor: 500, mostDebtMinor: 400 };
  expect(await charge(lastId, { chargeMinor: 1_000, ...about })).toMatchObject({
    chargeMinor: 250,
    fromBalanceMinor: 100,
    fromLoanMinor: 150,
    loanMinor: 400,
  });
  expect(await charge(lastId, { chargeMinor: 1_000, ...about })).toMatchObject({
    chargeMinor: 0,
    loanMinor: 400,
  });
  // A debt that is above the limit already, because the limit was lowered, does not shrink by a charge.
  expect(await charge(lastId, { chargeMinor: 10, ...about, mostDebtMinor: 300 })).toMatchObject({
    loanMinor: 400,
  });
});
