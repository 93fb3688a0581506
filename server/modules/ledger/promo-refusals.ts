import type { ErrorName } from "../../../contract/error-names.ts";
import { Refusal } from "../../kernel/refusal.ts";

/** Why a promotion code is refused, in the order in which the reasons count; pages look for these words (api-v2.md 2.9). */
const texts = {
  "promo.unknown": "Promo code does not exist",
  "promo.not_for_topup": "Promo code cannot be used for topup",
  "promo.expired": "Promo code has expired",
  "promo.used_up": "Promo code has been used up",
  "promo.already_used": "Promo code has already been used",
} as const satisfies Partial<Record<ErrorName, string>>;

export type PromoRefusalName = keyof typeof texts;

export const promoRefusalNames = Object.keys(texts) as PromoRefusalName[];

export const isPromoRefusal = (name: string | undefined): name is PromoRefusalName =>
  name !== undefined && Object.hasOwn(texts, name);

export const promoRefusal = (name: PromoRefusalName) => new Refusal(name, texts[name]);

/** A code to be used with a movement of money. */
export interface PromoClaim {
  code: string;
  /** Decimal places of the café's currency. */
  exponent: number;
  /** Whether the code is removed with its last use (setting delete_promocode_after_use). */
  removeUsedUp: boolean;
}

/** As the functions of the database read it. */
export const promoRequest = (promo: PromoClaim | null | undefined) =>
  promo == null ? null : { code: promo.code, exponent: promo.exponent, remove_used_up: promo.removeUsedUp };
