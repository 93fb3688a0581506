import { Refusal } from "../../kernel/refusal.ts";
import type { Tender } from "../ledger/index.ts";
import {
  allotCheckout,
  lockOpenOrders,
  type OpenOrder,
  type PaidPart,
  settleOpenOrders,
  type Way,
} from "../shop/index.ts";
import { keepChange, payBack, payIn, type Guest } from "./guest-money.ts";
import * as store from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";

/** What staff take and give when a session ends at the desk: its time, the orders to be paid later, the change (billing.md 7.3). */

/** How a session that staff end is settled at the desk. */
export interface Settling {
  /** How what is due is paid; one without an amount pays all, none is all in cash. */
  payments: readonly { tender: Tender; amountMinor: number | null }[];
  /** What is paid back goes this way; null = by the tender it came by. */
  refundTender: Tender | null;
  /** Refuses a tender that is not taken here from whoever asks. */
  refuseTaking: (tender: Tender) => void;
}

/** Taken and given at the desk. */
export interface DeskMoney {
  paidMinor: number;
  refundedMinor: number;
  /** Due of the orders that were settled, tax in it. */
  ordersMinor: number;
  orderNo: number | null;
}

export const noMoney: DeskMoney = { paidMinor: 0, refundedMinor: 0, ordersMinor: 0, orderNo: null };

export const guestOf = ({ row }: Running): Guest => ({
  memberId: row.member_id,
  account: row.account,
  pcName: row.pc_name,
  sessionId: row.session_id,
});

/**
 * Takes what is due of a session's time and of its customer's open orders, by the ways staff name; what a guest paid before pays the orders
 * first, and the rest of it goes back or stays with the café, as is set. Refuses `request.validation` when the payments do not make it
 * up, a tender that is not taken.
 */
export async function settleAtDesk(
  work: SessionWork,
  running: Running,
  timeDueMinor: number,
  by: By,
  desk: Settling,
): Promise<DeskMoney> {
  const { tx, scope, now } = work;
  const { row } = running;
  const orders = await lockOpenOrders(tx, scope.cafeId, row.member_id, now);
  const ordersMinor = orders.reduce((sum, { dueMinor }) => sum + dueMinor, 0);
  const rest = await restOf(work, running);
  const fromRest = Math.min(rest, ordersMinor);
  const ways = waysOf(desk, timeDueMinor + ordersMinor - fromRest, fromRest);
  const [timeParts = [], ...orderParts] = partsOf(work, [timeDueMinor, ...orders.map(dueOf)], ways);
  for (const { payment } of [timeParts, ...orderParts].flat())
    if (payment !== "balance") desk.refuseTaking(payment);
  const orderNo = timeDueMinor > 0 ? await takeTime(work, running, timeParts, by) : null;
  const who = { actor: by.actor, staffName: by.staffName, shiftId: null };
  await settleOpenOrders(tx, scope, now, { orders, parts: orderParts, who, sessionId: row.session_id });
  const refundedMinor = await giveChange(work, running, rest - fromRest, by, desk.refundTender);
  return {
    paidMinor: tendered([timeParts, ...orderParts].flat()),
    refundedMinor,
    ordersMinor,
    orderNo: orderNo ?? orders[0]?.order.head.order_no ?? null,
  };
}

const dueOf = ({ dueMinor }: OpenOrder) => dueMinor;

const tendered = (parts: readonly PaidPart[]) =>
  parts.reduce(
    (sum, part) => (part.payment === "balance" ? sum : sum + part.paidMinor + part.cardFeeMinor),
    0,
  );

/** What is left of what a guest paid before; members keep theirs. */
async function restOf({ tx, scope }: SessionWork, { row }: Running): Promise<number> {
  if (row.kind !== "prepaid" && row.kind !== "offer") return 0;
  return (await store.findMoney(tx, scope.cafeId, row.member_id))?.balance_minor ?? 0;
}

function waysOf(desk: Settling, toTakeMinor: number, fromRestMinor: number): Way[] {
  const fromRest: Way[] = fromRestMinor > 0 ? [{ payment: "balance", amountMinor: fromRestMinor }] : [];
  if (toTakeMinor === 0) return fromRest;
  const taken = desk.payments.map(({ tender, amountMinor }): Way => ({ payment: tender, amountMinor }));
  return [...fromRest, ...(taken.length > 0 ? taken : [{ payment: "cash" as const, amountMinor: null }])];
}

function partsOf({ scope }: SessionWork, dues: readonly number[], ways: readonly Way[]): PaidPart[][] {
  const parts = allotCheckout(dues, ways, scope.settings.text("credit_card_price_rate"));
  if (parts !== "payments") return parts;
  throw new Refusal("request.validation", "The payments do not make up what is due.", {
    data: { fields: { payments: ["The payments do not make up what is due."] } },
  });
}

function takeTime(
  work: SessionWork,
  running: Running,
  parts: readonly PaidPart[],
  by: By,
): Promise<number | null> {
  const tenders = parts.flatMap(({ payment, paidMinor, cardFeeMinor }) =>
    payment === "balance" ? [] : [{ tender: payment, amountMinor: paidMinor, cardFeeMinor }],
  );
  return payIn(work, guestOf(running), tenders, by, "Postpaid session");
}

/** The rest of what a guest paid goes back or stays with the café, as is set (billing.md 7.3); what went back. */
async function giveChange(
  work: SessionWork,
  running: Running,
  restMinor: number,
  by: By,
  tender: Tender | null,
): Promise<number> {
  if (restMinor === 0) return 0;
  if (work.scope.settings.text("prepaid_session_change_method") === "keep") {
    await keepChange(work, guestOf(running), restMinor, by);
    return 0;
  }
  await payBack(work, guestOf(running), restMinor, by, tender);
  return restMinor;
}
