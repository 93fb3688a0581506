import {
  boolOut,
  decOut,
  flagOut,
  intOut,
  jsonTextOut,
  nullable,
  shape,
  strOut,
  tsOut,
} from "../kit/answer.ts";
import { nullableStr, nullableTs } from "./pieces.ts";

/** A product; one of group -1 is an offer and has the fields below product_update too (api-v2.md 3.7). */
const fields = {
  product_name: strOut,
  product_description: strOut,
  product_qty: intOut,
  product_unlimited: flagOut,
  product_cost: decOut,
  product_price: decOut,
  product_tax_id: intOut,
  product_coin_price: intOut,
  product_group_id: intOut,
  product_group_name: strOut,
  product_parent_group_id: intOut,
  product_is_active: flagOut,
  product_enable_client: flagOut,
  product_enable_code: flagOut,
  product_is_promoted: flagOut,
  product_enable_discount: flagOut,
  product_adult_only: flagOut,
  product_is_offer: flagOut,
  product_barcode: strOut,
  product_combo: nullable(jsonTextOut),
  product_show_weekday: strOut,
  product_show_time: strOut,
  product_pc_group: intOut,
  product_pc_groups: jsonTextOut,
  product_member_group: intOut,
  product_member_groups: jsonTextOut,
  product_group_payment_method: jsonTextOut,
  product_icon: nullableStr,
  product_image: nullableStr,
  product_has_image: boolOut,
  has_image: flagOut,
  sort_qty: intOut,
  product_update: intOut,
  product_mins: intOut,
  product_priority: intOut,
  product_enable_weekday: strOut,
  product_enable_time: strOut,
  product_available_date_local_from: nullableTs,
  product_available_date_local_to: nullableTs,
  product_expired_type: intOut,
  product_expired_days: intOut,
  product_expired_hours: intOut,
  product_pc_name: nullableStr,
  product_low_stock: intOut,
};

export const product = shape({ product_icafe_id: intOut, product_id: intOut, ...fields });

/** As it stands in the sale list: `o-N` an offer, `p-N` another product. */
export const saleProduct = shape({ product_icafe_id: intOut, product_id: strOut, ...fields });

/** A group of products; -1 holds the offers, 1 is the default (api-v2.md 3.8, 4.8). */
export const productGroup = shape({
  product_group_id: intOut,
  product_group_name: strOut,
  product_group_desc: strOut,
  product_group_icon: strOut,
  product_group_update: nullable(intOut),
  product_group_has_icon: boolOut,
  product_parent_group_id: intOut,
});

/** One change of a product's stock (api-v2.md 3.27). */
export const stockLog = shape({
  stock_log_id: intOut,
  product_id: intOut,
  product_name: strOut,
  stock_change: intOut,
  stock_after: intOut,
  stock_cost: decOut,
  stock_reason: strOut,
  order_no: strOut,
  staff_name: strOut,
  comment: strOut,
  date_local: tsOut,
});
