import type { Db, Tx } from "../../server/kernel/db/database.ts";
import { listSettings, Settings } from "../../server/modules/cafes/index.ts";
import { addProduct, sellOffer } from "../../server/modules/shop/index.ts";

/** The offers of the sample café, and some members who bought them. */

const offers = [
  { product_name: "3 hours", product_price: "5.00", product_mins: 180, product_priority: 1, sort_qty: 1 },
  {
    product_name: "10 hours",
    product_price: "14.00",
    product_mins: 600,
    product_expired_type: 1,
    product_expired_days: 90,
    sort_qty: 2,
    product_is_promoted: true,
  },
  {
    product_name: "Night",
    product_description: "From ten in the evening to eight in the morning",
    product_price: "8.00",
    product_coin_price: 80,
    product_mins: 600,
    product_enable_weekday: "5|6",
    product_enable_time: "22:00-08:00",
    product_expired_type: 2,
    product_expired_hours: 12,
    product_priority: 5,
    sort_qty: 3,
  },
  {
    product_name: "School is out",
    product_description: "Weekdays in the afternoon",
    product_price: "4.50",
    product_mins: 180,
    product_enable_weekday: "1|2|3|4|5",
    product_enable_time: "14:00-18:00",
    product_show_time: "12:00-18:00",
    product_priority: 3,
    sort_qty: 4,
  },
];

export async function addSampleOffers(tx: Tx, cafeId: number, now: Date): Promise<void> {
  const act = {
    cafeId,
    now,
    caller: { kind: "nobody" } as const,
    transact: <T>(work: (tx: Tx) => Promise<T>) => work(tx),
  };
  for (const offer of offers)
    await addProduct(act, { zone: "Europe/Madrid" }, { ...offer, product_group_id: -1 });
}

/** Every fourth member bought an offer at the desk. */
export async function sellSampleOffers(
  db: Db,
  cafeId: number,
  memberIds: readonly number[],
  now: Date,
): Promise<void> {
  const settings = new Settings(await listSettings(db, cafeId));
  const scope = { cafeId, exponent: 2, zone: "Europe/Madrid", settings };
  const sold = await db.rows<{ product_id: number }>(
    "select product_id from products where cafe_id = $1 and is_offer order by sort_place limit 2",
    [cafeId],
  );
  for (const [place, memberId] of memberIds.entries()) {
    const product = sold[Math.floor(place / 4) % sold.length];
    if (place % 4 !== 0 || product === undefined) continue;
    const sale = {
      memberId,
      lines: [{ productId: product.product_id, quantity: 1 }],
      payment: place % 8 === 0 ? ("card" as const) : ("cash" as const),
      runningCost: () => Promise.resolve({ bonusMinor: 0, balanceMinor: 0 }),
      bonusPays: true,
      seller: "staff" as const,
      actor: { actorKind: "system", actorId: null, actorName: "System" } as const,
      ...{ staffName: "", shiftId: null, pcName: "", comment: "" },
    };
    await db.transact((tx) => sellOffer(tx, scope, now, sale));
  }
}
