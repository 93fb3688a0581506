/** The states of an order and who may move it (api-v2.md 4.2, 2.11; billing.md 10). Pure. */

export const pending = 1;
export const done = 2;
export const cancelled = 3;
export const inProcess = 4;
export const preparing = 5;
export type OrderStatus = 1 | 2 | 3 | 4 | 5;

/** How an order is paid, by the numbers of the wire: −2 later, 0 cash, 1 balance, 2 card, 3 coins, 4 QR. */
export type Method = -2 | 0 | 1 | 2 | 3 | 4;
export const payLater = -2;

export interface OrderState {
  status: OrderStatus;
  isPaid: boolean;
  method: Method;
}

/** What a customer's own order begins with: coins and balance are taken at once, the rest waits for staff. */
export function statusOfOwnOrder(
  method: Method,
  order: { hasGoods: boolean; preparingIsUsed: boolean },
): { status: OrderStatus; isPaid: boolean } {
  switch (method) {
    case 3:
      return { status: done, isPaid: true };
    case 1:
      // Nobody prepares an offer: it is there at once.
      return { status: order.hasGoods && order.preparingIsUsed ? preparing : done, isPaid: true };
    case -2:
    case 0:
    case 2:
    case 4:
      return { status: pending, isPaid: false };
  }
}

export type Confirmation =
  | { kind: "delivered" }
  /** It is paid now, by this method. */
  | { kind: "paid"; method: Exclude<Method, -2 | 3> }
  | { kind: "refused"; error: "order.not_open" | "payment_method"; because: string };

/**
 * What staff's confirmation of an order does. One to be paid later is delivered without being paid when no way to pay is named,
 * and then waits for the checkout. A QR payment that is awaited is confirmed by a call of its own.
 */
export function confirmationOf(state: OrderState, method: Method | null): Confirmation {
  const { status, isPaid } = state;
  if (status === cancelled) return notOpen("This order is cancelled.");
  if (isPaid) return status === done ? notOpen("This order is paid and done.") : { kind: "delivered" };
  const by = method ?? state.method;
  if (by === payLater && state.method !== payLater)
    return refusedMethod("Only an order that was placed so is paid later: say how this one is paid.");
  if (by === payLater)
    return status === done
      ? refusedMethod("This order is delivered: say how it is paid, 0 cash, 1 balance, 2 card or 4 QR.")
      : { kind: "delivered" };
  if (by === 3) return refusedMethod("Coins are taken when an order is placed.");
  if (by === 4 && state.method === 4)
    return refusedMethod("A QR payment is confirmed with confirmQr; name another way if it was paid so.");
  return { kind: "paid", method: by };
}

/** Whether staff may move an order by hand: 1→5, 1→4, 5→2; money moves by none of them. */
export function mayMove(state: OrderState, to: OrderStatus): boolean {
  const { status, isPaid, method } = state;
  if (status === pending && to === preparing) return true;
  if (status === pending && to === inProcess) return method === 4 && !isPaid;
  return status === preparing && to === done && (isPaid || method === payLater);
}

/** Pending, awaited and preparing ones, and whatever nobody has paid yet. */
export function mayCancel({ status, isPaid }: OrderState): boolean {
  if (status === cancelled) return false;
  return status !== done || !isPaid;
}

const notOpen = (because: string): Confirmation => ({ kind: "refused", error: "order.not_open", because });
const refusedMethod = (because: string): Confirmation => ({
  kind: "refused",
  error: "payment_method",
  because,
});
