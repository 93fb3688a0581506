import { expect, test } from "vitest";
import { ownMoney, statementLines, type HistoryItem } from "./statement-lines.ts";

const none = { log_money: "0.00", log_card: "0.00", log_qr: "0.00", log_coin: "0.00", log_spend: "0.00" };
const item = (log_event: string, sums: Partial<HistoryItem>): HistoryItem => ({
  ...none,
  log_bonus: "0.00",
  log_date_local: "2026-11-24 10:00:00",
  log_details: "",
  log_event,
  ...sums,
});

test("each line leads to the balance above it, back to nothing", () => {
  const { lines, before } = statementLines(
    [
      item("TOPUP", { log_money: "-4.50" }),
      item("CHECKOUT", { log_spend: "3.10" }),
      item("TOPUP", { log_card: "20.00", log_bonus: "2.00" }),
      item("TOPUP", { log_qr: "0.10" }),
    ],
    "12.50",
  );
  expect(lines.map(({ effect, after }) => [effect, after])).toEqual([
    ["-4.50", "12.50"],
    ["-3.10", "17.00"],
    ["20.00", "20.10"],
    ["0.10", "0.10"],
  ]);
  expect(before).toBe("0.00");
});

test("what older lines did is told as what was there before", () => {
  const { before } = statementLines([item("TOPUP", { log_money: "5.00" })], "7.25");
  expect(before).toBe("2.25");
});

test("lending changes nothing of one's own", () => {
  expect(ownMoney({ member_balance: "10.00", member_loan: "10.00" })).toBe("0.00");
  expect(ownMoney({ member_balance: "4.50", member_loan: "6.00" })).toBe("-1.50");
});

test("currencies with three places keep them", () => {
  expect(statementLines([item("TOPUP", { log_money: "1.005" })], "1.005").lines[0]?.after).toBe("1.005");
});
