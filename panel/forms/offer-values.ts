import type { Static } from "typebox";
import type { product } from "../../contract/objects/product.ts";
import { t } from "../text/en.ts";
import { minuteOf } from "../ui/week-strip.ts";
import { readMoney } from "./money-input.ts";

export type Offer = Static<typeof product>;

/** What the form of an offer holds; weekdays and ids as text, times as the browser's own field has them. */
export interface OfferValues {
  name: string;
  description: string;
  minutes: string;
  price: string;
  coinPrice: string;
  tax: string;
  priority: string;
  weekdays: string[];
  from: string;
  to: string;
  validFrom: string;
  validTo: string;
  pcGroups: string[];
  memberGroups: string[];
  expiryKind: string;
  expiryDays: string;
  expiryHours: string;
  showWeekdays: string[];
  showFrom: string;
  showTo: string;
  active: boolean;
  client: boolean;
  discount: boolean;
}

/** Days of "7|1|2"; all seven are none chosen. */
export function daysOf(wire: string): string[] {
  const days = wire.split("|").filter(Boolean);
  return days.length === 7 ? [] : days.sort();
}

export const hoursOf = (wire: string): [string, string] => {
  const [from = "00:00", to = "24:00"] = wire.split("-");
  return [from, to];
};

const idsOf = (wire: string) => (JSON.parse(wire) as string[]).filter((id) => id !== "0");
const fieldOf = (local: string | null) => (local === null ? "" : local.slice(0, 16).replace(" ", "T"));
const timestampOf = (field: string) => (field === "" ? null : `${field.replace("T", " ").slice(0, 16)}:00`);
/** A price of ten places as a person writes it: at least two, no zeros after them. */
export const plainPrice = (price: string) => price.replace(/(\.\d\d\d*?)0+$/, "$1");

export function offerValues(offer: Offer | null): OfferValues {
  const [from, to] = hoursOf(offer?.product_enable_time ?? "00:00-24:00");
  const [showFrom, showTo] = hoursOf(offer?.product_show_time ?? "00:00-24:00");
  return {
    name: offer?.product_name ?? "",
    description: offer?.product_description ?? "",
    minutes: String(offer?.product_mins ?? 60),
    price: offer === null ? "" : plainPrice(offer.product_price),
    coinPrice: String(offer?.product_coin_price ?? 0),
    tax: String(offer?.product_tax_id ?? 0),
    priority: String(offer?.product_priority ?? 0),
    weekdays: daysOf(offer?.product_enable_weekday ?? ""),
    from,
    to,
    validFrom: fieldOf(offer?.product_available_date_local_from ?? null),
    validTo: fieldOf(offer?.product_available_date_local_to ?? null),
    pcGroups: idsOf(offer?.product_pc_groups ?? "[]"),
    memberGroups: idsOf(offer?.product_member_groups ?? "[]"),
    expiryKind: String(offer?.product_expired_type ?? 0),
    expiryDays: String(offer?.product_expired_days ?? 0),
    expiryHours: String(offer?.product_expired_hours ?? 0),
    showWeekdays: daysOf(offer?.product_show_weekday ?? ""),
    showFrom,
    showTo,
    active: offer === null || offer.product_is_active === 1,
    client: offer === null || offer.product_enable_client === 1,
    discount: offer === null || offer.product_enable_discount === 1,
  };
}

const hour = (text: string) => {
  const minute = minuteOf(text) ?? 0;
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
};
const priceOf = (typed: string) => {
  const money = readMoney(typed, 10);
  return "amount" in money ? money.amount : typed;
};

/** The fields of an offer as they are sent. */
export const offerFields = (values: OfferValues) => ({
  product_name: values.name.trim(),
  product_description: values.description,
  product_mins: Number(values.minutes),
  product_price: priceOf(values.price),
  product_coin_price: Number(values.coinPrice),
  product_tax_id: Number(values.tax),
  product_priority: Number(values.priority),
  product_enable_weekday: values.weekdays.join("|"),
  product_enable_time: `${hour(values.from)}-${hour(values.to)}`,
  product_available_date_local_from: timestampOf(values.validFrom),
  product_available_date_local_to: timestampOf(values.validTo),
  product_pc_groups: values.pcGroups,
  product_member_groups: values.memberGroups,
  product_expired_type: Number(values.expiryKind),
  product_expired_days: values.expiryKind === "0" ? 0 : Number(values.expiryDays),
  product_expired_hours: values.expiryKind === "0" ? 0 : Number(values.expiryHours),
  product_show_weekday: values.showWeekdays.join("|"),
  product_show_time: `${hour(values.showFrom)}-${hour(values.showTo)}`,
  product_is_active: values.active,
  product_enable_client: values.client,
  product_enable_discount: values.discount,
});

const whole = (typed: string) => (/^\d{1,6}$/.test(typed.trim()) ? null : t.offers.wholeWrong);
const clock = (typed: string) => (minuteOf(typed) === null ? t.offers.timeWrong : null);
const begin = (typed: string) => (minuteOf(typed) === 1440 ? t.offers.timeWrong : clock(typed));

export const offerChecks = {
  name: (typed: string) => (typed.trim() === "" ? t.offers.nameWrong : null),
  minutes: (typed: string) => (/^[1-9]\d{0,6}$/.test(typed.trim()) ? null : t.offers.minutesWrong),
  price: (typed: string) => {
    const money = readMoney(typed, 10);
    return "amount" in money && Number(money.amount) >= 0 ? null : t.offers.priceWrong;
  },
  coinPrice: whole,
  priority: whole,
  expiryDays: (typed: string, { expiryKind, expiryHours }: OfferValues) => {
    if (whole(typed) !== null) return whole(typed);
    return expiryKind !== "0" && Number(typed) + Number(expiryHours) === 0 ? t.offers.expiryWrong : null;
  },
  expiryHours: whole,
  from: begin,
  to: clock,
  showFrom: begin,
  showTo: clock,
  validTo: (to: string, { validFrom }: OfferValues) =>
    to !== "" && validFrom !== "" && to <= validFrom ? t.offers.rangeWrong : null,
};

/** Field of the form for each name on the wire, so that the server's words stand where they belong. */
export const offerFieldNames: Record<string, keyof OfferValues> = {
  product_name: "name",
  product_description: "description",
  product_mins: "minutes",
  product_price: "price",
  product_coin_price: "coinPrice",
  product_tax_id: "tax",
  product_priority: "priority",
  product_enable_weekday: "weekdays",
  product_enable_time: "to",
  product_available_date_local_from: "validFrom",
  product_available_date_local_to: "validTo",
  product_pc_groups: "pcGroups",
  product_member_groups: "memberGroups",
  product_expired_type: "expiryKind",
  product_expired_days: "expiryDays",
  product_expired_hours: "expiryHours",
  product_show_weekday: "showWeekdays",
  product_show_time: "showTo",
};
