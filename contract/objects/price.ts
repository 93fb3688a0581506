import Type from "typebox";
import { decOut, durOut, flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";
import { nullableDec, nullableInt, nullableStr } from "./pieces.ts";

export const priceTypes = ["fixed", "dynamic"];

/** 4 = the tax on PC time, 0 = none. */
export const priceTaxIds = [0, 4];

/** One row of a dynamic price: so many minutes cost so much in all. */
export const priceRow = shape({ time: intOut, amount: decOut });

/** A price of PC time (api-v2.md 3.6). The grid's rows begin with Monday; a cell names the tier of its hour or half hour. */
export const price = shape({
  price_id: intOut,
  price_name: strOut,
  price_show: strOut,
  price_price1: decOut,
  price_price2: nullableDec,
  price_price3: nullableDec,
  price_price4: nullableDec,
  price_type: Type.Unsafe<string>({ type: "string", enum: priceTypes }),
  price_grid: listOf(listOf(intOut)),
  price_dynamic: listOf(priceRow),
  price_pc_group_ids: listOf(intOut),
  price_member_group_ids: listOf(intOut),
  price_rounding: decOut,
  price_tax_id: intOut,
  price_order: intOut,
  price_color: strOut,
  price_is_active: flagOut,
});

/** What a stretch of time would cost, and how that comes about. */
export const pricePreview = shape({
  price_id: nullableInt,
  price_name: strOut,
  price_show: strOut,
  holds: flagOut,
  holding_price_id: nullableInt,
  holding_price_name: nullableStr,
  discount_pc_time: intOut,
  used_secs: durOut,
  cost: decOut,
  tax: decOut,
  total: decOut,
  cost_details: strOut,
});

/** Which price holds for a PC group and a member group; null = none, a session would be refused. */
export const priceCoverage = shape({
  pc_groups: listOf(shape({ pc_group_id: intOut, pc_group_name: strOut, pc_number: intOut })),
  member_groups: listOf(shape({ member_group_id: intOut, member_group_name: strOut })),
  prices: listOf(
    shape({
      pc_group_id: intOut,
      member_group_id: intOut,
      price_id: nullableInt,
      price_name: nullableStr,
    }),
  ),
  gaps: listOf(shape({ pc_group_id: intOut, member_group_id: intOut })),
});
