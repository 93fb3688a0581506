import { minorFromDecimal } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import { guestGroupIds, type Price } from "./price-rules.ts";
import type { ChargeTerms, TaxRule } from "./stretch-rules.ts";

/** Kinds whose session has a minimum (billing.md 6.4.4); members' have none. */
const withMinimum: readonly number[] = [guestGroupIds.prepaid, guestGroupIds.postpaid];

/** Kinds that are never asked for money (billing.md 7.1): billing off and free. */
const withoutMoney: readonly number[] = [guestGroupIds.guest, guestGroupIds.free];

/** Tax 4 of the café's settings, or null when it has none. */
export function pcTimeTax({ settings }: Pick<CafeScope, "settings">): TaxRule | null {
  // As people say it: "10 %", not "10.00 %".
  const percent = settings.text("tax4_percentage").replace(/\.0*$|(\.\d*[1-9])0+$/, "$1");
  return Number(percent) > 0 ? { percent, included: settings.flag("tax_included_in_price") } : null;
}

/** The least charge of a session of the kind, in minor units: `minimum_charge` for prepaid and postpaid guests, else 0. */
export function minimumMinorFor({ settings, exponent }: CafeScope, memberGroupId: number): number {
  if (!withMinimum.includes(memberGroupId)) return 0;
  return minorFromDecimal(settings.text("minimum_charge"), exponent) ?? 0;
}

/** On which terms somebody of the member group plays at the price, by the café's settings as they are now (billing.md 6.4). */
export function chargeTermsFor(
  scope: CafeScope,
  price: Price,
  memberGroup: { id: number; discountPercent: string },
): ChargeTerms {
  const isFree = withoutMoney.includes(memberGroup.id);
  return {
    price,
    zone: scope.zone,
    discountPercent: isFree ? "100" : memberGroup.discountPercent,
    tax: pcTimeTax(scope),
    minimumMinor: minimumMinorFor(scope, memberGroup.id),
  };
}
