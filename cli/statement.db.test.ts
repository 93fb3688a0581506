import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../server/testing/test-database.ts";
import { postCharge, sealBooks, topUpMembers } from "../server/modules/ledger/index.ts";
import {
  addCafe,
  addMember,
  addMemberHolding,
  startOfBooks,
  topUpOf,
} from "../server/modules/ledger/test-books.ts";
import { printStatement } from "./print-statement.ts";

const cafe = 10_001;
let test: TestDatabase;
beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
  await addCafe(test.db, cafe + 1);
  await test.db.transact((tx) =>
    tx.run(`insert into settings values ($1, 'timezone', '"+02:00"', $2)`, [cafe, startOfBooks]),
  );
  await addMemberHolding(test.db, cafe, 1, { loan: 600 });
  await addMember(test.db, cafe + 1, 1);
  await addMember(test.db, cafe, 2);
  await topUpMembers(
    test.db,
    topUpOf(cafe, [1], { valueMinor: 1000, bonusMinor: 200, minorPerPoint: 100, comment: "two\nlines" }),
  );
  await topUpMembers(test.db, topUpOf(cafe, [1], { valueMinor: -100, comment: "wrong note" }));
  await test.db.transact((tx) =>
    postCharge(tx, cafe, startOfBooks, {
      ...{
        sessionId: 1,
        memberId: 1,
        chargeMinor: 350,
        taxMinor: 0,
        taxPercent: "0",
        bonusFirst: true,
        useBonus: true,
      },
      ...{
        useBalance: true,
        mayBorrowMinor: 0,
        bonusSince: startOfBooks,
        usedSeconds: 60,
        pcName: "PC-07",
        details: "1 h at 3.50",
      },
      ...{ staffName: "", shiftId: null, actor: { actorKind: "system", actorId: null, actorName: "System" } },
    }),
  );
  await sealBooks(test.db, startOfBooks);
});
afterAll(() => test.close());

async function printed(memberId: number, cafeId: number | null) {
  const lines: string[] = [];
  const code = await test.db.transact((tx) =>
    printStatement(tx, memberId, cafeId, (line) => void lines.push(line)),
  );
  return { code, lines };
}

describe("the statement of a member", () => {
  it("is followed line by line, in the café's time, to the balance that is kept", async () => {
    const { code, lines } = await printed(1, cafe);
    expect(code).toBe(0);
    expect(lines[0]).toBe("Statement of member 1 (player1), café 10001, in EUR, times in +02:00");
    expect(lines.slice(3).map((line) => line.replace(/ {2,}/g, " | ").replace(/\(\d+\)/, "(n)"))).toEqual([
      "2026-03-02 12:00:00 | +6.00 | 0.00 | 0.00 | 6.00 | opening (n)",
      "2026-03-02 12:00:00 | +10.00 | +4.00 | +2.00 | -6.00 | 4.00 | 2.00 | 0.00 | Top-up, two lines, points +10.00 (n)",
      "2026-03-02 12:00:00 | -1.00 | -1.00 | 3.00 | 2.00 | 0.00 | Refund, wrong note (n)",
      "2026-03-02 12:00:00 | -1.50 | -2.00 | 1.50 | 0.00 | 0.00 | PC time, PC-07, 1 h at 3.50 (n)",
      "",
      "Kept: balance 1.50, bonus 0.00, loan 0.00, coins 0.00, points 10.00",
      "The statement ends at what is kept.",
    ]);
  });

  it("says so, and fails, when what is kept is not what the lines come to", async () => {
    await test.db.transact((tx) =>
      tx.run("update members set balance_minor = 151 where cafe_id = $1 and member_id = 1", [cafe]),
    );
    const { code, lines } = await printed(1, cafe);
    await test.db.transact((tx) =>
      tx.run("update members set balance_minor = 150 where cafe_id = $1 and member_id = 1", [cafe]),
    );
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe(
      "The statement does not end at what is kept: balance 1.50 by its lines, 1.51 kept.",
    );
  });

  it("of one who never moved money is empty and right", async () => {
    const { code, lines } = await printed(2, null);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe("The statement ends at what is kept.");
  });

  it("is read in pages without a line lost", async () => {
    await addMember(test.db, cafe, 3);
    for (let n = 0; n < 501; n++) await topUpMembers(test.db, topUpOf(cafe, [3], { valueMinor: 1 }));
    const { code, lines } = await printed(3, null);
    expect(code).toBe(0);
    expect(lines.filter((line) => line.includes("Top-up"))).toHaveLength(501);
  });

  it("is refused for nobody, and for an id that several cafés have", async () => {
    await expect(printed(99, null)).rejects.toThrow("There is no member 99.");
    await expect(printed(99, cafe)).rejects.toThrow("There is no member 99 in café 10001.");
    await expect(printed(1, null)).rejects.toThrow(
      "The cafés 10001, 10002 each have a member 1: name one with --cafe.",
    );
  });
});
