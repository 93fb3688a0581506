import type { Db, Tx } from "../../server/kernel/db/database.ts";
import { listSettings, Settings } from "../../server/modules/cafes/index.ts";
import { addProduct, addProductGroup, placeOrder } from "../../server/modules/shop/index.ts";

/** What the sample café sells at its counter, what it sold today, and what customers are waiting for. */

const shelves = {
  Drinks: [
    {
      product_name: "Cola",
      product_price: "2.50",
      product_cost: "0.85",
      product_qty: 96,
      product_low_stock: 12,
    },
    {
      product_name: "Water",
      product_price: "1.80",
      product_cost: "0.30",
      product_qty: 72,
      product_low_stock: 12,
    },
    {
      product_name: "Energy drink",
      product_price: "3.20",
      product_cost: "1.10",
      product_qty: 60,
      product_coin_price: 32,
    },
    {
      product_name: "Iced tea",
      product_price: "2.60",
      product_cost: "0.90",
      product_qty: 10,
      product_low_stock: 12,
    },
    { product_name: "Coffee", product_price: "2.20", product_cost: "0.25" },
  ],
  Snacks: [
    { product_name: "Chips", product_price: "1.90", product_cost: "0.70", product_qty: 40 },
    {
      product_name: "Chocolate bar",
      product_price: "1.50",
      product_cost: "0.55",
      product_qty: 55,
      product_barcode: "4006381333931",
    },
    { product_name: "Gummy bears", product_price: "1.70", product_cost: "0.60", product_unlimited: false },
    { product_name: "Toast", product_price: "4.20", product_cost: "1.30" },
  ],
} as const;

const desk = {
  ...{
    actor: { actorKind: "system", actorId: null, actorName: "System" } as const,
    staffName: "Desk",
    shiftId: null,
  },
};

export async function addSampleShop(tx: Tx, cafeId: number, now: Date): Promise<void> {
  const act = {
    ...{ cafeId, now, caller: { kind: "nobody" } as const },
    transact: <T>(work: (tx: Tx) => Promise<T>) => work(tx),
  };
  const scope = { zone: "Europe/Madrid" };
  const ids = new Map<string, number>();
  for (const [name, products] of Object.entries(shelves)) {
    const groupId = await addProductGroup(act, { name });
    for (const [place, product] of products.entries())
      ids.set(
        product.product_name,
        await addProduct(act, scope, { ...product, product_group_id: groupId, sort_qty: place }),
      );
  }
  await addProduct(act, scope, {
    ...{ product_name: "Toast and cola", product_price: "6.00", product_is_promoted: true },
    product_combo: [{ product_id: ids.get("Toast") }, { product_id: ids.get("Cola") }],
  });
}

/** Sales of the day, some by card, and orders that wait at the counter. */
export async function sellSampleGoods(
  db: Db,
  cafeId: number,
  memberIds: readonly number[],
  now: Date,
): Promise<void> {
  const settings = new Settings(await listSettings(db, cafeId));
  const scope = { cafeId, exponent: 2, zone: "Europe/Madrid", settings };
  const rows = await db.rows<{ product_id: number }>(
    "select product_id from products where cafe_id = $1 and not is_offer and (is_unlimited or stock >= 40) order by product_id",
    [cafeId],
  );
  const productOf = (place: number) => rows[place % rows.length]?.product_id ?? 0;
  const order = (
    place: number,
    about: Pick<Parameters<typeof placeOrder>[3], "payment" | "status" | "seller" | "who"> & {
      pcName: string;
    },
  ) =>
    db.transact((tx) =>
      placeOrder(tx, scope, new Date(now.getTime() - (20 - place) * 60_000), {
        memberId: place % 3 === 0 ? null : (memberIds[place * 2] ?? null),
        lines: [
          { productId: productOf(place * 3), quantity: (place % 2) + 1 },
          ...(place % 4 === 1 ? [{ productId: productOf(place * 3 + 4), quantity: 1 }] : []),
        ],
        ...{ pcGroupId: null, comment: "", bonusPays: false, tells: false, ...about },
        runningCost: () => Promise.resolve({ bonusMinor: 0, balanceMinor: 0 }),
      }),
    );
  for (let place = 0; place < 14; place++) {
    const payment = place % 4 === 3 ? ("card" as const) : ("cash" as const);
    await order(place, {
      payment: { ways: [{ payment, amountMinor: null }] },
      ...{ status: () => 2, seller: "staff", who: desk, pcName: "" },
    });
  }
  for (const [place, pcName] of [
    [16, "PC003"],
    [17, "PC007"],
    [19, "PC011"],
  ] as const)
    await order(place, {
      payment: { open: 0 },
      ...{ status: () => 1, seller: "member", who: { ...desk, staffName: "" }, pcName },
    });
}
