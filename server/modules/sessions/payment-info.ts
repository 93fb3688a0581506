import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { OpenBill } from "../shop/index.ts";
import type { SessionView } from "./session-view.ts";

/** What a checkout would settle now (api-v2.md 3.18 PaymentInfo). Pure. */

interface Sums {
  costMinor: number;
  taxMinor: number;
  prepaidMinor: number;
  balanceMinor: number;
  bonusMinor: number;
  loanMinor: number;
  ordersMinor: number;
  ordersTaxMinor: number;
  amountMinor: number;
}

/** What a desk would take, above 0, or give back: what a guest paid before pays the orders first. */
function amountOf(view: SessionView, bill: OpenBill, isChangeKept: boolean): number {
  if (view.kind === "postpaid") return view.costMinor + bill.amountMinor;
  if (view.kind !== "prepaid" && view.kind !== "offer") return bill.amountMinor;
  const rest = view.member.balanceMinor - view.costFromBalanceMinor;
  const amount = bill.amountMinor - rest;
  return isChangeKept || amount === 0 ? Math.max(0, amount) : amount;
}

function sumsOf(view: SessionView, bill: OpenBill, isChangeKept: boolean): Sums {
  const { member } = view;
  const isPrepaid = view.kind === "prepaid" || view.kind === "offer";
  return {
    costMinor: view.costMinor,
    taxMinor: view.taxMinor,
    prepaidMinor: isPrepaid ? member.balanceMinor : 0,
    balanceMinor: member.balanceMinor,
    bonusMinor: member.bonusMinor,
    loanMinor: member.loanMinor,
    ordersMinor: bill.amountMinor,
    ordersTaxMinor: bill.taxMinor,
    amountMinor: amountOf(view, bill, isChangeKept),
  };
}

export function paymentInfoOf(
  { exponent, settings, zone }: CafeScope,
  views: readonly SessionView[],
  billOf: (memberId: number) => OpenBill,
) {
  const isChangeKept = settings.text("prepaid_session_change_method") === "keep";
  const items = views.map((view) => {
    const bill = billOf(view.member.id);
    return { view, bill, sums: sumsOf(view, bill, isChangeKept) };
  });
  const total = items.reduce<Sums>(
    (all, { sums }) => ({
      costMinor: all.costMinor + sums.costMinor,
      taxMinor: all.taxMinor + sums.taxMinor,
      prepaidMinor: all.prepaidMinor + sums.prepaidMinor,
      balanceMinor: all.balanceMinor + sums.balanceMinor,
      bonusMinor: all.bonusMinor + sums.bonusMinor,
      loanMinor: all.loanMinor + sums.loanMinor,
      ordersMinor: all.ordersMinor + sums.ordersMinor,
      ordersTaxMinor: all.ordersTaxMinor + sums.ordersTaxMinor,
      amountMinor: all.amountMinor + sums.amountMinor,
    }),
    {
      costMinor: 0,
      taxMinor: 0,
      prepaidMinor: 0,
      balanceMinor: 0,
      bonusMinor: 0,
      loanMinor: 0,
      ordersMinor: 0,
      ordersTaxMinor: 0,
      amountMinor: 0,
    },
  );
  const [only, ...others] = views;
  return {
    ...partsOf({ exponent, zone }, others.length === 0 ? only : undefined, total),
    orders: items.flatMap(({ bill }) => bill.orders),
    items:
      views.length > 1
        ? items.map(({ view, bill, sums }) => ({
            ...partsOf({ exponent, zone }, view, sums),
            orders: bill.orders,
          }))
        : [],
  };
}

/** Cash, card and QR: what a desk takes for PC time (api-v2.md 4.1). */
const methods = [20, 22, 23];

function partsOf(
  { exponent, zone }: Pick<CafeScope, "exponent" | "zone">,
  view: SessionView | undefined,
  sums: Sums,
) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    pc_name: view?.pcName ?? "",
    member_id: view?.member.id ?? null,
    member_account: view?.member.account ?? "",
    member_group_id: view?.member.groupId ?? null,
    session_kind: view?.kind ?? "",
    session_cost: money(sums.costMinor),
    session_tax: money(sums.taxMinor),
    orders_amount: money(sums.ordersMinor),
    orders_tax: money(sums.ordersTaxMinor),
    prepaid: money(sums.prepaidMinor),
    member_balance: money(sums.balanceMinor),
    member_balance_bonus: money(sums.bonusMinor),
    member_loan: money(sums.loanMinor),
    amount: money(sums.amountMinor),
    payment_methods: methods,
    leave_local: view?.leaveAt ? localText(view.leaveAt, zone) : null,
    plays_until_local: view?.playsUntil ? localText(view.playsUntil, zone) : null,
  };
}
