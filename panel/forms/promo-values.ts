import type { Static } from "typebox";
import type { promoCode } from "../../contract/objects/promo-code.ts";
import { t } from "../text/en.ts";
import { readMoney } from "./money-input.ts";

export type PromoCode = Static<typeof promoCode>;

/** What the form of a promo code holds; times as the browser's own field has them, without seconds. */
export interface PromoValues {
  code: string;
  count: string;
  purpose: string;
  value: string;
  unit: string;
  target: string;
  minTopup: string;
  maxUses: string;
  once: boolean;
  groups: string[];
  from: string;
  to: string;
}

const fieldOf = (local: string | null) => (local === null ? "" : local.slice(0, 16).replace(" ", "T"));
const timestampOf = (field: string) => (field === "" ? null : `${field.replace("T", " ").slice(0, 16)}:00`);

export const promoValues = (promo: PromoCode | null, target: string): PromoValues => ({
  code: promo?.promo_code ?? "",
  count: "1",
  purpose: promo?.promo_purpose ?? "topup",
  value: promo?.promo_value ?? "",
  unit: promo?.promo_unit ?? "currency",
  target: promo?.promo_target ?? target,
  minTopup: promo?.promo_min_topup ?? "0.00",
  maxUses: String(promo?.promo_max_uses ?? 0),
  once: promo === null || promo.promo_once_per_member === 1,
  groups: (promo?.promo_member_group_ids ?? []).map(String),
  from: fieldOf(promo?.promo_from_local ?? null),
  to: fieldOf(promo?.promo_to_local ?? null),
});

const amountOf = (typed: string) => {
  const money = readMoney(typed);
  return "amount" in money ? money.amount : typed;
};

/** The terms of a code as they are sent; code and count are apart. */
export const promoTerms = (values: PromoValues) => ({
  promo_purpose: values.purpose,
  promo_value: amountOf(values.value),
  promo_unit: values.unit,
  promo_target: values.target,
  promo_min_topup: amountOf(values.minTopup),
  promo_max_uses: Number(values.maxUses),
  promo_once_per_member: values.once,
  promo_member_group_ids: values.groups.map(Number),
  promo_from_local: timestampOf(values.from),
  promo_to_local: timestampOf(values.to),
});

const whole = (most: number, least: number) => (typed: string) =>
  /^\d{1,10}$/.test(typed.trim()) && Number(typed) >= least && Number(typed) <= most
    ? null
    : t.promo.wholeWrong;

const aboveZero = (typed: string) => {
  const money = readMoney(typed);
  return "amount" in money && Number(money.amount) > 0 ? null : t.promo.valueWrong;
};

const notNegative = (typed: string) => {
  const money = readMoney(typed);
  return "amount" in money && Number(money.amount) >= 0 ? null : t.groups.decimalWrong;
};

export const promoChecks = {
  value: aboveZero,
  minTopup: notNegative,
  maxUses: whole(1_000_000_000, 0),
  count: whole(1_000, 1),
  to: (to: string, { from }: PromoValues) =>
    to !== "" && from !== "" && to <= from ? t.promo.rangeWrong : null,
};

/** Field of the form for each name on the wire, so that the server's words stand where they belong. */
export const promoFields: Record<string, keyof PromoValues> = {
  promo_code: "code",
  count: "count",
  promo_purpose: "purpose",
  promo_value: "value",
  promo_unit: "unit",
  promo_target: "target",
  promo_min_topup: "minTopup",
  promo_max_uses: "maxUses",
  promo_once_per_member: "once",
  promo_member_group_ids: "groups",
  promo_from_local: "from",
  promo_to_local: "to",
};
