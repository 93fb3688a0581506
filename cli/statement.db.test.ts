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

async function printed(
  memberId: number,
  cafeId: number | null,
  fromDay: string | null = null,
  toDay = fromDay,
) {
  const lines: string[] = [];
  const code = await test.db.transact((tx) =>
    printStatement(tx, { memberId, cafeId, fromDay, toDay }, (line) => void lines.push(line)),
  );
  return { code, lines };
}
const cells = (lines: string[]) =>
  lines.map((line) =>
    line
      .trim()
      .replace(/ {2,}/g, " | ")
      .replace(/No\. \d+/, "No. n"),
  );

describe("the statement of a member", () => {
  it("is followed line by line, in the café's time, from nothing to what the account holds", async () => {
    const { code, lines } = await printed(1, cafe);
    expect(code).toBe(0);
    expect(cells(lines)).toEqual([
      "Statement of account · Test (café 10001)",
      "Member: player1, no. 1",
      "Period: from the beginning to now. Amounts in EUR, times in +02:00.",
      "",
      "Date | What | Paid in | Balance +/- | Balance | Bonus +/- | Bonus | Loan +/- | Loan",
      expect.stringMatching(/^-+$/) as string,
      "Opening balance | 0.00 | 0.00 | 0.00",
      "2026-03-02 12:00:00 | Opening | 0.00 | 0.00 | +6.00 | 6.00",
      "No. n",
      "2026-03-02 12:00:00 | Top-up (cash) | +10.00 | +4.00 | 4.00 | +2.00 | 2.00 | -6.00 | 0.00",
      "No. n · points +10.00 · two lines",
      "2026-03-02 12:00:00 | Refund (cash) | -1.00 | -1.00 | 3.00 | 2.00 | 0.00",
      "No. n · wrong note",
      "2026-03-02 12:00:00 | PC time, PC-07 | -1.50 | 1.50 | -2.00 | 0.00 | 0.00",
      "No. n · 1 h at 3.50",
      "Closing balance | 1.50 | 0.00 | 0.00",
      "",
      "4 movements in this period.",
      "The account holds now: balance 1.50, bonus 0.00, loan 0.00, coins 0.00, points 10.00.",
      "All movements since the account was opened come to just that.",
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(140);
  });

  it("of periods that touch goes on where the one before it closed, and leaves nothing out", async () => {
    await addMember(test.db, cafe, 4);
    const days = ["2026-03-30", "2026-03-31", "2026-04-01"];
    for (const [n, day] of days.entries()) {
      const now = new Date(`${day}T21:59:59+02:00`);
      await topUpMembers(test.db, topUpOf(cafe, [4], { valueMinor: (n + 1) * 100, now }));
    }
    // Already the 2nd in the café.
    await topUpMembers(
      test.db,
      topUpOf(cafe, [4], { valueMinor: 50, now: new Date("2026-04-01T22:00:00Z") }),
    );
    const opened = async (day: string | null, to = day) =>
      cells((await printed(4, cafe, day, to)).lines).slice(6, -4);
    expect(await opened("2026-03-30", "2026-03-31")).toEqual([
      "Opening balance | 0.00",
      "2026-03-30 21:59:59 | Top-up (cash) | +1.00 | +1.00 | 1.00",
      "No. n · test",
      "2026-03-31 21:59:59 | Top-up (cash) | +2.00 | +2.00 | 3.00",
      "No. n · test",
      "Closing balance | 3.00",
    ]);
    expect((await opened("2026-04-01"))[0]).toBe("Opening balance | 3.00");
    expect((await opened("2026-04-01")).at(-1)).toBe("Closing balance | 6.00");
    expect(await opened("2026-04-05")).toEqual(["Opening balance | 6.50", "Closing balance | 6.50"]);
    await expect(printed(4, cafe, "2026-02-30")).rejects.toThrow("--from must be a date like 2026-03-31");
    await expect(printed(4, cafe, "2026-03-02", "2026-03-01")).rejects.toThrow(
      "--to must not be before --from.",
    );
  });

  it("says so, and fails, when the account does not hold what its movements come to", async () => {
    const hold = (amount: number) =>
      test.db.transact((tx) =>
        tx.run("update members set balance_minor = $2 where cafe_id = $1 and member_id = 1", [cafe, amount]),
      );
    await hold(151);
    const { code, lines } = await printed(1, cafe);
    await hold(150);
    expect(code).toBe(1);
    expect(lines.at(-1)).toBe("BROKEN: all movements come to balance 1.50, the account holds 1.51.");
  });

  it("of one who never moved money is empty and right", async () => {
    const { code, lines } = await printed(2, null);
    expect(code).toBe(0);
    expect(lines.at(-1)).toBe("All movements since the account was opened come to just that.");
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
