import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Refusal } from "../../kernel/refusal.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { verifyBooks } from "../../verify-books.ts";
import { Settings } from "../cafes/index.ts";
import { addCafe, addMemberHolding, holdingOf, startOfBooks } from "../ledger/test-books.ts";
import { cancelOrder } from "./cancel-order.ts";
import { confirmOrder } from "./confirm-order.ts";
import { done, type Method, pending, preparing } from "./order-state-rules.ts";
import { placeOrder } from "./place-order.ts";
import { refundOrder } from "./refund-order.ts";
import type { MoneyPayment, Way } from "./sale-rules.ts";
import { changeStock, findStock } from "./stock-store.ts";

/**
 * Whatever is sold, confirmed, cancelled, refunded and restocked, in whatever order: a model of a few lines says what drawers, balances
 * and shelves hold, and the books are in order after it. The same at once, eight acts at a time, keeps the books in order too.
 */

let database: TestDatabase;
let cafe = 40_000;
beforeAll(async () => (database = await openTestDatabase()));
afterAll(() => database.close());

const prices = [150, 275, 999] as const;
const productIds = [11, 12, 13] as const;
const startStock = 12;
const startBalance = 5_000;
const who = {
  ...{ actor: { actorKind: "key", actorId: 1, actorName: "API" } as const, staffName: "API", shiftId: null },
};
const settings = new Settings([
  { key: "credit_card_price_rate", value: "103.00" },
  { key: "point_enable", value: 1 },
  { key: "shop_earn_point", value: 1 },
]);
const nothingRuns = () => Promise.resolve({ bonusMinor: 0, balanceMinor: 0 });
const noOffer = () => Promise.resolve(null);

type Act =
  | {
      kind: "sell";
      pieces: number[];
      way: MoneyPayment;
      second: MoneyPayment | null;
      member: number;
      prepares: boolean;
    }
  | { kind: "order"; pieces: number[]; method: Method; member: number }
  | { kind: "confirm" | "cancel"; which: number; method: Method }
  | { kind: "refund"; which: number; product: number; pieces: number; toStock: boolean }
  | { kind: "restock"; product: number; pieces: number };

const pieces = fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3));
const way = fc.constantFrom<MoneyPayment[]>("cash", "card", "qr", "balance");
const method = fc.constantFrom<Method[]>(0, 1, 2, 4, -2);
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("sell" as const), pieces, way, second: fc.option(way), member: fc.integer({ min: 0, max: 2 }), prepares: fc.boolean() }) }, // prettier-ignore
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("order" as const), pieces, method: fc.constantFrom<Method[]>(0, 2, 4, -2), member: fc.integer({ min: 1, max: 2 }) }) }, // prettier-ignore
  { weight: 3, arbitrary: fc.record({ kind: fc.constantFrom("confirm" as const, "cancel" as const), which: fc.nat(30), method }) }, // prettier-ignore
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("refund" as const), which: fc.nat(30), product: fc.nat(2), pieces: fc.integer({ min: 1, max: 3 }), toStock: fc.boolean() }) }, // prettier-ignore
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restock" as const), product: fc.nat(2), pieces: fc.integer({ min: 1, max: 9 }) }) }, // prettier-ignore
);

interface Shop {
  cafeId: number;
  members: [number, number];
  orderNos: number[];
}

async function openShop(): Promise<Shop> {
  const cafeId = ++cafe;
  const members: Shop["members"] = [cafeId * 10 + 1, cafeId * 10 + 2];
  await addCafe(database.db, cafeId);
  for (const id of members) await addMemberHolding(database.db, cafeId, id, { balance: startBalance });
  await database.db.transact(async (tx) => {
    for (const [place, id] of productIds.entries()) {
      await tx.run(
        `insert into products (cafe_id, product_id, is_offer, name, price, is_unlimited, updated_at) values ($1, $2, false, $3, $4, false, $5)`,
        [cafeId, id, `Product ${id}`, (prices[place] ?? 0) / 100, startOfBooks],
      );
    }
    await changeStock(tx, cafeId, startOfBooks, {
      ...{ reason: "restock", staffName: "", comment: "" },
      changes: productIds.map((productId) => ({ productId, change: startStock })),
    });
  });
  return { cafeId, members, orderNos: [] };
}

