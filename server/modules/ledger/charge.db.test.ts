import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { postCharge, type Charge } from "./charge.ts";
import { writeOffMember } from "./ledger-store.ts";
import { nextTransferId, postTransfer } from "./post-transfer.ts";
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

const cafe = 10_001;
let test: TestDatabase;
let lastId = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));
afterAll(() => test.close());

const system = { actorKind: "system", actorId: null, actorName: "System" } as const;
const charge = (memberId: number, about: Partial<Charge>, now = startOfBooks) =>
  test.db.transact((tx) =>
    postCharge(tx, cafe, now, {
      sessionId: 1,
      memberId,
      chargeMinor: 0,
      taxMinor: 0,
      taxPercent: "0.00",
      bonusFirst: true,
      useBonus: true,
      useBalance: true,
      mayBorrowMinor: 0,
      bonusSince: startOfBooks,
      usedSeconds: 60,
      pcName: "PC001",
      details: "by Cafe",
      actor: system,
      staffName: "",
      shiftId: null,
      ...about,
    }),
  );
const member = async (holding: Parameters<typeof addMemberHolding>[3]) => {
  await addMemberHolding(test.db, cafe, ++lastId, holding);
  return lastId;
};
const entriesOf = (transferId: number | null) =>
  test.db.rows(
    "select account, amount from entries where cafe_id = $1 and transfer_id = $2 order by account",
    [cafe, transferId],
  );

describe("a session's charge", () => {
  it("takes bonus and balance in the set order and puts the tax aside", async () => {
    const id = await member({ balance: 1000, bonus: 300 });
    const first = await charge(id, { chargeMinor: 550, taxMinor: 50, taxPercent: "10.00" });
    expect(first).toMatchObject({
      fromBonusMinor: 300,
      fromBalanceMinor: 250,
      taxMinor: 50,
      balanceMinor: 750,
      bonusMinor: 0,
    });
    expect(await entriesOf(first.transferId)).toEqual([
      { account: "balance", amount: -250 },
      { account: "bonus", amount: -300 },
      { account: "sales_time", amount: 500 },
      { account: "tax", amount: 50 },
    ]);
    const other = await member({ balance: 1000, bonus: 300 });
    expect(await charge(other, { chargeMinor: 550, bonusFirst: false })).toMatchObject({
      fromBonusMinor: 0,
      fromBalanceMinor: 550,
    });
  });

  it("is never more than there is, and of a capped sum the tax is the inside part", async () => {
    const id = await member({ balance: 1000 });
    expect(await charge(id, { chargeMinor: 2000, taxMinor: 182, taxPercent: "10.00" })).toMatchObject({
      chargeMinor: 1000,
      taxMinor: 91,
      balanceMinor: 0,
    });
  });

  it("goes on the loan only as far as that is allowed", async () => {
    const id = await member({ balance: 100 });
    expect(await charge(id, { chargeMinor: 500, mayBorrowMinor: 300 })).toMatchObject({
      chargeMinor: 400,
      fromLoanMinor: 300,
      loanMinor: 300,
    });
  });

  it("uses bonus that expired in mid-session before it is gone, not what had expired before", async () => {
    await addMember(test.db, cafe, ++lastId);
    const id = lastId;
    const hours = (n: number) => new Date(startOfBooks.getTime() + n * 3_600_000);
    for (const bonusHours of [1, 3])
      await topUpMembers(test.db, topUpOf(cafe, [id], { bonusMinor: 500, bonusHours }));
    const charged = await charge(id, { chargeMinor: 200, bonusSince: hours(2) }, hours(4));
    expect(charged).toMatchObject({ fromBonusMinor: 200, bonusMinor: 0 });
    const expired = await test.db.rows(
      "select at, bonus_minor from billing_logs where member_id = $1 and event = 'BONUS_EXPIRE' order by at",
      [id],
    );
    expect(expired).toEqual([
      { at: hours(1), bonus_minor: -500 },
      { at: hours(3), bonus_minor: -300 },
    ]);
  });

  it("of nothing leaves a log row and no transfer", async () => {
    const id = await member({ balance: 100 });
    expect(await charge(id, {})).toMatchObject({ transferId: null, chargeMinor: 0, balanceMinor: 100 });
    expect(
      await test.db.rows(
        "select event, transfer_id from billing_logs where member_id = $1 and event = 'CHECKOUT'",
        [id],
      ),
    ).toEqual([{ event: "CHECKOUT", transfer_id: null }]);
  });

  it("of an unknown member is refused", async () => {
    await expect(charge(999_999, { chargeMinor: 1 })).rejects.toMatchObject({ error: "member.not_found" });
  });
});

it("writing off brings every amount to nothing and pays nothing out", async () => {
  const id = await member({ balance: 1000, bonus: 300, loan: 400, points: 500 });
  const transferId = await test.db.transact((tx) => writeOffMember(tx, cafe, startOfBooks, id, system));
  expect(await holdingOf(test.db, cafe, id)).toMatchObject({
    balance: 0,
    bonus: 0,
    coins: 0,
    points: 0,
    loan: 0,
  });
  expect((await entriesOf(transferId)).map((entry) => (entry as { account: string }).account)).not.toContain(
    "cash",
  );
  expect(await test.db.transact((tx) => writeOffMember(tx, cafe, startOfBooks, id, system))).toBeNull();
});

it("writing off takes the time of offers too, and what of it had expired by its own transfer", async () => {
  await addMember(test.db, cafe, ++lastId);
  const memberId = lastId;
  const ends = new Date(startOfBooks.getTime() + 3_600_000);
  for (const [seconds, expiresAt] of [
    [3_600, null],
    [600, ends],
  ] as const)
    await test.db.transact(async (tx) => {
      const transferId = await nextTransferId(tx);
      const offer = await tx.row<{ id: number }>(
        `insert into owned_offers (cafe_id, owned_offer_id, member_id, name, seconds, terms, bought_at, expires_at, sale_transfer_id, tender)
         values ($1, nextval('owned_offer_ids'), $2, 'hours', $3, '{}', $4, $5, $6, 'none') returning owned_offer_id as id`,
        [cafe, memberId, seconds, startOfBooks, expiresAt, transferId],
      );
      await postTransfer(tx, cafe, startOfBooks, {
        ...{
          transferId,
          kind: "offer_sale",
          actor: system,
          shiftId: null,
          logs: [{ event: "ORDER", memberId }],
        },
        entries: [
          { account: "offer_seconds", memberId, ownedOfferId: offer?.id ?? 0, amount: seconds },
          { account: "offer_seconds_given", amount: -seconds },
        ],
      });
    });
  const later = new Date(ends.getTime() + 1_000);
  const transferId = await test.db.transact((tx) => writeOffMember(tx, cafe, later, memberId, system));
  expect(await entriesOf(transferId)).toEqual([
    { account: "offer_seconds", amount: -3_600 },
    { account: "offer_seconds_used", amount: 3_600 },
  ]);
  const expired = await test.db.rows(
    "select at from billing_logs where member_id = $1 and event = 'OFFER_EXPIRE'",
    [memberId],
  );
  expect(expired).toEqual([{ at: ends }]);
});
