import type { quoteOrder as operation } from "../../../contract/operations/orders.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { chooseProducts } from "./choose-products.ts";
import { customerOf, linesOf, placeOf } from "./desk-order.ts";
import { saleTermsOf } from "./order-lines.ts";
import { mayPayLater } from "./pay-later-rules.ts";
import { buyerOf, fundsOf, lineOf, mergedLines } from "./place-order.ts";
import { surchargeOf } from "./sale-rules.ts";
import type { ShopLiveFacts } from "./shop-parts.ts";

/**
 * What an order would cost now, by the rules and refusals of a sale; nothing is sold. In a transaction of its own, so that what it locks
 * is free again with its answer.
 */
export async function quoteOrder(
  { live, scope }: { live: ShopLiveFacts; scope: CafeScope },
  call: Call<InputOf<typeof operation>>,
) {
  const { cafeId, input, now } = call;
  const lines = mergedLines(linesOf(input));
  return call.transact(async (tx) => {
    const place = await placeOf(tx, cafeId, input.pc_name);
    const memberId = await customerOf(tx, live, cafeId, input, place);
    const buyer = await buyerOf(tx, cafeId, memberId, now);
    const chosen = await chooseProducts(tx, scope, now, {
      ...{ lines, buyer, seller: "staff", pcGroupId: place?.pcGroupId ?? null, payment: { ways: [] } },
    });
    const running = memberId === null ? null : await live.runningCost(cafeId, memberId, tx, now);
    const priced = chosen.map((one) => lineOf(scope, one, buyer));
    const total = priced.reduce((sum, line) => sum + line.moneyMinor, 0);
    const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
    const forCoins = priced.every((line) => line.coinPrice > 0);
    const coins = priced.reduce((sum, line) => sum + line.coinPrice * line.quantity, 0);
    return {
      member_id: memberId ?? 0,
      member_account: buyer?.account ?? "",
      lines: priced.map((line) => ({
        product_id: `${line.offer === null ? "p" : "o"}-${line.productId}`,
        product_name: line.name,
        order_item_qty: line.quantity,
        order_cost: money(line.costMinor),
        order_money: money(line.moneyMinor),
        order_tax: money(line.taxMinor),
      })),
      total: money(total),
      tax: money(priced.reduce((sum, line) => sum + line.taxMinor, 0)),
      surcharge: money(surchargeOf(total, saleTermsOf(scope, false).cardRatePercent)),
      coins: forCoins && buyer !== null ? `${coins}.00` : null,
      member_balance: buyer === null ? null : money(fundsOf(buyer, running).balanceMinor),
      may_pay_later: flagOf(
        buyer !== null &&
          priced.every((line) => line.offer === null) &&
          mayPayLater(
            scope.settings.flag("payment_method_pay_later"),
            scope.settings.json("pay_later"),
            buyer.member_group_id,
          ),
      ),
    };
  });
}