/** Carries an act out; null when it was refused, which must take nothing. */
async function carryOut(shop: Shop, act: Act): Promise<{ orderNo: number } | null> {
  const { cafeId, orderNos } = shop;
  const scope = { cafeId, exponent: 2, zone: "UTC", settings };
  const linesOf = (counts: readonly number[]) =>
    counts.flatMap((quantity, place) =>
      quantity === 0 ? [] : [{ productId: productIds[place] ?? 0, quantity }],
    );
  const memberOf = (member: number) => (member === 0 ? null : (shop.members[member - 1] ?? null));
  const place = (
    act_: { pieces: number[]; member: number },
    payment: { ways: Way[] } | { open: Method },
    status: 1 | 2 | 5,
  ) =>
    database.db.transact((tx) =>
      placeOrder(tx, scope, startOfBooks, {
        ...{ memberId: memberOf(act_.member), lines: linesOf(act_.pieces), payment, status: () => status },
        ...{ seller: "staff", who, pcName: "", pcGroupId: null, comment: "", runningCost: nothingRuns },
        ...{ bonusPays: true, tells: false },
      }),
    );
  const orderNo = orderNos["which" in act ? act.which % Math.max(1, orderNos.length) : 0] ?? 0;
  try {
    switch (act.kind) {
      case "sell": {
        const total = act.pieces.reduce((sum, count, at) => sum + count * (prices[at] ?? 0), 0);
        const first = Math.floor(total / 3);
        const ways: Way[] =
          act.second === null || act.second === act.way || first === 0
            ? [{ payment: act.way, amountMinor: null }]
            : [
                { payment: act.way, amountMinor: first },
                { payment: act.second, amountMinor: null },
              ];
        return await place(act, { ways }, act.prepares ? preparing : done);
      }
      case "order":
        return await place(act, { open: act.method }, pending);
      case "confirm":
        await database.db.transact((tx) =>
          confirmOrder(tx, scope, startOfBooks, {
            ...{ orderNo, method: act.method, comment: "", who, refuseClosed: () => undefined },
            ...{ runningCost: nothingRuns, bonusPays: true },
          }),
        );
        return { orderNo };
      case "cancel":
        await database.db.transact((tx) =>
          cancelOrder(tx, scope, startOfBooks, { orderNo, comment: "", who, offerInUse: noOffer }),
        );
        return { orderNo };
      case "refund":
        await database.db.transact((tx) =>
          refundOrder(tx, scope, startOfBooks, {
            ...{ orderNo, toStock: act.toStock, comment: "", who, offerInUse: noOffer },
            lines: [{ productId: productIds[act.product] ?? 0, quantity: act.pieces }],
          }),
        );
        return { orderNo };
      case "restock":
        await database.db.transact((tx) =>
          changeStock(tx, cafeId, startOfBooks, {
            ...{ reason: "restock", staffName: "", comment: "" },
            changes: [{ productId: productIds[act.product] ?? 0, change: act.pieces }],
          }),
        );
        return { orderNo: 0 };
    }
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}

/** What a person with a pencil would say is in the drawers, on the accounts and on the shelves. */
class Pencil {
  readonly tendered = { cash: 0, card: 0, qr: 0 };
  readonly balance = new Map<number, number>();
  readonly stock: number[] = productIds.map(() => startStock);
  readonly #orders = new Map<
    number,
    {
      pieces: number[];
      left: number[];
      member: number;
      ways: { by: MoneyPayment; paid: number; back: number }[] | null;
      status: string;
    }
  >();

  note(act: Act, orderNo: number): void {
    switch (act.kind) {
      case "sell": {
        const total = this.#cost(act.pieces);
        const first = Math.floor(total / 3);
        const isTwo = act.second !== null && act.second !== act.way && first > 0;
        const ways = isTwo
          ? [
              { by: act.way, paid: first, back: 0 },
              { by: act.second as MoneyPayment, paid: total - first, back: 0 },
            ]
          : [{ by: act.way, paid: total, back: 0 }];
        this.#open(orderNo, act, act.prepares ? "preparing" : "done");
        this.#pay(orderNo, ways);
        return;
      }
      case "order":
        this.#open(orderNo, act, `pending ${act.method}`);
        return;
      case "confirm":
        return this.#confirm(orderNo, act.method);
      case "cancel":
        return this.#cancel(orderNo);
      case "refund": {
        const order = this.#of(orderNo);
        this.#giveBack(order, act.pieces * (prices[act.product] ?? 0));
        order.left[act.product] = (order.left[act.product] ?? 0) - act.pieces;
        if (act.toStock) this.#shelve(act.product, act.pieces);
        return;
      }
      case "restock":
        this.#shelve(act.product, act.pieces);
    }
  }

  #open(
    orderNo: number,
    { pieces: counts, member }: { pieces: number[]; member: number },
    status: string,
  ): void {
    this.#orders.set(orderNo, { pieces: counts, left: [...counts], member, ways: null, status });
    for (const [product, count] of counts.entries()) this.#shelve(product, -count);
  }

  #confirm(orderNo: number, by: Method): void {
    const order = this.#of(orderNo);
    const names: Partial<Record<Method, MoneyPayment>> = { 0: "cash", 1: "balance", 2: "card", 4: "qr" };
    const name = names[by];
    if (order.ways === null && name !== undefined)
      this.#pay(orderNo, [{ by: name, paid: this.#cost(order.pieces), back: 0 }]);
    order.status = "done";
  }

  #cancel(orderNo: number): void {
    const order = this.#of(orderNo);
    if (order.ways !== null) this.#giveBack(order, this.#cost(order.left));
    for (const [product, count] of order.left.entries()) this.#shelve(product, count);
    order.status = "cancelled";
  }

  #pay(orderNo: number, ways: { by: MoneyPayment; paid: number; back: number }[]): void {
    const order = this.#of(orderNo);
    order.ways = ways;
    for (const { by, paid } of ways) this.#move(order.member, by, paid, this.#fee(by, paid));
  }

  #giveBack(
    order: { member: number; ways: { by: MoneyPayment; paid: number; back: number }[] | null },
    amount: number,
  ): void {
    let left = amount;
    for (const one of [...(order.ways ?? [])].reverse()) {
      const share = Math.min(left, one.paid - one.back);
      const whole = this.#fee(one.by, one.paid);
      const feeOf = (back: number) =>
        one.paid === 0 ? 0 : Math.floor((whole * back * 2 + one.paid) / (2 * one.paid));
      this.#move(order.member, one.by, -share, feeOf(one.back) - feeOf(one.back + share));
      one.back += share;
      left -= share;
    }
    expect(left).toBe(0);
  }

  #move(member: number, by: MoneyPayment, amount: number, fee: number): void {
    if (by === "balance") this.balance.set(member, (this.balance.get(member) ?? startBalance) - amount);
    else this.tendered[by] += amount + fee;
  }

  #shelve(product: number, count: number): void {
    this.stock[product] = (this.stock[product] ?? 0) + count;
  }

  #fee = (by: MoneyPayment, paid: number) => (by === "card" ? Math.floor((paid * 3 + 50) / 100) : 0);
  #cost = (counts: readonly number[]) =>
    counts.reduce((sum, count, at) => sum + count * (prices[at] ?? 0), 0);
  #of(orderNo: number) {
    const order = this.#orders.get(orderNo);
    if (order === undefined) throw new Error(`the pencil knows no order ${orderNo}`);
    return order;
  }
}

