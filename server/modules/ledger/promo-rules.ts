import { invalidField, type Refusal } from "../../kernel/refusal.ts";

/** What a promotion code may say (api-v2.md 3.23). Pure; what a code brings is decided in the database (0009). */

export interface PromoFields {
  code: string;
  purpose: "topup" | "register" | "both";
  /** Thousandths of a whole unit of money, of a coin, or of a percent. */
  valueThousandths: number;
  unit: "currency" | "percent";
  target: "bonus" | "coin";
  minTopupMinor: number;
  /** 0 = any number. */
  maxUses: number;
  oncePerMember: boolean;
  /** Empty = every group. */
  memberGroupIds: readonly number[];
  /** The first instant at which it may be used; null = always. */
  validFrom: Date | null;
  /** The first instant at which it may no longer be used; null = never. */
  validTo: Date | null;
  isActive: boolean;
}

const largestPercent = 1_000;

/** Decimal places a value may have: those of the currency for money, else two. */
function placesOf({ unit, target }: PromoFields, exponent: number): number {
  return unit === "currency" && target === "bonus" ? exponent : 2;
}

/** Why a code cannot be kept like this, naming the field, or null. Exponent: decimal places of the currency. */
export function promoFieldsRefusal(fields: PromoFields, exponent: number): Refusal | null {
  const { code, purpose, valueThousandths, unit, validFrom, validTo } = fields;
  if (!/^[A-Za-z0-9_.-]{1,50}$/.test(code)) {
    return invalidField("promo_code", "The promo_code must be 1 to 50 letters, digits and _ - .");
  }
  const places = placesOf(fields, exponent);
  if (valueThousandths <= 0) return invalidField("promo_value", "The promo_value must be more than 0.");
  if (valueThousandths % 10 ** (3 - places) !== 0) {
    return invalidField(
      "promo_value",
      `The promo_value must be an amount with at most ${places} decimal places.`,
    );
  }
  if (unit === "percent" && valueThousandths > largestPercent * 1_000) {
    return invalidField("promo_value", `The promo_value may be at most ${largestPercent} percent.`);
  }
  if (unit === "percent" && purpose !== "topup") {
    const why =
      "The promo_unit must be currency unless promo_purpose is topup: a registration pays nothing in.";
    return invalidField("promo_unit", why);
  }
  if (validFrom !== null && validTo !== null && validFrom >= validTo) {
    return invalidField("promo_to_local", "The promo_to_local must be after promo_from_local.");
  }
  return null;
}

// Without signs that are mistaken for one another when a code is read aloud or from paper.
