import { describe, expect, it } from "vitest";
import type { Right } from "../../../contract/rights.ts";
import { namedRefundRefusal, topUpRefusal, type AskedTopUp } from "./top-up-rules.ts";

const due = { bonusMinor: 500, coinsHundredths: 400 };
const judge = (asked: Partial<AskedTopUp>, rights: Right[] | "all", isStaff = rights !== "all") =>
  topUpRefusal({ valueMinor: 0, bonusMinor: 0, coinsHundredths: 0, comment: "why", ...asked }, due, {
    isStaff,
    may: (right) => rights === "all" || rights.includes(right),
  });

describe("staff need", () => {
  it.each<[string, Partial<AskedTopUp>, Right[]]>([
    ["topup from nothing up", { valueMinor: 0 }, ["topup"]],
    ["topup alone for the bonus that is due", { valueMinor: 100, bonusMinor: 500 }, ["topup"]],
    ["topup alone for the coins that are due", { valueMinor: 100, coinsHundredths: 400 }, ["topup"]],
    [
      "topup_refund below nothing, also to take bonus back",
      { valueMinor: -1, bonusMinor: -5 },
      ["topup_refund"],
    ],
    ["coin_topup for other coins", { coinsHundredths: 1 }, ["topup", "coin_topup"]],
    ["bonus_manual for another bonus", { valueMinor: 100, bonusMinor: 501 }, ["topup", "bonus_manual"]],
    ["bonus_manual to take bonus alone", { bonusMinor: -5 }, ["topup", "bonus_manual"]],
  ])("%s", (_, asked, rights) => {
    expect(judge(asked, rights)).toBeNull();
    for (const missing of rights) {
      const others = rights.filter((right) => right !== missing);
      expect(judge(asked, others)).toMatchObject({
        error: "permission.denied",
        message: `This needs the right ${missing}.`,
      });
    }
  });
});

describe("a comment is required", () => {
  it("for a refund, whoever asks", () => {
    expect(judge({ valueMinor: -1, comment: " " }, "all")).toMatchObject({
      error: "topup.comment_required",
      code: 400,
    });
    expect(judge({ valueMinor: -1, comment: "" }, "all", true)).toMatchObject({
      error: "topup.comment_required",
    });
  });

  it("for a bonus of one's own from staff, not from the café key", () => {
    expect(judge({ valueMinor: 1, bonusMinor: 7, comment: "" }, "all", true)).toMatchObject({
      error: "topup.comment_required",
    });
    expect(judge({ valueMinor: 1, bonusMinor: 7, comment: "" }, "all")).toBeNull();
    expect(judge({ valueMinor: 1, bonusMinor: 500, comment: "" }, "all", true)).toBeNull();
  });
});

describe("a refund that names its top-up", () => {
  const refund = {
    valueMinor: -100,
    bonusMinor: 0,
    coinsHundredths: 0,
    comment: "why",
    members: 1,
    promoCode: undefined,
  };

  it("says the amount, the rest follows from the top-up", () =>
    expect(namedRefundRefusal(refund)).toBeNull());

  it.each([
    ["topup_value", { valueMinor: 0 }],
    ["topup_ids", { members: 2 }],
    ["topup_balance_bonus", { bonusMinor: -5 }],
    ["add_coin", { coinsHundredths: -5 }],
    ["promo_code", { promoCode: "TEN" }],
  ])("is refused over %s", (field, wrong) => {
    const refusal = namedRefundRefusal({ ...refund, ...wrong });
    expect(refusal).toMatchObject({ code: 400, error: "request.validation" });
    expect(Object.keys(refusal?.data?.["fields"] as object)).toEqual([field]);
  });
});
