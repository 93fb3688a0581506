import { price, priceCoverage, pricePreview, priceTaxIds, priceTypes } from "../objects/price.ts";
import { intOut, listOf, nothing, shape } from "../kit/answer.ts";
import { allOptional, date, dec, flag, int, list, object, text, time } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Prices of PC time (api-v2.md 2.10, 3.6; billing.md 6). */
const group = "prices";
const right = "price_edit";

const pathFields = { priceId: int.required("The price's id", { min: 1, example: 1 }) };

const money = { min: 0, max: 999_999_999 };
const tier = (place: number) =>
  dec.nullable(`Price an hour in tier ${place}; null = the tier is unused`, money);

const writable = {
  price_name: text.required("Name of the price, unique", { maxLength: 50, example: "VIP evening" }),
  price_price1: dec.optional("Price an hour in tier 1; a fixed price needs it if the grid names it", {
    ...money,
    example: "4.00",
  }),
  price_price2: tier(2),
  price_price3: tier(3),
  price_price4: tier(4),
  price_type: text.required("fixed = by the hour of the week, dynamic = by rows of minutes and amounts", {
    choices: priceTypes,
    example: "fixed",
  }),
  price_grid: list.optional(
    "Of a fixed price: seven days, Monday first, of 24 hours or 48 half hours; each names its tier. Tier 1 all week unless said",
    list.required("A day", int.required("Tier", { min: 1, max: 4 }), { max: 48 }),
    { max: 7, nullable: true },
  ),
  price_dynamic: list.optional(
    "Of a dynamic price: minutes of play and what they cost in all, both rising from row to row",
    object.required("A row", {
      time: int.required("Minutes", { min: 1, max: 527_040 }),
      amount: dec.required("What they cost in all", money),
    }),
    { max: 100, nullable: true },
  ),
  price_pc_group_ids: list.optional(
    "PC groups it is for; empty = all",
    int.required("A PC group's id", { min: 1, example: 1 }),
    { commaList: true, nullable: true, max: 100 },
  ),
  price_member_group_ids: list.optional(
    "Member groups it is for, kinds of guests (-1 to -5) too; empty = all",
    int.required("A member group's id", { min: -5, example: 0 }),
    { commaList: true, nullable: true, max: 106 },
  ),
  price_rounding: dec.optional(
    "The charge is rounded up to a multiple of this; 0 = to the minor unit",
    money,
  ),
  price_tax_id: int.optional("4 (unless said) = the tax on PC time, 0 = none", { choices: priceTaxIds }),
  price_order: int.optional("Among prices that fit equally well the lower is taken", {
    min: 0,
    max: 100_000,
  }),
  price_color: text.optional("Colour, such as #f59f00", { maxLength: 30 }),
  price_is_active: flag.optional("0 = it holds for nobody; 1 unless said"),
};

export const listPrices = operation({
  id: "prices.list",
  method: "GET",
  path: "prices",
  auth: "K",
  mark: "known",
  group,
  summary: "List prices of PC time",
  answer: listOf(price),
});

export const addPrice = operation({
  id: "prices.add",
  method: "POST",
  path: "prices",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Add a price",
  input: writable,
  answer: shape({ price_id: intOut }),
  successCode: 201,
  refusals: ["pc_group.not_found", "member_group.not_found", "price.name_exists", "limit.max_records"],
  idempotent: true,
  example: { price_name: "VIP evening", price_type: "fixed", price_price1: "4.00" },
});

export const getPrice = operation({
  id: "prices.get",
  method: "GET",
  path: "prices/{priceId}",
  auth: "K",
  mark: "ours",
  group,
  summary: "Read one price",
  pathFields,
  answer: shape({ price }),
  refusals: ["price.not_found"],
  example: { priceId: 1 },
});

export const changePrice = operation({
  id: "prices.change",
  method: "PUT",
  path: "prices/{priceId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Change a price",
  description:
    "Fields that are not sent stay. A running session keeps the price as it was when its present source began; the next source or session takes the new one.",
  pathFields,
  input: allOptional(writable),
  answer: shape({ price_id: intOut }),
  refusals: ["price.not_found", "pc_group.not_found", "member_group.not_found", "price.name_exists"],
  example: { priceId: 1, price_price1: "5.00" },
});

export const removePrice = operation({
  id: "prices.remove",
  method: "DELETE",
  path: "prices/{priceId}",
  auth: "K",
  right,
  mark: "ours",
  group,
  summary: "Remove a price",
  description: "Refused while it is the last price of a PC group that has PCs. Running sessions keep it.",
  pathFields,
  answer: nothing,
  refusals: ["price.not_found", "price.in_use"],
  example: { priceId: 1 },
});

export const previewPrice = operation({
  id: "prices.preview",
  method: "POST",
  path: "prices/action/preview",
  auth: "K",
  mark: "ours",
  group,
  summary: "Work out what a time would cost",
  description:
    "A session of the day named, from time_start to time_end (of the next day if that is not later), free minutes and minimum included. " +
    "With price_id and fields of a price it is that price as it would be after the change, with fields alone a new one, with neither the price that holds for the two groups. Nothing is stored.",
  input: {
    price_id: int.optional("A price", { min: 1 }),
    ...allOptional(writable),
    pc_group_id: int.required("The PC group", { min: 1, example: 1 }),
    member_group_id: int.required("The member group, or a kind of guest (-2 prepaid)", {
      min: -5,
      example: 0,
    }),
    date: date.required("Day of the café", { example: "2026-11-02" }),
    time_start: time.required("Its first minute", { example: "18:00" }),
    time_end: time.required("The minute it ends", { example: "20:30" }),
  },
  answer: pricePreview,
  refusals: ["price.not_found", "pc_group.not_found", "member_group.not_found", "pricing.no_price"],
  example: { pc_group_id: 1, member_group_id: 0, date: "2026-11-02", time_start: "18:00", time_end: "20:30" },
});

export const readPriceCoverage = operation({
  id: "prices.coverage",
  method: "GET",
  path: "prices/action/coverage",
  auth: "K",
  mark: "ours",
  group,
  summary: "See which price holds for whom, and where none does",
  answer: priceCoverage,
});
