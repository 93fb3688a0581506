import { describe, expect, it } from "vitest";
import { type Product, productChecks, productFieldsOf, productValues } from "./product-values.ts";

const row = {
  product_name: "Menu",
  product_price: "6.0000000000",
  product_cost: "1.2345000000",
  product_group_id: 400_001,
  product_unlimited: 0,
  product_qty: 3,
  product_low_stock: 5,
  product_combo: '[{"qty":2,"product_id":12}]',
  product_show_weekday: "5|6",
  product_show_time: "20:00-02:00",
  product_pc_groups: '["0"]',
  product_member_groups: '["3"]',
  product_group_payment_method: '{"guest":["cash"]}',
  product_is_active: 1,
  product_enable_client: 0,
  product_enable_discount: 1,
  product_is_promoted: 1,
  product_adult_only: 0,
} as Product;

describe("the form of a product", () => {
  it("shows what is stored, and sends it back as it was", () => {
    const values = productValues(row);
    expect(values).toMatchObject({
      price: "6.00",
      cost: "1.2345",
      parts: [{ productId: "12", pieces: "2" }],
      showWeekdays: ["5", "6"],
      byGuests: ["cash"],
      byMembers: [],
      client: false,
    });
    expect(productFieldsOf(values, false)).toMatchObject({
      product_price: "6.0000000000",
      product_cost: "1.2345000000",
      product_combo: [{ product_id: 12, qty: 2 }],
      product_show_time: "20:00-02:00",
      product_group_payment_method: { member: [], guest: ["cash"] },
      product_enable_client: false,
    });
  });

  it("sends first pieces of a new counted product only", () => {
    const values = { ...productValues(null), name: "Cola", price: "2,5", firstStock: "24" };
    expect(productFieldsOf(values, true)).toMatchObject({ product_qty: 24, product_unlimited: false });
    expect(productFieldsOf(values, false)).not.toHaveProperty("product_qty");
    const free = productFieldsOf({ ...values, counted: false }, true);
    expect(free).toMatchObject({ product_unlimited: true });
    expect(free).not.toHaveProperty("product_qty");
  });

  it.each([
    [[{ productId: "12", pieces: "1" }], true],
    [[{ productId: "", pieces: "1" }], false],
    [[{ productId: "12", pieces: "0" }], false],
    [[{ productId: "12", pieces: "101" }], false],
    [[{ productId: "12", pieces: "1" }, { productId: "12", pieces: "1" }], false], // prettier-ignore
    [[], true],
  ])("%j as parts fit: %s", (parts, fits) => {
    expect(productChecks.parts(parts) === null).toBe(fits);
  });
});
