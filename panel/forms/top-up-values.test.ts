import { expect, test } from "vitest";
import { freshTopUp, readTopUp } from "./top-up-values.ts";

const due = { bonus: "8.00", add_coin: 2 };
const read = (typed: Partial<typeof freshTopUp>, given: typeof due | undefined = due) =>
  readTopUp({ ...freshTopUp, ...typed }, given, (amount) => amount);

test("the bonus and the coins that are due are sent, whoever stands at the till", () => {
  expect(read({ amount: "50", promo: " SUMMER " }).wanted).toMatchObject({
    ...{ amount: "50", bonus: "8.00", coins: "2", promo: "SUMMER", received: null },
  });
});

test("nothing is sent before the bonus is known", () => {
  expect(readTopUp({ ...freshTopUp, amount: "50" }, undefined, String).wanted).toBeNull();
});

test("of cash handed over the rest is change, to the cent; too little is said", () => {
  expect(read({ amount: "12.30", received: "20" })).toMatchObject({
    change: "7.70",
    wanted: { received: "20" },
  });
  expect(read({ amount: "12.30", received: "12.30" })).toMatchObject({ change: "0.00" });
  const short = read({ amount: "12.30", received: "12" });
  expect(short).toMatchObject({ change: null, wanted: null });
  expect(short.problems.received).toContain("0.30");
  // A card gives no change, whatever stood in the field before.
  expect(read({ amount: "12.30", received: "12", tender: "2" })).toMatchObject({
    ...{ change: null, wanted: { received: null, tender: 2 } },
  });
});

test("a bonus of one's own goes in place of the due one, coins on top, both with a comment", () => {
  expect(read({ amount: "50", ownBonus: "3" }).problems.comment).toBeDefined();
  expect(read({ amount: "50", ownBonus: "3", comment: "sorry" }).wanted).toMatchObject({
    bonus: "3",
    coins: "2",
  });
  expect(read({ amount: "50", ownBonus: "0", comment: "none" }).wanted?.bonus).toBeUndefined();
  expect(read({ amount: "50", ownCoins: "1.5", comment: "won" }).wanted).toMatchObject({ coins: "3.5" });
  expect(read({ amount: "50", ownCoins: "-2", comment: "back" }).wanted?.coins).toBeUndefined();
});

test("both may be given without money", () => {
  const none = { bonus: "0", add_coin: 0 };
  expect(read({ ownCoins: "5", comment: "won" }, none).wanted).toMatchObject({ amount: "0", coins: "5" });
  expect(read({ comment: "won" }, none).wanted).toBeNull();
});

test("a code with no bonus of one's own at all would give its own, so it is refused here", () => {
  expect(read({ amount: "50", promo: "A", ownBonus: "0", comment: "x" }).problems.ownBonus).toBeDefined();
});
