import type { previewRefund as operation } from "../../../contract/operations/member-books.ts";
import type { Db } from "../../kernel/db/database.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { rehearseTopUp } from "../ledger/index.ts";
import { minorOf } from "./fetch-bonus.ts";
import type { LiveFacts } from "./live-facts.ts";
import { paymentMethodOf, runningCostsOf, tenderOf, topUpTerms } from "./top-up-member.ts";

/**
 * What a refund would take and from where, by booking and undoing it. Refuses what the refund would be refused but for its
 * comment, which is not asked yet.
 */
export async function previewRefund(
  db: Db,
  live: LiveFacts,
  scope: CafeScope,
  call: Call<InputOf<typeof operation>>,
) {
  const { cafeId, now, input } = call;
  const valueMinor = Math.abs(minorOf(scope, "topup_value", input.topup_value));
  if (valueMinor === 0) throw invalidField("topup_value", "The topup_value may not be 0.");
  const memberIds = [input.member_id];
  const isNamed = input.refund_of !== undefined;
  const rehearsed = await rehearseTopUp(db, {
    ...{ cafeId, now, memberIds, valueMinor: -valueMinor, bonusMinor: 0, coinsHundredths: 0, comment: "" },
    tender: isNamed && input.payment_method === undefined ? null : tenderOf(input.payment_method),
    refundOf: input.refund_of === undefined ? null : { orderId: input.refund_of, exponent: scope.exponent },
    ...{ actor: actorOf(call.caller), shiftId: null, idempotency: null },
    ...topUpTerms(scope),
    runningCosts: await runningCostsOf(live, cafeId, memberIds),
  });
  const [after] = rehearsed.outcome.members;
  if (after === undefined) throw new Error("a rehearsed refund answered no member");
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  // What is taken is told as an amount above 0; 0 − 0 stays 0.
  const taken = (change: number) => 0 - change;
  return {
    paid_out: money(valueMinor),
    payment_method: paymentMethodOf(rehearsed.tender),
    balance_taken: money(taken(rehearsed.balanceChange)),
    bonus_taken: money(taken(rehearsed.bonusChange)),
    coins_taken: decimalFromHundredths(taken(rehearsed.coinsChange)),
    points_taken: decimalFromHundredths(taken(rehearsed.pointsChange)),
    member_balance: money(after.balanceMinor),
    member_balance_bonus: money(after.bonusMinor),
    member_coin_balance: decimalFromHundredths(after.coinsHundredths),
  };
}
