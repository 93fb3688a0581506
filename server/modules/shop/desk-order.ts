import type { Right } from "../../../contract/rights.ts";
import type { sellOrder as operation } from "../../../contract/operations/orders.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf, type Caller, mayUse } from "../../kernel/http/caller.ts";
import { minorFromDecimal } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { refuseClosedTender } from "../ledger/index.ts";
import { findPcByName } from "../pcs/index.ts";
import { findMemberGroupId, findMemberIdByAccount } from "./buyer-store.ts";
import { type Method, payLater, pending, preparing, done, type OrderStatus } from "./order-state-rules.ts";
import { mayPayLater } from "./pay-later-rules.ts";
import { methodOfNumber, paymentOfMethod } from "./payment-words.ts";
import { placeOrder, type PlacedOrder } from "./place-order.ts";
import { productIdOf } from "./product-wire.ts";
import type { Payment, Way } from "./sale-rules.ts";
import type { ShopLiveFacts, Who } from "./shop-parts.ts";

type DeskCall = Call<InputOf<typeof operation>>;

/** Who serves at the desk. */
export function whoOf(caller: Caller): Who {
  const actor = actorOf(caller);
  return { actor, staffName: caller.kind === "member" ? "" : actor.actorName, shiftId: null };
}

/**
 * Sells at the desk (billing.md 10, api-v2.md 2.11). Refuses what `placeOrder` refuses, `pc.not_found`, `permission.denied` without the
 * right to sell to members or from a balance, a way to pay that the café has switched off.
 */
export async function sellAtDesk(
  { live, scope }: { live: ShopLiveFacts; scope: CafeScope },
  call: DeskCall,
): Promise<PlacedOrder> {
  const { cafeId, caller, input, now } = call;
  const lines = linesOf(input);
  const payment = paymentOf(scope, caller, input);
  return call.transact(async (tx) => {
    const place = await placeOf(tx, cafeId, input.pc_name);
    const memberId = await customerOf(tx, live, cafeId, input, place);
    await refuseWithoutRight(tx, call, memberId, payment);
    await refusePayLater(tx, scope, memberId, payment);
    return placeOrder(tx, scope, now, {
      ...{ memberId, lines, payment, seller: "staff", who: whoOf(caller), tells: false },
      status: () => statusOf(payment, input.order_status),
      pcName: place?.pcName ?? "",
      pcGroupId: place?.pcGroupId ?? null,
      comment: input.comment ?? "",
      runningCost: (inside) => live.runningCost(cafeId, memberId ?? 0, inside, now),
      bonusPays: live.bonusPays(scope, now),
    });
  });
}

export function linesOf({
  product_id: ids,
  order_item_qty: pieces,
}: Pick<DeskCall["input"], "product_id" | "order_item_qty">) {
  if (ids.length !== pieces.length)
    throw invalidField("order_item_qty", "The order_item_qty must have one number for each product_id.");
  return ids.map((id, place) => ({ productId: productIdOf(id), quantity: pieces[place] ?? 0 }));
}

type Paying = { ways: Way[] } | { open: Method };

function paymentOf(
  { settings, exponent }: CafeScope,
  caller: Caller,
  input: Pick<DeskCall["input"], "order_payment_method" | "order_payments">,
): Paying {
  const named = input.order_payments ?? [];
  const ways = named.map(({ payment_method: number, amount }): Way => {
    const amountMinor = minorFromDecimal(amount, exponent);
    if (amountMinor === null)
      throw invalidField("order_payments", "The amounts of order_payments are finer than the currency.");
    return { payment: wayOf("order_payments", number), amountMinor };
  });
  if (ways.length > 1 && caller.kind === "staff" && !settings.flag("payment_method_mixed"))
    throw invalidField("order_payments", "Two ways to pay at once are off in Settings, Payment.");
  const method = methodOfNumber(input.order_payment_method);
  if (ways.length === 0 && method === payLater) return { open: payLater };
  if (ways.length === 0)
    ways.push({ payment: wayOf("order_payment_method", input.order_payment_method), amountMinor: null });
  const field = named.length > 0 ? "order_payments" : "order_payment_method";
  for (const { payment } of ways) refuseClosed(settings, caller, field, payment);
  return { ways };
}