async function brokenBooks(): Promise<string[]> {
  const broken: string[] = [];
  for await (const result of verifyBooks(database.db)) if (result.broken !== null) broken.push(result.broken);
  return broken;
}

async function expectAs(shop: Shop, pencil: Pencil): Promise<void> {
  const { cafeId } = shop;
  const rows = await database.db.rows<{ account: "cash" | "card" | "qr"; sum: number }>(
    "select account, -sum(amount)::bigint as sum from entries where cafe_id = $1 and account in ('cash', 'card', 'qr') group by account",
    [cafeId],
  );
  const tendered = {
    cash: 0,
    card: 0,
    qr: 0,
    ...Object.fromEntries(rows.map(({ account, sum }) => [account, sum])),
  };
  expect(tendered).toEqual(pencil.tendered);
  const stock = await findStock(database.db, cafeId, productIds);
  expect(productIds.map((id) => stock.get(id))).toEqual(pencil.stock);
  for (const [place, id] of shop.members.entries())
    expect((await holdingOf(database.db, cafeId, id)).balance).toBe(
      pencil.balance.get(place + 1) ?? startBalance,
    );
}

test("one act after the other is what the pencil says, and the books are in order", async () => {
  const property = fc.asyncProperty(fc.array(anyAct, { minLength: 20, maxLength: 60 }), async (acts) => {
    const shop = await openShop();
    const pencil = new Pencil();
    for (const act of acts) {
      const did = await carryOut(shop, act);
      if (did === null) continue;
      if (act.kind === "sell" || act.kind === "order") shop.orderNos.push(did.orderNo);
      pencil.note(act, did.orderNo);
    }
    await expectAs(shop, pencil);
  });
  await fc.assert(property, { numRuns: 12 });
  expect(await brokenBooks()).toEqual([]);
});

test("eight at a time, nothing waits for ever and the books are in order", async () => {
  const shop = await openShop();
  const acts = fc.sample(anyAct, { numRuns: 400, seed: 20_260_302 });
  const lanes = Array.from({ length: 8 }, (_, lane) => acts.filter((_act, at) => at % 8 === lane));
  const carried = await Promise.all(
    lanes.map(async (lane) => {
      let count = 0;
      for (const act of lane) {
        const did = await carryOut(shop, act);
        if (did !== null) count++;
        if (did !== null && (act.kind === "sell" || act.kind === "order")) shop.orderNos.push(did.orderNo);
      }
      return count;
    }),
  );
  expect(carried.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(100);
  expect(await brokenBooks()).toEqual([]);
});
