import { describe, expect, it } from "vitest";
import {
  cancelled,
  confirmationOf,
  done,
  inProcess,
  mayCancel,
  mayMove,
  type Method,
  type OrderState,
  type OrderStatus,
  pending,
  preparing,
  statusOfOwnOrder,
} from "./order-state-rules.ts";

const state = (status: OrderStatus, isPaid: boolean, method: Method = 0): OrderState => ({
  status,
  isPaid,
  method,
});

describe("a customer's own order (billing.md 10)", () => {
  const goods = { hasGoods: true, preparingIsUsed: true };
  it.each<[Method, OrderStatus, boolean]>([
    [3, done, true],
    [1, preparing, true],
    [0, pending, false],
    [-2, pending, false],
    [2, pending, false],
    [4, pending, false],
  ])("by %s begins as %s, paid: %s", (method, status, isPaid) => {
    expect(statusOfOwnOrder(method, goods)).toEqual({ status, isPaid });
  });
  it("of offers alone from the balance is done at once, and so is any where the café prepares nothing", () => {
    expect(statusOfOwnOrder(1, { ...goods, hasGoods: false }).status).toBe(done);
    expect(statusOfOwnOrder(1, { ...goods, preparingIsUsed: false }).status).toBe(done);
  });
});

describe("what a confirmation does", () => {
  it.each<[string, OrderState, Method | null, object]>([
    ["cash is taken as ordered", state(pending, false, 0), null, { kind: "paid", method: 0 }],
    ["cash turned into card", state(pending, false, 0), 2, { kind: "paid", method: 2 }],
    ["cash while it is prepared", state(preparing, false, 0), null, { kind: "paid", method: 0 }],
    ["card from a PC", state(pending, false, 2), null, { kind: "paid", method: 2 }],
    ["from a balance", state(pending, false, 0), 1, { kind: "paid", method: 1 }],
    ["later: it is delivered", state(pending, false, -2), null, { kind: "delivered" }],
    ["later, paid now", state(pending, false, -2), 0, { kind: "paid", method: 0 }],
    ["later, delivered, paid now", state(done, false, -2), 2, { kind: "paid", method: 2 }],
    ["paid and prepared", state(preparing, true, 1), null, { kind: "delivered" }],
    ["awaited QR turned into cash", state(inProcess, false, 4), 0, { kind: "paid", method: 0 }],
    ["later, delivered, no way named", state(done, false, -2), null, { error: "payment_method" }],
    ["cash turned into later", state(pending, false, 0), -2, { error: "payment_method" }],
    ["by coins", state(pending, false, 0), 3, { error: "payment_method" }],
    ["QR has its own call", state(inProcess, false, 4), null, { error: "payment_method" }],
    ["paid and done", state(done, true, 0), 0, { error: "order.not_open" }],
    ["cancelled", state(cancelled, false, 0), 0, { error: "order.not_open" }],
  ])("%s", (_, of, method, result) => {
    expect(confirmationOf(of, method)).toMatchObject(result);
  });
});

describe("moves by hand and cancelling", () => {
  const all: OrderStatus[] = [pending, done, cancelled, inProcess, preparing];
  it("only 1→5, 1→4 and 5→2, and never to done while money is due", () => {
    const moves = (of: (status: OrderStatus) => OrderState) =>
      all.flatMap((from) => all.filter((to) => mayMove(of(from), to)).map((to) => `${from}→${to}`));
    expect(moves((from) => state(from, true, 1))).toEqual(["1→5", "5→2"]);
    expect(moves((from) => state(from, false, 0))).toEqual(["1→5"]);
    expect(moves((from) => state(from, false, -2))).toEqual(["1→5", "5→2"]);
    expect(moves((from) => state(from, false, 4))).toEqual(["1→4", "1→5"]);
  });
  it("what is done and paid is refunded, not cancelled", () => {
    expect(all.filter((status) => mayCancel(state(status, true)))).toEqual([pending, inProcess, preparing]);
    expect(all.filter((status) => mayCancel(state(status, false)))).toEqual([
      pending,
      done,
      inProcess,
      preparing,
    ]);
  });
});
