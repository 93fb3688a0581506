import * as memberOperations from "../../../contract/operations/member-offers.ts";
import { listOrders } from "../../../contract/operations/orders.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { notFound, Refusal } from "../../kernel/refusal.ts";
import { memberExists } from "./buyer-store.ts";
import { whoOf } from "./desk-order.ts";
import { bindDeskOrderRoutes } from "./desk-order-routes.ts";
import { bindMemberOrderRoutes } from "./member-order-routes.ts";
import { orderPage } from "./order-page.ts";
import { rangeOf } from "./order-range.ts";
import { refundOffer } from "./refund-offer.ts";
import type { ShopParts } from "./shop-parts.ts";

/** Binds orders, of the café and of members (api-v2.md 2.7, 2.9, 2.11). */
export function bindOrderRoutes(api: Api, parts: ShopParts): void {
  bindLists(api, parts);
  bindOfferRefund(api, parts);
  bindDeskOrderRoutes(api, parts);
  bindMemberOrderRoutes(api, parts);
}

function bindLists(api: Api, parts: ShopParts): void {
  const { db, cafes } = parts;
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
      waiting: input.waiting,
      isUnpaid: input.unpaid,
    });
  });
  api.bind(memberOperations.memberOrdersForDesk, async ({ cafeId, input }) => {
    if (!(await memberExists(db, cafeId, input.memberId))) throw notFound("member.not_found", "Member");
    return orderPage(parts, await cafes.scope(cafeId), input, { memberId: input.memberId });
  });
}

function bindOfferRefund(api: Api, { cafes, live }: ShopParts): void {
  api.bind(memberOperations.refundMemberOffer, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const ownedOfferId = call.input.member_offer_id;
    // What a session has used of it is booked when the session goes over to something else, which a refund cannot wait for.
    const refuseInUse = async (tx: Tx, memberId: number) => {
      const inUse = await live.offerInUse(call.cafeId, memberId, tx);
      if (inUse?.ownedOfferId !== ownedOfferId) return null;
      throw new Refusal("member.in_session", "This offer is in use by a session: end the session first.");
    };
    const done = await call.transact((tx) =>
      refundOffer(tx, scope, call.now, {
        ...{ ...whoOf(call.caller), ownedOfferId, comment: call.input.comment ?? "" },
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
