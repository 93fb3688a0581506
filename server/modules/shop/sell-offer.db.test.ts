import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { Settings } from "../cafes/index.ts";
import {
  addCafe,
  addMember,
  addMemberHolding,
  brokenInBooks,
  holdingOf,
  startOfBooks,
} from "../ledger/test-books.ts";
import { expireOffers } from "../offers/index.ts";
import { refundOffer } from "./refund-offer.ts";
import { type OfferSale, sellOffer } from "./sell-offer.ts";
import { listOwnedOffers, useOffer } from "../offers/index.ts";

const cafe = 10_001;
const after = (seconds: number) => new Date(startOfBooks.getTime() + seconds * 1000);
const key = { actorKind: "key", actorId: 1, actorName: "API" } as const;
let test: TestDatabase;
let lastMember = 0;
let lastProduct = 100;

const settings = (stored: Record<string, unknown> = {}) => ({
  cafeId: cafe,
  exponent: 2,
  zone: "UTC",
  settings: new Settings(
    Object.entries({
      bonus_buy_offer: 1,
      max_bonus_percentage: 30,
      refund_within_minutes: 10,
      ...stored,
    }).map(([name, value]) => ({ key: name, value })),
  ),
});
let scope = settings();

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => {
  scope = settings();
  expect(await brokenInBooks(test.db)).toEqual([]);
});
afterAll(() => test.close());

const member = async (holding: Parameters<typeof addMemberHolding>[3] = {}) => {
  await addMemberHolding(test.db, cafe, ++lastMember, holding);
  return lastMember;
};

/** An offer on sale: ten hours for 19.99. */
async function offer(columns: Record<string, unknown> = {}): Promise<number> {
  const values = {
    cafe_id: cafe,
    product_id: ++lastProduct,
    is_offer: true,
    name: "10 hours",
    price: "19.99",
    minutes: 600,
    updated_at: startOfBooks,
    ...columns,
  };
  const names = Object.keys(values);
  const places = names.map((_, place) => `$${place + 1}`).join(", ");
  await test.db.transact((tx) =>
    tx.run(`insert into products (${names.join(", ")}) values (${places})`, Object.values(values)),
  );
  return lastProduct;
}

const sell = (
  memberId: number,
  productId: number,
  about: Partial<OfferSale> & { qty?: number; at?: Date } = {},
) => {
  const { qty = 1, at = startOfBooks, ...rest } = about;
  const sale: OfferSale = {
    memberId,
    lines: [{ productId, quantity: qty }],
    payment: "balance",
    runningCost: () => Promise.resolve({ bonusMinor: 0, balanceMinor: 0 }),
    bonusPays: true,
    seller: "staff",
    actor: key,
    staffName: "API",
    shiftId: null,
    pcName: "",
    comment: "",
    ...rest,
  };
  return test.db.transact((tx) => sellOffer(tx, scope, at, sale));
};
const refund = (ownedOfferId: number, inSession: number | null = null, at = after(3_600)) =>
  test.db.transact((tx) =>
    refundOffer(tx, scope, at, {
      ownedOfferId,
      comment: "changed my mind",
      actor: key,
      staffName: "API",
      shiftId: null,
      usedInSessionSeconds: () => Promise.resolve(inSession),
    }),
  );
const use = (memberId: number, ownedOfferId: number, seconds: number) =>
  test.db.transact((tx) =>
    useOffer(tx, cafe, after(seconds), {
      ...{
        ownedOfferId,
        memberId,
        memberAccount: `player${memberId}`,
        seconds,
        sessionId: 1,
        pcName: "PC001",
      },
      ...{ details: "", actor: key, staffName: "", shiftId: null },
    }),
  );
const holding = (memberId: number) => holdingOf(test.db, cafe, memberId);
const offersOf = async (memberId: number) =>
  (await listOwnedOffers(test.db, cafe, [memberId])).get(memberId) ?? [];
const entriesOf = async (transferId: number) =>
  Object.fromEntries(
    (
      await test.db.rows<{ account: string; amount: number }>(
        "select account, sum(amount)::bigint as amount from entries where cafe_id = $1 and transfer_id = $2 group by account",
        [cafe, transferId],
      )
    ).map(({ account, amount }) => [account, amount]),
  );
