import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { topUpMembers } from "./top-up.ts";
import { addCafe, addMember, brokenInBooks, topUpOf } from "./test-books.ts";

const cafe = 10_001;
let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
  for (const cafeId of [cafe, cafe + 1]) {
    await addCafe(test.db, cafeId);
    await addMember(test.db, cafeId, 1);
    await topUpMembers(
      test.db,
      topUpOf(cafeId, [1], { valueMinor: 1000, bonusMinor: 200, coinsHundredths: 100, minorPerPoint: 100 }),
    );
  }
});
afterAll(() => test.close());
beforeEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));

/** Changes rows behind the back of triggers and foreign keys, looks what is reported, and undoes it. */
async function reportedAfter(...statements: string[]): Promise<string[]> {
  let reported: string[] = [];
  const undone = new Error("undone");
  await test.db
    .transact(async (tx) => {
      await tx.script("set local session_replication_role = replica");
      for (const statement of statements) await tx.script(statement);
      reported = await brokenInBooks(tx);
      throw undone;
    })
    .catch((error: unknown) => {
      if (error !== undone) throw error;
    });
  return reported;
}

describe("the check of the books names the row that", () => {
  it("was changed in an entry", async () => {
    const reported = await reportedAfter(
      `update entries set amount = amount + 1 where cafe_id = ${cafe} and account = 'balance'`,
    );
    expect(reported[0]).toMatch(/café 10001, transfer \d+: its entries in money sum to 1/);
    expect(reported[1]).toBe("café 10001, member 1 (player1): balance kept 1000, entries say 1001");
  });

  it.each([
    ["balance_minor", "balance kept 1001, entries say 1000"],
    ["bonus_minor", "bonus kept 201, entries say 200"],
    ["coins_hundredths", "coins kept 101, entries say 100"],
    ["points_hundredths", "points kept 1001, entries say 1000"],
    ["loan_minor", "loan kept 1, entries say 0"],
  ])("was changed in the member's %s", async (column, words) => {
    const reported = await reportedAfter(
      `update members set ${column} = ${column} + 1 where cafe_id = ${cafe}`,
    );
    expect(reported).toContain(`café 10001, member 1 (player1): ${words}`);
  });

  it("lost or gained a lot", async () => {
    expect(await reportedAfter(`update bonus_lots set left_minor = 150 where cafe_id = ${cafe}`)).toEqual([
      "café 10001, member 1 (player1): bonus kept 200, lots hold 150",
    ]);
    expect(
      (await reportedAfter(`update bonus_lots set granted_minor = 300 where cafe_id = ${cafe}`))[0],
    ).toMatch(/lot \d+: granted 300, left 200, its transfer \d+ granted 300 and gave 200/);
  });

  it("shows money without a transfer, or other money than was moved", async () => {
    expect(
      (await reportedAfter(`update billing_logs set transfer_id = null where cafe_id = ${cafe}`))[0],
    ).toMatch(/café 10001, log row \d+ \(TOPUP\): it shows money and names no transfer/);
    expect(
      (await reportedAfter(`update billing_logs set cash_minor = 5 where cafe_id = ${cafe}`))[0],
    ).toMatch(/café 10001, transfer \d+: the log shows 5 by cash, entries say 1000/);
  });

  it("moved money and is told of nowhere", async () => {
    expect((await reportedAfter(`delete from billing_logs where cafe_id = ${cafe}`))[0]).toMatch(
      /café 10001, transfer \d+: it moves \w+ of member 1/,
    );
  });

  it("went below zero in between", async () => {
    const insert = (amount: number) =>
      `with t as (insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
         values (${cafe}, nextval('transfer_ids'), now(), 'x', 'system', 'x') returning transfer_id)
       insert into entries select ${cafe}, transfer_id, 1, 'balance', 1, 'money', ${amount} from t
       union all select ${cafe}, transfer_id, 2, 'sales_other', null, 'money', ${-amount} from t`;
    expect(
      (await reportedAfter(insert(-1001), insert(1001))).some((words) =>
        /balance stands at -1 after transfer/.test(words),
      ),
    ).toBe(true);
  });

  it("stands in a café whose member or transfer is another's", async () => {
    expect((await reportedAfter(`delete from members where cafe_id = ${cafe}`))[0]).toMatch(
      /café 10001, transfer \d+, line \d+: no such member 1 in this café/,
    );
    expect((await reportedAfter(`delete from transfers where cafe_id = ${cafe}`))[0]).toMatch(
      /no such transfer in this café/,
    );
  });
});

it("the database itself refuses what the check would find", async () => {
  const attempt = (sql: string) => test.db.transact((tx) => tx.script(sql));
  await expect(attempt("update entries set amount = 5")).rejects.toMatchObject({
    constraint: "ledger_is_append_only",
  });
  await expect(attempt("delete from transfers")).rejects.toMatchObject({
    constraint: "ledger_is_append_only",
  });
  await expect(attempt("truncate entries")).rejects.toMatchObject({
    constraint: "ledger_is_append_only",
  });
  const oneSided = `insert into entries select cafe_id, transfer_id, 99, 'cash', null, 'money', 5 from transfers where cafe_id = ${cafe} limit 1`;
  await expect(attempt(oneSided)).rejects.toMatchObject({ constraint: "entries_sum_to_zero" });
  await expect(
    attempt(`update members set balance_minor = -1 where cafe_id = ${cafe}`),
  ).rejects.toMatchObject({
    constraint: "member_balance_never_below_zero",
  });
});
