import { generatedCode } from "./promo-generate.ts";
import { describe, expect, it } from "vitest";
import { secureIds } from "../../kernel/ids.ts";
import { promoFieldsRefusal, type PromoFields } from "./promo-rules.ts";

const judge = (about: Partial<PromoFields>, exponent = 2) =>
  promoFieldsRefusal(
    {
      code: "SUMMER",
      purpose: "topup",
      valueThousandths: 5_000,
      unit: "currency",
      target: "bonus",
      minTopupMinor: 0,
      maxUses: 0,
      oncePerMember: true,
      memberGroupIds: [],
      validFrom: null,
      validTo: null,
      isActive: true,
      ...about,
    },
    exponent,
  );
const noon = new Date("2026-03-02T12:00:00Z");

describe("a code cannot be kept", () => {
  it.each<[string, Partial<PromoFields>, number, string]>([
    ["without a text", { code: "" }, 2, "promo_code"],
    ["with spaces in its text", { code: "SUMMER 26" }, 2, "promo_code"],
    ["with letters that have no one lower case everywhere", { code: "ÉTÉ" }, 2, "promo_code"],
    ["longer than 50 signs", { code: "A".repeat(51) }, 2, "promo_code"],
    ["when it brings nothing", { valueThousandths: 0 }, 2, "promo_value"],
    ["finer than the currency", { valueThousandths: 500 }, 0, "promo_value"],
    ["finer than a hundredth of a percent", { unit: "percent", valueThousandths: 5 }, 3, "promo_value"],
    ["finer than a hundredth of a coin", { target: "coin", valueThousandths: 5 }, 3, "promo_value"],
    ["above 1000 percent", { unit: "percent", valueThousandths: 1_000_010 }, 2, "promo_value"],
    ["as percent of a registration", { unit: "percent", purpose: "both" }, 2, "promo_unit"],
    ["when it ends as it begins", { validFrom: noon, validTo: noon }, 2, "promo_to_local"],
  ])("%s", (_, about, exponent, field) => {
    expect(judge(about, exponent)).toMatchObject({
      error: "request.validation",
      data: { fields: { [field]: [expect.stringContaining(field)] } },
    });
  });
});

describe("a code can be kept", () => {
  it.each<[string, Partial<PromoFields>, number]>([
    ["as it is by itself", {}, 2],
    ["with one sign", { code: "x" }, 2],
    ["with three places where the currency has them", { valueThousandths: 5_005 }, 3],
    ["as half a percent where the currency has no places", { unit: "percent", valueThousandths: 500 }, 0],
    ["with an end alone", { validTo: noon }, 2],
  ])("%s", (_, about, exponent) => {
    expect(judge(about, exponent)).toBeNull();
  });

  it("when it was generated, and no two are alike", () => {
    const codes = Array.from({ length: 1_000 }, () => generatedCode(secureIds));
    expect(new Set(codes).size).toBe(1_000);
    for (const code of codes) expect(judge({ code })).toBeNull();
  });
});