export function wayOf(field: string, number: number): Payment {
  const method = methodOfNumber(number);
  const payment = method === null ? undefined : paymentOfMethod(method);
  if (payment === undefined)
    throw invalidField(field, `The ${field} must be 0 cash, 1 balance, 2 card, 3 coins or 4 QR.`);
  return payment;
}

/** A way to pay that the café has switched off; programs with the key are not held to it. */
export function refuseClosed(
  settings: CafeScope["settings"],
  caller: Caller,
  field: string,
  payment: Payment,
): void {
  if (payment === "coins") return;
  if (payment !== "balance") return refuseClosedTender(settings, caller, field, payment);
  if (caller.kind === "staff" && !settings.flag("payment_method_balance"))
    throw invalidField(
      field,
      `The ${field} must be one this café takes: Balance is off in Settings, Payment.`,
    );
}

function statusOf(payment: Paying, asked: number | undefined): OrderStatus {
  if (asked === preparing) return preparing;
  return "open" in payment ? pending : done;
}

interface Place {
  pcId: number;
  pcName: string;
  pcGroupId: number;
}

/** The PC as the café names it. Refuses `pc.not_found`. */
export async function placeOf(tx: Tx, cafeId: number, asked: string | undefined): Promise<Place | null> {
  if (asked === undefined || asked.trim() === "") return null;
  const pc = await findPcByName(tx, cafeId, asked.trim());
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  return { pcId: pc.pc_id, pcName: pc.name, pcGroupId: pc.pc_group_id };
}

/** Whose order it is: the member named, or who plays at the PC; null = nobody. Refuses `member.not_found`. */
export async function customerOf(
  tx: Tx,
  live: ShopLiveFacts,
  cafeId: number,
  input: { order_member_id?: number | undefined; order_member_account?: string | undefined },
  place: Place | null,
): Promise<number | null> {
  if (input.order_member_id !== undefined) return input.order_member_id;
  if (input.order_member_account !== undefined) {
    const memberId = await findMemberIdByAccount(tx, cafeId, input.order_member_account);
    if (memberId === undefined) throw notFound("member.not_found", "Member");
    return memberId;
  }
  return place === null ? null : live.memberAtPc(cafeId, place.pcId, tx);
}

async function refuseWithoutRight(
  tx: Tx,
  { caller, cafeId }: DeskCall,
  memberId: number | null,
  payment: Paying,
): Promise<void> {
  const need = (right: Right) => {
    if (!mayUse(caller, right)) throw new Refusal("permission.denied", `This needs the right ${right}.`);
  };
  if (memberId !== null) {
    const groupId = await findMemberGroupId(tx, cafeId, memberId);
    if (groupId === undefined) throw notFound("member.not_found", "Member");
    if (groupId >= 0) need("shop_by_member");
  }
  if ("ways" in payment && payment.ways.some((way) => way.payment === "balance")) need("shop_by_balance");
}

/** Refuses an order to be paid later by whom the café does not let (settings `payment_method_pay_later`, `pay_later`). */
export async function refusePayLater(
  tx: Tx,
  { cafeId, settings }: CafeScope,
  memberId: number | null,
  payment: { ways: readonly Way[] } | { open: Method },
): Promise<void> {
  if (!("open" in payment) || payment.open !== payLater) return;
  const groupId = memberId === null ? null : ((await findMemberGroupId(tx, cafeId, memberId)) ?? null);
  if (
    groupId !== null &&
    mayPayLater(settings.flag("payment_method_pay_later"), settings.json("pay_later"), groupId)
  )
    return;
  throw new Refusal(
    "order.payment_not_allowed",
    groupId === null
      ? "An order to be paid later needs a customer: name the member, or the PC where they play."
      : "This customer cannot pay later: see Settings, Payment.",
  );
}
