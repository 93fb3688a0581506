import { expect, test } from "vitest";
import { buttonsOf } from "./desk-settings.ts";

test("buttons stand by rising amount, each once, with the minutes they name", () => {
  expect(buttonsOf('[{"min":120,"money":7.5},{"min":60,"money":"4"},{"money":4}]')).toEqual([
    { money: "4", minutes: 0 },
    { money: "7.5", minutes: 120 },
  ]);
});

test.each(["", "[]", "{}", '[{"min":5}]', '[{"money":-1}]'])(
  "%j sets none, so the usual ones stand",
  (setting) => {
    expect(buttonsOf(setting).map(({ money }) => money)).toEqual(["5", "10", "20", "50", "100"]);
  },
);
