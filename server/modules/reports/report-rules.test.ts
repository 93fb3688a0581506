import { describe, expect, it } from "vitest";
import { productSales, reportData, type ReportLine, type ReportSums } from "./report-rules.ts";

const empty: ReportSums = {
  ...{ lines: [], expenses: [], topMembers: [], topPcs: [], newMembers: 0, productGroups: [] },
};
const range = { startLocal: "2025-01-01 00:00:00", endLocal: "2025-01-31 23:59:59", staff: "All" };
const line = (name: string, more: Partial<ReportLine>): ReportLine => ({
  ...{ line: name, subject: "", side: 1, number: 1, amount: 0, tax: 0, bonus: 0, cost: 0 },
  ...more,
});

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
  const lines = [line("ledger.cash", { amount: 1_250_501 })];
  const cash = [0, 2, 3].map((exponent) => reportData({ ...empty, lines }, exponent, range).report.cash);
  expect(cash).toEqual([1_250_501, 12_505.01, 1_250.501]);
});

it("takes cost, tax and bonus out of the profit of what was sold", () => {
  const lines = [
    line("sale.product", { number: 2, amount: 1_100, tax: 100, bonus: 50, cost: 300 }),
    line("sale.product", { side: -1, amount: -550, tax: -50 }),
    line("ledger.cash", { amount: 1_100 }),
    line("ledger.tax", { amount: 100 }),
    line("ledger.cost", { amount: 300 }),
    line("ledger.cost", { side: -1, amount: -150 }),
  ];
  const report = reportData({ ...empty, lines }, 2, range);
  expect(report.sale.product).toEqual({ number: 2, cost: 3, tax: 1, total: 11, profit: 6.5 });
  expect(report.refund.sale.product).toEqual({ number: 1, amount: -5.5 });
  expect(report.income).toMatchObject({ cost: 1.5, profit: 8.5 });
});

it("tells members from guests by what is left of the whole, and PCs and consoles from the desk", () => {
  const lines = [
    line("topup.total", { number: 5, amount: 500 }),
    line("topup.guest", { number: 2, amount: 120 }),
    line("topup.pc", { number: 3, amount: 110 }),
    line("topup.console", { number: 1, amount: 70 }),
  ];
  const { topup } = reportData({ ...empty, lines }, 2, range);
  expect(topup).toMatchObject({
    ...{ member: { number: 3, amount: 3.8 }, guest: { number: 2, amount: 1.2 }, number: 5, amount: 5 },
    ...{ pc: { number: 3, amount: 1.1 }, console: { number: 1, amount: 0.7 } },
  });
});

it("lists products by what they brought, each by its number and the name it was sold by", () => {
  const lines = [
    line("product", { subject: "12 Cola", number: 3, amount: 750 }),
    line("product", { subject: "12 Cola", side: -1, number: 1, amount: -250 }),
    line("product", { subject: "12 Cola zero", number: 1, amount: 800 }),
    line("product", { subject: "9 Gift", number: 1 }),
  ];
  expect(productSales(lines, 2)).toEqual([
    { product_name: "Cola zero", order_number: 1, order_total: 8, order_refunded: 0 },
    { product_name: "Cola", order_number: 3, order_total: 7.5, order_refunded: -2.5 },
    { product_name: "Gift", order_number: 1, order_total: 0, order_refunded: 0 },
  ]);
});
