import * as operations from "../../../contract/operations/member-offers.ts";
import { listOrders } from "../../../contract/operations/orders.ts";
import type { Db, Tx } from "../../kernel/db/database.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { findPcsByNames } from "../pcs/index.ts";
import type { ShopParts } from "./shop-parts.ts";
import * as orders from "./order-store.ts";
import { rangeOf } from "./order-range.ts";
import { offerMethod, orderOf } from "./order-wire.ts";
import { whyNotForSale } from "./product-rules.ts";
import { saleList } from "./product-routes.ts";
import { listActiveProducts } from "./product-store.ts";
import { productIdOf } from "./product-wire.ts";
import { refundOffer } from "./refund-offer.ts";
import type { Payment } from "./sale-rules.ts";
import { paymentCodes, sellOffer } from "./sell-offer.ts";

/** Binds orders, and the offers and orders of members (api-v2.md 2.7, 2.9, 2.11). */
export function bindOrderRoutes(api: Api, parts: ShopParts): void {
  bindDesk(api, parts);
  bindMember(api, parts);
}

function bindDesk(api: Api, parts: ShopParts): void {
  const { cafes, live } = parts;
  api.bind(listOrders, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const method = input.order_payment_method;
    return orderPage(parts, scope, input, {
      ...rangeOf(input, scope.zone),
      status: input.order_status,
      paymentMethod: method !== undefined && method >= 10 ? method % 10 : method,
      pcName: input.pc_name,
      memberAccount: input.member,
      staffName: input.staff,
    });
  });
  api.bind(operations.memberOrdersForDesk, async ({ cafeId, input }) => {
    await refuseUnknownMember(parts, cafeId, input.memberId);
    return orderPage(parts, await cafes.scope(cafeId), input, { memberId: input.memberId });
  });
  api.bind(operations.refundMemberOffer, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const ownedOfferId = call.input.member_offer_id;
    // What a session has used of it is booked when the session goes over to something else, which a refund cannot wait for.
    const refuseInUse = async (tx: Tx, memberId: number) => {
      const inUse = await live.offerInUse(call.cafeId, memberId, tx);
      if (inUse?.ownedOfferId !== ownedOfferId) return null;
      throw new Refusal("member.in_session", "This offer is in use by a session: end the session first.");
    };
    const actor = actorOf(call.caller);
    const done = await call.transact((tx) =>
      refundOffer(tx, scope, call.now, {
        ...{ ownedOfferId, actor, staffName: actor.actorName, shiftId: null },
        comment: call.input.comment ?? "",
        usedInSessionSeconds: refuseInUse,
      }),
    );
    return {
      order_no: String(done.orderNo),
      refund: decimalFromMinor(done.refundMinor, scope.exponent),
      refund_order_no: String(done.refundOrderNo),
      refund_coin: decimalFromHundredths(done.coinsHundredths),
    };
  });
}

function bindMember(api: Api, parts: ShopParts): void {
  const { db, cafes } = parts;
  api.bind(operations.memberOrders, async ({ cafeId, caller, input }) =>
    orderPage(parts, await cafes.scope(cafeId), input, { memberId: memberOf(caller) }),
  );
  api.bind(operations.memberShop, async ({ cafeId, caller, now }) => {
    const scope = await cafes.scope(cafeId);
    const memberGroupId = await orders.findMemberGroupId(db, cafeId, memberOf(caller));
    if (memberGroupId === undefined) throw notFound("member.not_found", "Member");
    const customer = { memberGroupId, seller: "member" } as const;
    // Only offers are sold to members by themselves, so nothing else is shown to them.
    const rows = (await listActiveProducts(db, cafeId)).filter(
      (row) => row.is_offer && whyNotForSale(row, customer, scope.zone, now) === null,
    );
    return saleList(db, scope, rows);
  });
  api.bind(operations.submitOrder, (call) => submit(parts, call));
}

type SubmitCall = Call<{
  pc_name: string | undefined;
  payment_method: number;
  items: { product_id: string; qty: number }[];
}>;

async function submit({ db, cafes, live }: ShopParts, call: SubmitCall) {
  const { cafeId, caller, input, now } = call;
  const scope = await cafes.scope(cafeId);
  const payment = paymentOf(input.payment_method);
  const pcName = await knownPcName(db, cafeId, input.pc_name ?? "");
  const sold = await call.transact((tx) =>
    sellOffer(tx, scope, now, {
      memberId: memberOf(caller),
      lines: input.items.map((item) => ({ productId: productIdOf(item.product_id), quantity: item.qty })),
      payment,
      runningCost: (inside) => live.runningCost(cafeId, memberOf(caller), inside),
      bonusPays: live.bonusPays(scope, now),
      seller: "member",
      actor: actorOf(caller),
      ...{ staffName: "", shiftId: null, pcName, comment: "" },
    }),
  );
  const method = offerMethod(paymentCodes[payment].method);
  return { order_no: String(sold.orderNo), order_status: 2, pay_method: method };
}

/** The PC as the café names it, so that the log never holds what a member made up; blank from the portal. */
async function knownPcName(db: Db, cafeId: number, asked: string): Promise<string> {
  if (asked.trim() === "") return "";
  const [pc] = await findPcsByNames(db, cafeId, [asked]);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  return pc.name;
}

function paymentOf(method: number): Payment {
  if (method === 1 || method === 11) return "balance";
  if (method === 3 || method === 13) return "coins";
  throw new Refusal(
    "order.payment_not_allowed",
    "Here offers are paid from the balance (1) or with coins (3); ask at the desk for other ways.",
  );
}

function memberOf(caller: Caller): number {
  assert(caller.kind === "member", "the contract lets only members in here");
  return caller.memberId;
}

async function refuseUnknownMember({ db }: ShopParts, cafeId: number, memberId: number): Promise<void> {
  if (!(await orders.memberExists(db, cafeId, memberId))) throw notFound("member.not_found", "Member");
}

interface PageInput {
  page?: string | undefined;
  limit?: string | undefined;
  sort?: string | undefined;
  sort_name?: string | undefined;
  search_text?: string | undefined;
}

async function orderPage(
  { db }: ShopParts,
  scope: CafeScope,
  input: PageInput,
  search: Omit<orders.OrderSearch, "page">,
) {
  const page = pageRequest(input);
  const { rows, total } = await orders.listOrderItems(db, scope.cafeId, {
    ...search,
    page,
    text: input.search_text,
    sortName: input.sort_name,
    ascending: input.sort?.toLowerCase() === "asc",
  });
  return { orders: rows.map((row) => orderOf(scope, row)), paging_info: pagingInfo(page, total) };
}
