import { expect, test } from "vitest";
import { fieldOfWire, problemsOf, sentPrice, valuesOf, type PriceValues } from "./price-values.ts";
import { paint, plainWeek } from "./week-paint.ts";

const values = (changes: Partial<PriceValues>): PriceValues => ({
  ...valuesOf(null),
  name: "Day",
  rates: ["4", "", "", ""],
  ...changes,
});
const evenings = paint(plainWeek, { day: 0, part: 18 }, { day: 6, part: 23 }, 2);

test("a new price is fixed, taxed, active and for all; only name and rate are missing", () => {
  expect(problemsOf(valuesOf(null))).toEqual({
    name: "Enter a name.",
    "rates.0": "This rate is painted: enter its price.",
  });
  expect(problemsOf(values({}))).toEqual({});
});

test("a price that was read is sent as it was", () => {
  const read = {
    ...{ price_id: 7, price_name: "VIP", price_show: "4.00 - 6.00 / h" },
    ...{ price_price1: "4.00", price_price2: "6.00", price_price3: null, price_price4: null },
    ...{ price_type: "fixed", price_grid: evenings.map((day) => [...day]) },
    price_dynamic: [{ time: 60, amount: "4.00" }],
    ...{ price_pc_group_ids: [3], price_member_group_ids: [-2, 0], price_rounding: "0.50" },
    ...{ price_tax_id: 0, price_order: 3, price_color: "#f59f00", price_is_active: 0 as const },
  };
  const { price_id: _id, price_show: _show, ...rest } = read;
  const money = { price_price1: "4.000", price_price2: "6.000", price_rounding: "0.500" };
  const sent = { ...rest, ...money, price_dynamic: [{ time: 60, amount: "4.000" }], price_is_active: false };
  expect(sentPrice(valuesOf(read))).toEqual(sent);
});

test.each<[string, Partial<PriceValues>, string[]]>([
  ["a painted rate without a price", { week: evenings }, ["rates.1"]],
  ["a rate that is no money, painted or not", { rates: ["4", "", "much", ""] }, ["rates.2"]],
  ["a rate below zero", { rates: ["-1", "", "", ""] }, ["rates.0"]],
  ["no rows", { type: "dynamic" }, ["rows"]],
  [
    "rows that do not rise",
    {
      type: "dynamic",
      rows: [
        { minutes: "60", amount: "4" },
        { minutes: "90", amount: "4" },
      ],
    },
    ["rows.1"],
  ],
  ["minutes that are none", { type: "dynamic", rows: [{ minutes: "1.5", amount: "4" }] }, ["rows.0"]],
  ["an order beyond the last", { order: "100001" }, ["order"]],
])("%s is marked where it stands", (_, changes, fields) => {
  expect(Object.keys(problemsOf(values(changes)))).toEqual(fields);
});

test("a dynamic price needs no rates", () => {
  const rows = [{ minutes: "60", amount: "4,50" }];
  const dynamic = values({ type: "dynamic", rates: ["", "", "", ""], rows });
  expect(problemsOf(dynamic)).toEqual({});
  expect(sentPrice(dynamic)).toMatchObject({ price_dynamic: [{ time: 60, amount: "4.500" }] });
});

test("the server's refusals stand at the fields of the form", () => {
  expect(["price_price2", "price_dynamic.1.amount", "price_grid", "price_rounding"].map(fieldOfWire)).toEqual(
    [...["rates.1", "rows.1", "week", "rounding"]],
  );
});