const logOf = (transferId: number) =>
  test.db.row(
    `select event, cash_minor, card_minor, qr_minor, bonus_minor, spend_minor, coins_hundredths, details from billing_logs
     where cafe_id = $1 and transfer_id = $2`,
    [cafe, transferId],
  );
const refused = (error: string) => ({ error });

describe("billing.md row 10: an offer of 19.99, bonus may pay 30 %", () => {
  it("bonus 10.00 and balance 20.00 pay 5.99 and 14.00", async () => {
    const id = await member({ balance: 2_000, bonus: 1_000 });
    const sold = await sell(id, await offer());
    expect(sold).toMatchObject({ totalMinor: 1_999, bonusMinor: 599, taxMinor: 0 });
    expect(await holding(id)).toMatchObject({ balance: 600, bonus: 401 });
    expect(await entriesOf(sold.orderNo)).toEqual({
      balance: -1_400,
      bonus: -599,
      sales_offers: 1_999,
      offer_seconds: 36_000,
      offer_seconds_given: -36_000,
    });
    expect(await logOf(sold.orderNo)).toMatchObject({
      event: "ORDER",
      bonus_minor: -599,
      spend_minor: 1_400,
      cash_minor: 0,
      details: "1 × 10 hours",
    });
  });

  it("a balance of 13.99 is too little, and nothing is sold", async () => {
    const id = await member({ balance: 1_399, bonus: 1_000 });
    await expect(sell(id, await offer())).rejects.toMatchObject(refused("ledger.insufficient_balance"));
    expect(await offersOf(id)).toEqual([]);
    expect(await holding(id)).toMatchObject({ balance: 1_399, bonus: 1_000 });
  });

  it("bonus pays nothing outside its hours, or unless the café lets it", async () => {
    const id = await member({ balance: 5_000, bonus: 1_000 });
    const productId = await offer();
    expect(await sell(id, productId, { bonusPays: false })).toMatchObject({ bonusMinor: 0 });
    scope = settings({ bonus_buy_offer: 0 });
    expect(await sell(id, productId)).toMatchObject({ bonusMinor: 0 });
  });
});

