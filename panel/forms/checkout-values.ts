import { t } from "../text/en.ts";
import { differenceOf, isBelow, sizeOf, sumOf } from "../ui/decimal.ts";
import { amountOf, amountProblem } from "./money-input.ts";

/** What is typed into a checkout. Tenders are numbers of api-v2.md 4.1, as text. */
export interface CheckoutTyped {
  ways: "one" | "two";
  first: string;
  second: string;
  firstAmount: string;
  back: "asPaid" | "cash";
  comment: string;
}

export const freshCheckout: CheckoutTyped = {
  ...{ ways: "one", first: "0", second: "2", firstAmount: "", back: "asPaid", comment: "" },
};

/** What the desk takes and pays back, without sign; of several sessions both can be. */
export interface Settling {
  due: string;
  back: string;
}

/** Amounts are > 0 to take and < 0 to pay back (api-v2.md 3.18). */
export function settlingOf(amounts: readonly string[]): Settling {
  const taken = amounts.filter((amount) => Number(amount) > 0);
  const back = amounts.filter((amount) => Number(amount) < 0).map(sizeOf);
  return { due: sumOf("0", ...taken), back: sumOf("0", ...back) };
}

export interface WantedCheckout {
  payment_method?: number;
  payments?: { payment_method: number; amount: string }[];
  comment: string;
  /** Ends at the instant at which the customer left without link. */
  at_leave?: boolean;
}

export interface ReadCheckout {
  wanted: WantedCheckout | null;
  /** What the second tender pays; null until that is known. */
  rest: string | null;
  problem: string | null;
}

/**
 * How it is settled, as it is sent. Without a way to pay, change goes back as it came in; two parts make up what is due, so
 * the second is always the rest.
 */
export function readCheckout(typed: CheckoutTyped, { due, back }: Settling): ReadCheckout {
  const comment = typed.comment.trim();
  const done = (wanted: Omit<WantedCheckout, "comment">): ReadCheckout => ({
    ...{ wanted: { ...wanted, comment }, rest: null, problem: null },
  });
  if (Number(due) === 0) return done(Number(back) > 0 && typed.back === "cash" ? { payment_method: 0 } : {});
  // Of several sessions some may get money back: it goes the way the others pay, or, where they pay cash, as it came.
  const isAsPaid = Number(back) > 0 && typed.first === "0" && typed.back === "asPaid";
  if (typed.ways === "one") return done(isAsPaid ? {} : { payment_method: Number(typed.first) });
  if (typed.first === typed.second) return { wanted: null, rest: null, problem: t.hall.splitSame };
  const amount = amountOf(typed.firstAmount);
  if (amount === null)
    return { wanted: null, rest: null, problem: amountProblem(typed.firstAmount, typed.firstAmount !== "") };
  if (!isBelow(amount, due)) return { wanted: null, rest: null, problem: t.hall.splitBelow };
  const rest = differenceOf(due, amount);
  const payments = [
    { payment_method: Number(typed.first), amount },
    { payment_method: Number(typed.second), amount: rest },
  ];
  return { wanted: { payments, comment }, rest, problem: null };
}
