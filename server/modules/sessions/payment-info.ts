import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { SessionView } from "./session-view.ts";

/** What a checkout would settle now (api-v2.md 3.18 PaymentInfo). Pure. */

interface Sums {
  costMinor: number;
  taxMinor: number;
  prepaidMinor: number;
  balanceMinor: number;
  bonusMinor: number;
  loanMinor: number;
  amountMinor: number;
}

function sumsOf(view: SessionView, isChangeKept: boolean): Sums {
  const { member } = view;
  const isPrepaid = view.kind === "prepaid" || view.kind === "offer";
  const rest = member.balanceMinor - view.costFromBalanceMinor;
  const amountMinor = view.kind === "postpaid" ? view.costMinor : isPrepaid && !isChangeKept ? -rest : 0;
  return {
    costMinor: view.costMinor,
    taxMinor: view.taxMinor,
    prepaidMinor: isPrepaid ? member.balanceMinor : 0,
    balanceMinor: member.balanceMinor,
    bonusMinor: member.bonusMinor,
    loanMinor: member.loanMinor,
    amountMinor: amountMinor === 0 ? 0 : amountMinor,
  };
}

export function paymentInfoOf({ exponent, settings }: CafeScope, views: readonly SessionView[]) {
  const isChangeKept = settings.text("prepaid_session_change_method") === "keep";
  const items = views.map((view) => ({ view, sums: sumsOf(view, isChangeKept) }));
  const total = items.reduce<Sums>(
    (all, { sums }) => ({
      costMinor: all.costMinor + sums.costMinor,
      taxMinor: all.taxMinor + sums.taxMinor,
      prepaidMinor: all.prepaidMinor + sums.prepaidMinor,
      balanceMinor: all.balanceMinor + sums.balanceMinor,
      bonusMinor: all.bonusMinor + sums.bonusMinor,
      loanMinor: all.loanMinor + sums.loanMinor,
      amountMinor: all.amountMinor + sums.amountMinor,
    }),
    {
      costMinor: 0,
      taxMinor: 0,
      prepaidMinor: 0,
      balanceMinor: 0,
      bonusMinor: 0,
      loanMinor: 0,
      amountMinor: 0,
    },
  );
  const [only, ...others] = views;
  return {
    ...partsOf(exponent, others.length === 0 ? only : undefined, total),
    items: views.length > 1 ? items.map(({ view, sums }) => partsOf(exponent, view, sums)) : [],
  };
}

/** Cash, card and QR: what a desk takes for PC time (api-v2.md 4.1). */
const methods = [20, 22, 23];

function partsOf(exponent: number, view: SessionView | undefined, sums: Sums) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  return {
    pc_name: view?.pcName ?? "",
    member_id: view?.member.id ?? null,
    member_account: view?.member.account ?? "",
    member_group_id: view?.member.groupId ?? null,
    session_kind: view?.kind ?? "",
    session_cost: money(sums.costMinor),
    session_tax: money(sums.taxMinor),
    orders_amount: money(0),
    orders_tax: money(0),
    prepaid: money(sums.prepaidMinor),
    member_balance: money(sums.balanceMinor),
    member_balance_bonus: money(sums.bonusMinor),
    member_loan: money(sums.loanMinor),
    amount: money(sums.amountMinor),
    orders: [],
    payment_methods: methods,
  };
}
