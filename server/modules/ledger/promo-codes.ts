/** What the module offers of promotion codes (billing.md 4, api-v2.md 2.10 promoCodes). */
export { addPromoCodes, changePromoCode, getPromoCode, removePromoCode } from "./promo-change.ts";
export type { PromoClaim } from "./promo-refusals.ts";
export type { PromoFields } from "./promo-rules.ts";
export { listPromoCodes, listPromoUses, type PromoRow, type PromoUseRow } from "./promo-store.ts";
export { askPromoCode, useRegisterCode, type PromoBonus } from "./promo-use.ts";
export { promoFieldsOf, promoOf, promoUseOf, type WritablePromo } from "./promo-wire.ts";
