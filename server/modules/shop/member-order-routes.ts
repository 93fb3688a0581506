import * as operations from "../../../contract/operations/member-offers.ts";
import * as orderOperations from "../../../contract/operations/member-orders.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api, Call, InputOf } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { checklistOf } from "./checklist.ts";
import { findMemberGroupId } from "./buyer-store.ts";
import { placeOf, refusePayLater, whoOf } from "./desk-order.ts";
import { orderPage } from "./order-page.ts";
import { type Method, statusOfOwnOrder } from "./order-state-rules.ts";
import { methodOfNumber, offerMethod, paymentOfMethod } from "./payment-words.ts";
import { orderNoOf } from "./order-wire.ts";
import { payByQr, qrStatus } from "./pay-by-qr.ts";
import { placeOrder } from "./place-order.ts";
import { type ProductRow, whyNotForSale } from "./product-rules.ts";
import { saleList } from "./product-routes.ts";
import { findProducts, listActiveProducts } from "./product-store.ts";
import { productIdOf, stockOf } from "./product-wire.ts";
import type { ShopParts } from "./shop-parts.ts";
import { partsOfSet } from "./stock-rules.ts";
import { findStock } from "./stock-store.ts";

/** Binds what members do by themselves: look, order, read their orders (api-v2.md 2.9). */
export function bindMemberOrderRoutes(api: Api, parts: ShopParts): void {
  const { cafes } = parts;
  api.bind(operations.memberOrders, async ({ cafeId, caller, input }) =>
    orderPage(parts, await cafes.scope(cafeId), input, { memberId: memberOf(caller) }),
  );
  api.bind(operations.memberShop, async ({ cafeId, caller, now }) =>
    shopOf(parts, await cafes.scope(cafeId), memberOf(caller), now),
  );
  api.bind(operations.submitOrder, (call) => submit(parts, call));
  api.bind(orderOperations.payOrder, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const asked = {
      orderNo: orderNoOf(call.input.order_no),
      memberId: memberOf(call.caller),
      sign: parts.sign,
    };
    return call.transact((tx) => payByQr(tx, scope, call.now, asked));
  });
  api.bind(orderOperations.topupStatus, async ({ cafeId, caller, input }) => {
    const { order_no: orderNo, t, sid } = input;
    const asked = { orderNo: orderNoOf(orderNo), memberId: memberOf(caller), t, sid };
    return { order_status: await qrStatus(parts, cafeId, asked) };
  });
  api.bind(orderOperations.memberChecklist, async ({ cafeId, caller }) =>
    checklistOf(parts, await cafes.scope(cafeId), memberOf(caller)),
  );
}

export function memberOf(caller: Caller): number {
  assert(caller.kind === "member", "the contract lets only members in here");
  return caller.memberId;
}

async function shopOf({ db, live }: ShopParts, scope: CafeScope, memberId: number, now: Date) {
  const { cafeId, settings, zone } = scope;
  const memberGroupId = await findMemberGroupId(db, cafeId, memberId);
  if (memberGroupId === undefined) throw notFound("member.not_found", "Member");
  const pcGroupId = await live.pcGroupOfMember(cafeId, memberId, db);
  const customer = { memberGroupId, seller: "member", pcGroupId } as const;
  const rows = (await listActiveProducts(db, cafeId)).filter(
    (row) => whyNotForSale(row, customer, zone, now) === null,
  );
  const shown = settings.flag("hide_sold_out_items") ? await withoutSoldOut(db, cafeId, rows) : rows;
  return saleList(db, scope, shown);
}

async function withoutSoldOut(db: ShopParts["db"], cafeId: number, rows: readonly ProductRow[]) {
  const parts = rows.flatMap((row) => (partsOfSet(row.combo) ?? []).map(({ productId }) => productId));
  const stock = await findStock(db, cafeId, parts);
  return rows.filter((row) => row.is_offer || (stockOf(stock, row) ?? 1) > 0);
}

type Submitted = Call<InputOf<typeof operations.submitOrder>>;

async function submit({ cafes, live }: ShopParts, call: Submitted) {
  const { cafeId, caller, input, now } = call;
  const scope = await cafes.scope(cafeId);
  const method = methodOrRefusal(input.payment_method);
  const memberId = memberOf(caller);
  const payment = paymentOf(method);
  const lines = input.items.map((item) => ({ productId: productIdOf(item.product_id), quantity: item.qty }));
  return call.transact(async (tx) => {
    const place = await placeOf(tx, cafeId, input.pc_name);
    await refusePayLater(tx, scope, memberId, payment);
    const placed = await placeOrder(tx, scope, now, {
      ...{ memberId, lines, payment, seller: "member", who: whoOf(caller), comment: "" },
      status: (hasGoods) => {
        const preparingIsUsed = scope.settings.flag("shop_preparing_button");
        return statusOfOwnOrder(method, { hasGoods, preparingIsUsed }).status;
      },
      ...{ pcName: place?.pcName ?? "", pcGroupId: place?.pcGroupId ?? null },
      runningCost: (inside) => live.reservedCost(cafeId, memberId, inside, now),
      bonusPays: live.bonusPays(scope, now),
      tells: true,
    });
    const products = await findProducts(
      tx,
      cafeId,
      lines.map((line) => line.productId),
    );
    const isOffers = products.every((product) => product.is_offer);
    return {
      order_no: String(placed.orderNo),
      order_status: placed.status,
      pay_method: isOffers ? offerMethod(method) : method,
    };
  });
}

function methodOrRefusal(number: number): Method {
  const method = methodOfNumber(number);
  if (method !== null) return method;
  throw new Refusal(
    "order.payment_not_allowed",
    "The payment_method must be 0 cash, 1 balance, 2 card, 3 coins, 4 QR or -2 pay later.",
  );
}

/** What is taken at once, and what waits until staff confirm it. */
function paymentOf(method: Method) {
  const { isPaid } = statusOfOwnOrder(method, { hasGoods: true, preparingIsUsed: true });
  const payment = paymentOfMethod(method);
  return isPaid && payment !== undefined ? { ways: [{ payment, amountMinor: null }] } : { open: method };
}
