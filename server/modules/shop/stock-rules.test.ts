import { describe, expect, it } from "vitest";
import {
  averageCost,
  becameLow,
  costOfSet,
  goodsCost,
  inAll,
  partsOfSet,
  setsInStock,
  type StockedProduct,
  takenByPiece,
} from "./stock-rules.ts";

const product = (productId: number, about: Partial<StockedProduct> = {}): StockedProduct => ({
  productId,
  isUnlimited: false,
  parts: null,
  ...about,
});

describe("the parts of a set", () => {
  it.each([
    [[{ product_id: 3, qty: 1 }], [{ productId: 3, quantity: 1 }]],
    [[{ product_id: "p-3", qty: "2" }, { product_id: 4 }], [{ productId: 3, quantity: 2 }, { productId: 4, quantity: 1 }]], // prettier-ignore
    [[{ product_id: 3, qty: 1 }, { product_id: 3, qty: 2 }], [{ productId: 3, quantity: 3 }]], // prettier-ignore
    [null, null],
    [[], null],
    ["", null],
    [{}, undefined],
    [[{ product_id: "o-3", qty: 1 }], undefined],
    [[{ product_id: 3, qty: 0 }], undefined],
    [[{ qty: 1 }], undefined],
    [[null], undefined],
    ["text", undefined],
  ])("%j", (combo, parts) => {
    expect(partsOfSet(combo)).toEqual(parts);
  });
});

describe("what an order takes", () => {
  const menu = product(9, {
    isUnlimited: true,
    parts: [
      { productId: 3, quantity: 2 },
      { productId: 4, quantity: 1 },
    ],
  });
  const byId = new Map(
    [product(3), product(4, { isUnlimited: true }), menu].map((one) => [one.productId, one]),
  );

  it("of a set is its parts, as far as they are counted", () => {
    expect(takenByPiece(menu, byId)).toEqual([{ productId: 3, quantity: 2 }]);
    expect(takenByPiece(product(3), byId)).toEqual([{ productId: 3, quantity: 1 }]);
    expect(takenByPiece(product(4, { isUnlimited: true }), byId)).toEqual([]);
  });
  it("is added up by product, in the order of the locks", () => {
    const takes = [
      { pieces: 2, each: [{ productId: 7, quantity: 1 }] },
      { pieces: 3, each: [{ productId: 3, quantity: 2 }] },
      { pieces: 1, each: [{ productId: 3, quantity: 1 }] },
      { pieces: 4, each: [] },
    ];
    expect(inAll(takes)).toEqual([
      { productId: 3, quantity: 7 },
      { productId: 7, quantity: 2 },
    ]);
  });
  it("there are as many sets as the scarcest part makes", () => {
    const stock = new Map([
      [3, 7],
      [4, null],
    ]);
    expect(setsInStock(menu.parts ?? [], (id) => stock.get(id) ?? null)).toBe(3);
    expect(setsInStock([{ productId: 4, quantity: 1 }], () => null)).toBeNull();
    expect(setsInStock([{ productId: 3, quantity: 1 }], () => -2)).toBe(-2);
  });
});

describe("cost", () => {
  it.each([
    [{ stock: 0, cost: "9.0000000000" }, { quantity: 5, cost: "1.25" }, "1.2500000000"],
    [{ stock: 10, cost: "1.0000000000" }, { quantity: 10, cost: "1.20" }, "1.1000000000"],
    [{ stock: 1, cost: "0" }, { quantity: 2, cost: "1" }, "0.6666666667"],
    [{ stock: -3, cost: "5" }, { quantity: 2, cost: "1" }, "1.0000000000"],
    [
      { stock: 1, cost: "1000000000.0000000001" },
      { quantity: 1, cost: "1000000000.0000000001" },
      "1000000000.0000000001",
    ],
  ] as const)("%j and %j: %s", (there, come, average) => {
    expect(averageCost(there, come)).toBe(average);
  });
  it("of a set is that of its parts", () => {
    const parts = [
      { productId: 3, quantity: 2 },
      { productId: 4, quantity: 1 },
    ];
    expect(costOfSet(parts, (id) => (id === 3 ? "0.3333333333" : "1"))).toBe("1.6666666666");
    expect(costOfSet([], () => "9")).toBe("0.0000000000");
  });
  it("is rounded once, for the line", () => {
    expect(goodsCost("0.3333333333", 3, 2)).toBe(100);
    expect(goodsCost("0.005", 1, 2)).toBe(1);
  });
});

it("a stock becomes low once, on its way down", () => {
  expect(becameLow({ before: 1, after: 0, lowStock: 0 })).toBe(true);
  expect(becameLow({ before: 6, after: 5, lowStock: 5 })).toBe(true);
  expect(becameLow({ before: 5, after: 4, lowStock: 5 })).toBe(false);
  expect(becameLow({ before: 8, after: 6, lowStock: 5 })).toBe(false);
});
