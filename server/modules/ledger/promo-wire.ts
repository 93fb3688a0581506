import { instantOfLocal, localText } from "../../kernel/local-time.ts";
import { decimalFromMinor, minorFromDecimal } from "../../kernel/money.ts";
import { invalidField } from "../../kernel/refusal.ts";
import type { PromoFields } from "./promo-rules.ts";
import type { PromoRow, PromoUseRow } from "./promo-store.ts";

/** Between our words and those of api-v2.md 3.23. */

/** The café's currency and clock. */
interface Place {
  exponent: number;
  zone: string;
}

export interface WritablePromo {
  promo_code?: string | undefined;
  promo_purpose?: string | undefined;
  promo_value?: string | undefined;
  promo_unit?: string | undefined;
  promo_target?: string | undefined;
  promo_min_topup?: string | undefined;
  promo_max_uses?: number | undefined;
  promo_once_per_member?: boolean | undefined;
  promo_member_group_ids?: number[] | null | undefined;
  promo_from_local?: string | null | undefined;
  promo_to_local?: string | null | undefined;
  promo_is_active?: boolean | undefined;
}

function scaled(field: string, decimal: string | undefined, places: number): number | undefined {
  if (decimal === undefined) return undefined;
  const amount = minorFromDecimal(decimal, places);
  if (amount !== null) return amount;
  throw invalidField(field, `The ${field} must be an amount with at most ${places} decimal places.`);
}

function instantOf(field: string, local: string | null | undefined, zone: string): Date | null | undefined {
  if (local === undefined) return undefined;
  if (local === null || local.startsWith("0000-00-00")) return null;
  const instant = instantOfLocal(local, zone);
  if (instant !== null) return instant;
  throw invalidField(field, `The ${field} must be a time (YYYY-MM-DD HH:MM:SS), or null for no limit.`);
}

/** What was said of a code; what was not said is left out. Refuses amounts too fine and times that are none. */
export function promoFieldsOf(input: WritablePromo, { exponent, zone }: Place): Partial<PromoFields> {
  const groups = input.promo_member_group_ids;
  const fields = {
    code: input.promo_code === "" ? undefined : input.promo_code,
    purpose: input.promo_purpose,
    valueThousandths: scaled("promo_value", input.promo_value, 3),
    unit: input.promo_unit,
    target: input.promo_target,
    minTopupMinor: scaled("promo_min_topup", input.promo_min_topup, exponent),
    maxUses: input.promo_max_uses,
    oncePerMember: input.promo_once_per_member,
    memberGroupIds: groups == null ? (groups === null ? [] : undefined) : [...new Set(groups)],
    validFrom: instantOf("promo_from_local", input.promo_from_local, zone),
    validTo: instantOf("promo_to_local", input.promo_to_local, zone),
    isActive: input.promo_is_active,
  };
  // The contract lets only the known words through.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** Thousandths as decimal text: two places, or three where the currency has them. */
const valueText = (thousandths: number, exponent: number) =>
  exponent === 3 || thousandths % 10 !== 0
    ? decimalFromMinor(thousandths, 3)
    : decimalFromMinor(thousandths / 10, 2);

export function promoOf(row: PromoRow, { exponent, zone }: Place) {
  return {
    promo_id: row.promo_id,
    promo_code: row.code,
    promo_purpose: row.purpose,
    promo_value: valueText(row.value_thousandths, exponent),
    promo_unit: row.unit,
    promo_target: row.target,
    promo_min_topup: decimalFromMinor(row.min_topup_minor, exponent),
    promo_max_uses: row.max_uses,
    promo_once_per_member: row.once_per_member ? (1 as const) : (0 as const),
    promo_member_group_ids: row.member_group_ids,
    promo_from_local: row.valid_from && localText(row.valid_from, zone),
    promo_to_local: row.valid_to && localText(row.valid_to, zone),
    promo_is_active: row.is_active ? (1 as const) : (0 as const),
    promo_uses: row.uses,
  };
}

export const promoUseOf = (row: PromoUseRow, { exponent, zone }: Place) => ({
  member_account: row.member_account,
  used_at_local: localText(row.used_at, zone),
  bonus: decimalFromMinor(row.bonus_minor, exponent),
  coins: row.coins_hundredths / 100,
});
