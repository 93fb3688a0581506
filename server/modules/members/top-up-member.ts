import type { topUp as operation } from "../../../contract/operations/members.ts";
import type { Db } from "../../kernel/db/database.ts";
import { actorOf, mayUse } from "../../kernel/http/caller.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import {
  refuseClosedTender,
  refuseTopUp,
  topUpMembers,
  type Tender,
  type TopUpOutcome,
} from "../ledger/index.ts";
import { bonusFor, dueWithCode, minorOf } from "./fetch-bonus.ts";
import type { LiveFacts } from "./live-facts.ts";
import { namedRefundRefusal, topUpRefusal, type AskedTopUp } from "./top-up-rules.ts";

type TopUpCall = Call<InputOf<typeof operation>>;

const tenders: Readonly<Record<number, Tender>> = { 0: "cash", 2: "card", 4: "qr" };
/** The number of a tender on the wire (api-v2.md 4.1). */
export const paymentMethodOf = (tender: string | null): number =>
  Number(Object.keys(tenders).find((method) => tenders[Number(method)] === tender) ?? 0);
export const tenderOf = (paymentMethod = 0): Tender => tenders[paymentMethod] ?? "cash";

function hundredthsOf(field: string, decimal: string): number {
  const hundredths = minorFromDecimal(decimal, 2);
  if (hundredths !== null) return hundredths;
  throw invalidField(field, `The ${field} must be a number with at most 2 decimal places.`);
}

/** The amounts asked for, once nothing that can be known before the books are touched speaks against them. */
async function decide(db: Db, scope: CafeScope, call: TopUpCall): Promise<AskedTopUp> {
  const { input, now } = call;
  const asked = {
    valueMinor: minorOf(scope, "topup_value", input.topup_value),
    bonusMinor: minorOf(scope, "topup_balance_bonus", input.topup_balance_bonus ?? "0"),
    coinsHundredths: hundredthsOf("add_coin", input.add_coin ?? "0"),
    comment: input.comment ?? "",
  };
  const { valueMinor, bonusMinor, coinsHundredths } = asked;
  if (input.refund_of !== undefined) {
    const members = input.topup_ids.length;
    const refusal = namedRefundRefusal({ ...asked, members, promoCode: input.promo_code });
    if (refusal !== null) throw refusal;
  }
  // A code alone gives what is its own, which needs no further right; the ledger judges it. What is sent with a code is
  // held against what both bring together.
  const isSent = bonusMinor !== 0 || coinsHundredths !== 0;
  const due =
    isSent && input.promo_code !== undefined
      ? await dueWithCode(db, scope, {
          valueMinor,
          memberIds: input.topup_ids,
          promoCode: input.promo_code,
          now,
        })
      : bonusFor(scope, valueMinor, now);
  const caller = {
    isStaff: call.caller.kind === "staff",
    may: (right: Parameters<typeof mayUse>[1]) => mayUse(call.caller, right),
  };
  const refusal = topUpRefusal(asked, due, caller);
  if (refusal !== null) throw refusal;
  if (valueMinor > 0)
    refuseClosedTender(scope.settings, call.caller, "payment_method", tenderOf(input.payment_method));
  return asked;
}

async function decided(db: Db, scope: CafeScope, call: TopUpCall): Promise<AskedTopUp | Refusal> {
  try {
    return await decide(db, scope, call);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** What the café's settings say of every top-up. */
export const topUpTerms = ({ settings, exponent }: CafeScope) => ({
  minorPerPoint: settings.flag("point_enable") ? 10 ** exponent : 0,
  bonusHours: settings.int("bonus_expiration_time"),
  bonusFirst: settings.flag("use_bonus_first"),
});

/** What the sessions of these members have cost so far (billing.md 7.4). */
export async function runningCostsOf(live: LiveFacts, cafeId: number, memberIds: readonly number[]) {
  const running = await live.pcOf(cafeId, memberIds);
  return new Map([...running].map(([memberId, { runningCostMinor }]) => [memberId, runningCostMinor]));
}

/**
 * Tops up members by the café's settings, or refunds (billing.md 3, api-v2.md 2.7 topup). Refuses what the ledger refuses, and
 * `permission.denied`, `topup.comment_required`, `promo.*`, an amount finer than the smallest unit.
 */
export async function topUpMember(
  db: Db,
  live: LiveFacts,
  scope: CafeScope,
  call: TopUpCall,
): Promise<TopUpOutcome> {
  const asked = await decided(db, scope, call);
  const { cafeId, now, idempotency, input } = call;
  const refundOf =
    input.refund_of === undefined ? null : { orderId: input.refund_of, exponent: scope.exponent };
  if (asked instanceof Refusal) return refuseTopUp(db, { cafeId, now, idempotency, refundOf }, asked);
  const runningCosts = await live.beforeMoney(cafeId, input.topup_ids, now);
  return topUpMembers(db, {
    cafeId,
    now,
    memberIds: input.topup_ids,
    ...asked,
    tender: refundOf !== null && input.payment_method === undefined ? null : tenderOf(input.payment_method),
    refundOf,
    actor: actorOf(call.caller),
    shiftId: null,
    ...topUpTerms(scope),
    runningCosts,
    idempotency,
    promo:
      input.promo_code === undefined
        ? null
        : {
            code: input.promo_code,
            exponent: scope.exponent,
            removeUsedUp: scope.settings.flag("delete_promocode_after_use"),
          },
  });
}
