import { describe, expect, it } from "vitest";
import { refuseClosedTender } from "./tender-rules.ts";

const settings = (...on: string[]) => ({ flag: (key: string) => on.includes(key) });
const judge = (on: string[], kind: string, tender: "cash" | "card" | "qr") => () =>
  refuseClosedTender(settings(...on), { kind }, "payment_method", tender);

describe("a tender that is switched off", () => {
  it.each([
    ["cash", "payment_method_cash", "Cash"],
    ["card", "payment_method_credit_card", "Card"],
    ["qr", "payment_method_qr", "QR"],
  ] as const)("%s is refused staff, by %s alone", (tender, setting, name) => {
    expect(judge([setting], "staff", tender)).not.toThrow();
    const others = ["payment_method_cash", "payment_method_credit_card", "payment_method_qr"];
    expect(
      judge(
        others.filter((other) => other !== setting),
        "staff",
        tender,
      ),
    ).toThrow(`${name} is off in Settings`);
  });

  it("is not refused a program with the key", () => {
    expect(judge([], "key", "qr")).not.toThrow();
  });
});