describe("billing.md row 32: refund within 10 minutes of use", () => {
  const bought = async () => {
    const id = await member({ balance: 2_000, bonus: 1_000 });
    const { ownedOfferIds, orderNo } = await sell(id, await offer());
    return { id, orderNo, owned: ownedOfferIds[0] as number };
  };

  it("after 599 s bonus 5.99 and balance 14.00 come back, once", async () => {
    const { id, owned, orderNo } = await bought();
    await use(id, owned, 599);
    const done = await refund(owned);
    expect(done).toMatchObject({ orderNo, refundMinor: 1_999, memberId: id });
    expect(await holding(id)).toMatchObject({ balance: 2_000, bonus: 1_000 });
    expect(await offersOf(id)).toEqual([]);
    expect(await entriesOf(done.refundOrderNo)).toMatchObject({
      offer_seconds: -35_401,
      offer_seconds_given: 35_401,
      sales_offers: -1_999,
    });
    expect(await logOf(done.refundOrderNo)).toMatchObject({
      event: "OFFER_REFUND",
      bonus_minor: 599,
      spend_minor: -1_400,
    });
    await expect(refund(owned)).rejects.toMatchObject(refused("order.already_refunded"));
    expect(await holding(id)).toMatchObject({ balance: 2_000, bonus: 1_000 });
  });

  it("after 600 s it is used too long; seconds of a running session count", async () => {
    const { id, owned } = await bought();
    await expect(refund(owned, 600)).rejects.toMatchObject(refused("offer.used_too_long"));
    await use(id, owned, 600);
    await expect(refund(owned)).rejects.toMatchObject(refused("offer.used_too_long"));
  });

  it("leaves a running session the seconds it still has to book", async () => {
    const { id, owned } = await bought();
    await refund(owned, 300);
    expect(await use(id, owned, 300)).toBeGreaterThan(0);
    await expect(use(id, owned, 1)).rejects.toThrow();
  });

  it("asked fifty times at once is paid once", async () => {
    const { id, owned } = await bought();
    const asked = await Promise.allSettled(Array.from({ length: 50 }, () => refund(owned)));
    expect(asked.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    expect(await holding(id)).toMatchObject({ balance: 2_000, bonus: 1_000 });
  });

  it("is not given where the café gives none, and keeps what was so when it was sold", async () => {
    scope = settings({ refund_within_minutes: 0 });
    const { owned } = await bought();
    scope = settings();
    await expect(refund(owned)).rejects.toMatchObject(refused("offer.used_too_long"));
  });

  it("of what expired is refused: its time is lost", async () => {
    const id = await member({ balance: 2_000 });
    const { ownedOfferIds } = await sell(id, await offer({ expired_type: 1, expired_hours: 1 }), {
      bonusPays: false,
    });
    await expect(refund(ownedOfferIds[0] ?? 0, null, after(3_600))).rejects.toMatchObject(
      refused("offer.used_too_long"),
    );
  });
});

describe("a sale", () => {
  it("of three by card has discount, tax on top and surcharge, and each piece is refunded by itself", async () => {
    scope = settings({ tax4_percentage: "8.00", credit_card_price_rate: "103.00" });
    await test.db.transact((tx) =>
      tx.run("update member_groups set discount_offer = 10 where cafe_id = $1 and member_group_id = 7", [
        cafe,
      ]),
    );
    const id = await member();
    await test.db.transact((tx) =>
      tx.run("update members set member_group_id = 7 where member_id = $1", [id]),
    );
    const sold = await sell(id, await offer({ price: "2.50", tax_id: 4 }), { payment: "card", qty: 3 });
    // 3 × 2.50 less 10 % = 6.75, tax 0.54, together 7.29, surcharge 0.22.
    expect(sold).toMatchObject({ totalMinor: 751, taxMinor: 54, cardFeeMinor: 22 });
    expect(sold.ownedOfferIds).toHaveLength(3);
    expect(await entriesOf(sold.orderNo)).toMatchObject({
      card: -751,
      tax: 54,
      card_fees: 22,
      sales_offers: 675,
    });
    const parts = [];
    for (const owned of sold.ownedOfferIds) parts.push((await refund(owned)).refundMinor);
    expect(parts.reduce((sum, part) => sum + part)).toBe(751);
    const left = await test.db.row<{ sum: number }>(
      "select sum(amount)::bigint as sum from entries where cafe_id = $1 and account = 'card'",
      [cafe],
    );
    expect(left?.sum).toBe(0);
    const items = await test.db.row(
      "select quantity, refunded_quantity from order_items where order_no = $1",
      [sold.orderNo],
    );
    expect(items).toEqual({ quantity: 3, refunded_quantity: 3 });
  });

  it("by coins takes coins alone and gives them back", async () => {
    const id = await member();
    await test.db.transact((tx) =>
      tx.run("select post_transfer($1, $2, $3)", [
        cafe,
        startOfBooks,
        JSON.stringify({
          ...{
            kind: "coins",
            actor_kind: "system",
            actor_name: "System",
            logs: [{ event: "COIN_CHANGE", member_id: id, coins: 5_000 }],
          },
          entries: [
            { account: "coins", member_id: id, amount: 5_000 },
            { account: "coins_given", amount: -5_000 },
          ],
        }),
      ]),
    );
    const productId = await offer({ coin_price: 40 });
    const { ownedOfferIds } = await sell(id, productId, { payment: "coins" });
    expect(await holding(id)).toMatchObject({ coins: 1_000 });
    await expect(sell(id, productId, { payment: "coins" })).rejects.toMatchObject(
      refused("ledger.insufficient_coins"),
    );
    expect(await refund(ownedOfferIds[0] ?? 0)).toMatchObject({ refundMinor: 0, coinsHundredths: 4_000 });
    expect(await holding(id)).toMatchObject({ coins: 5_000 });
  });

  it("keeps the terms whatever becomes of the offer, and counts the expiry from its instant", async () => {
    const id = await member();
    const productId = await offer({
      use_weekdays: [5],
      use_from_minute: 1_320,
      use_to_minute: 480,
      expired_type: 1,
      expired_days: 2,
      expired_hours: 1,
      priority: 4,
      pc_group_ids: [3],
    });
    await sell(id, productId, { payment: "cash" });
    await test.db.transact((tx) => tx.run("delete from products where product_id = $1", [productId]));
    expect(await offersOf(id)).toMatchObject([
      {
        name: "10 hours",
        priority: 4,
        seconds: 36_000,
        expiresAt: after(49 * 3_600).getTime() / 1000,
        terms: {
          weekdays: [5],
          hours: { fromMinute: 1_320, toMinute: 480 },
          pcGroupIds: [3],
          expiry: { kind: "after_purchase", seconds: 176_400 },
        },
      },
    ]);
    await test.db.transact((tx) => expireOffers(tx, cafe, id, after(49 * 3_600)));
    expect(await offersOf(id)).toEqual([]);
  });

  it("leaves what a running session has cost (billing.md 7.4)", async () => {
    const id = await member({ balance: 2_000 });
    const productId = await offer();
    const runningCost = (balanceMinor: number) => () => Promise.resolve({ bonusMinor: 0, balanceMinor });
    await expect(sell(id, productId, { runningCost: runningCost(2) })).rejects.toMatchObject(
      refused("ledger.insufficient_balance"),
    );
    expect(await sell(id, productId, { runningCost: runningCost(1) })).toMatchObject({ totalMinor: 1_999 });
  });

  it("fifty at once sell as many as the balance pays", async () => {
    const id = await member({ balance: 10 * 1_999 });
    const productId = await offer();
    const asked = await Promise.allSettled(Array.from({ length: 50 }, () => sell(id, productId)));
    expect(asked.filter((one) => one.status === "fulfilled")).toHaveLength(10);
    expect(await offersOf(id)).toHaveLength(10);
    expect(await holding(id)).toMatchObject({ balance: 0 });
  });

  it.each([
    [{ is_active: false }, {}, "product.not_for_sale"],
    [{ enable_client: false }, { seller: "member" }, "product.not_for_sale"],
    [{ member_group_ids: [7] }, {}, "product.not_for_sale"],
    [{ show_weekdays: [2] }, {}, "product.not_for_sale"],
    [{ show_from_minute: 660, show_to_minute: 720 }, {}, "product.not_for_sale"],
    [{ valid_to: startOfBooks }, {}, "product.not_for_sale"],
    [{ is_offer: false, minutes: null }, {}, "product.not_for_sale"],
    [{ payment_methods: JSON.stringify({ member: ["cash"] }) }, {}, "order.payment_not_allowed"],
    [{}, { payment: "qr", seller: "member" }, "order.payment_not_allowed"],
    [{}, { payment: "coins" }, "order.payment_not_allowed"],
    [{}, { qty: 0 }, "request.validation"],
    [{}, { qty: 101 }, "request.validation"],
    [{}, { memberId: 999_999 }, "member.not_found"],
    [{}, { lines: [{ productId: 999_999, quantity: 1 }] }, "product.not_found"],
  ] as const)("%#: an offer %j, asked %j: %s", async (columns, about, error) => {
    const id = await member({ balance: 1_000_000 });
    await expect(sell(id, await offer(columns), about as never)).rejects.toMatchObject(refused(error));
    expect(await offersOf(id)).toEqual([]);
  });

  it("to a guest is paid by tender, and goes back by it", async () => {
    await addMember(test.db, cafe, ++lastMember, -2);
    const id = lastMember;
    const { ownedOfferIds, orderNo } = await sell(id, await offer(), { payment: "cash" });
    expect(await logOf(orderNo)).toMatchObject({ cash_minor: 1_999, spend_minor: 0 });
    const { refundOrderNo } = await refund(ownedOfferIds[0] ?? 0);
    expect(await logOf(refundOrderNo)).toMatchObject({ cash_minor: -1_999 });
    expect(await entriesOf(refundOrderNo)).toMatchObject({ cash: 1_999 });
  });
});
