import { describe, expect, it } from "vitest";
import { reportData, type ReportSums } from "./report-rules.ts";

const empty: ReportSums = { lines: [], expenses: [], topMembers: [], topPcs: [], newMembers: 0 };
const range = { startLocal: "2025-01-01 00:00:00", endLocal: "2025-01-31 23:59:59" };

describe("the report of a café where nothing happened", () => {
  const report = reportData(empty, 2, range);
  const keysOf = (value: object) => Object.keys(value).join(" ");

  it("has the keys of the contract in their order", () => {
    expect(keysOf(report)).toBe(
      "report sale top_five_members_topup top_five_pc_spend topup refund income game game_license product_sales_items product_group_list new_members_number pcs_list user_surveys",
    );
    expect(keysOf(report.report)).toBe("report_start report_end staff cash profit");
    expect(keysOf(report.sale)).toBe(
      "product offer offer_guest offer_member total cash credit_card by_balance coin profit",
    );
    expect(keysOf(report.sale.product)).toBe("number cost tax total profit");
    expect(keysOf(report.topup)).toBe(
      "member guest prepaid postpaid pc console cash credit_card qr bonus number amount",
    );
    expect(keysOf(report.refund.topup)).toBe(
      "member prepaid postpaid guest pc console credit_card cash bonus total",
    );
    expect(keysOf(report.refund.sale)).toBe(
      "product offer offer_guest offer_member card cash by_balance coin total",
    );
    expect(keysOf(report.income)).toBe(
      "expense cash credit_card qr by_balance coin amount cost tax profit loan",
    );
  });

  it("is zero throughout, never minus zero and never text", () => {
    const numbers = JSON.stringify([report.sale, report.topup, report.refund, report.income]).match(
      /:[^,{}[\]]+/g,
    );
    expect(new Set(numbers)).toEqual(new Set([":0"]));
    expect(Object.is(report.income.profit, 0)).toBe(true);
    expect(Object.is(report.sale.product.profit, 0)).toBe(true);
  });
});

it("shows money in the places of the café's currency", () => {
  const lines = [
    { book: "ledger", line: "cash", side: 1, number: 1, amount: 1_250_501, tax: 0, bonus: 0 },
  ] as const;
  const cash = [0, 2, 3].map(
    (exponent) => reportData({ ...empty, lines: [...lines] }, exponent, range).report.cash,
  );
  expect(cash).toEqual([1_250_501, 12_505.01, 1_250.501]);
});
