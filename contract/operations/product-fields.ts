import { dec, flag, int, json, text, timestamp } from "../kit/field.ts";

/** Parameters of products and offers (api-v2.md 3.7). */

/** A product's number, or the form of the sale list. */
export const productIdPath = {
  productId: text.required("The product's id: 12, p-12 or o-12", { example: "12", maxLength: 20 }),
};

const weekdays = (rule: string) =>
  text.optional(`${rule}: 7 = Sunday, 1 to 6 = Monday to Saturday, a bar between; empty = every day`, {
    maxLength: 20,
    example: "5|6|",
  });
const hours = (rule: string) =>
  text.optional(`${rule}, HH:MM-HH:MM in café time; may pass midnight, equal ones are the whole day`, {
    maxLength: 11,
    example: "22:00-08:00",
  });
const groups = (rule: string) => json.optional(`${rule}: a list of ids; empty or ["0"] = all`);
const sign = (rule: string) => flag.optional(rule);

/** Of a new one only: later the stock is changed by restock. */
export const firstStock = {
  product_qty: int.optional("Pieces that are there from the start", { min: 0, max: 1_000_000 }),
};

export const productFields = {
  product_name: text.required("Name", { maxLength: 100, example: "3 hours" }),
  product_price: dec.required("Price, up to ten places", {
    min: 0,
    max: 1_000_000_000,
    places: 10,
    example: "10.00",
  }),
  product_group_id: int.optional(
    "-1 = an offer; 1 (unless said) = the default group; it stays an offer or none",
    {
      min: -1,
      example: -1,
    },
  ),
  product_mins: int.optional("Minutes of an offer", { min: 1, max: 5_256_000, example: 180 }),
  product_description: text.optional("What customers read of it", { maxLength: 1_000 }),
  product_cost: dec.optional("What one costs the café, up to ten places", {
    min: 0,
    max: 1_000_000_000,
    places: 10,
  }),
  product_tax_id: int.optional("1 to 4 as in the payment settings, 4 = PC time; 0 (unless said) = none", {
    min: 0,
    max: 4,
  }),
  product_coin_price: int.optional("Price in coins; 0 (unless said) = not for coins", {
    min: 0,
    max: 1_000_000_000,
  }),
  product_unlimited: sign("1 = its stock is not counted; 1 unless said or a product_qty is given"),
  product_low_stock: int.optional(
    "The café is told when no more than so many are left; 0 (unless said) = none",
    {
      min: 0,
      max: 1_000_000,
    },
  ),
  product_is_active: sign("0 = not on sale; 1 unless said"),
  product_enable_client: sign("1 = members buy it by themselves; 1 unless said"),
  product_enable_code: sign("1 = sold as a code; 0 unless said"),
  product_is_promoted: sign("1 = shown among what is promoted"),
  product_enable_discount: sign("1 = discounts of member groups count; 1 unless said"),
  product_adult_only: sign("1 = for adults only"),
  product_barcode: text.optional("Barcode", { maxLength: 50 }),
  product_combo: json.nullable("Parts of a set: [{product_id, qty}]; their stock is its stock"),
  product_show_weekday: weekdays("Days on which it may be bought"),
  product_show_time: hours("Hours in which it may be bought"),
  product_pc_groups: groups("PC groups it is for"),
  product_pc_group: int.optional("The same for one PC group; 0 = all", { min: 0 }),
  product_member_groups: groups("Member groups it is for"),
  product_member_group: int.optional("The same for one member group; 0 = all", { min: -5 }),
  product_group_payment_method: json.nullable(
    'How it may be paid: {"member": [...], "guest": [...]} of cash, credit_card, balance, coin, qr; null or an empty list = any way',
  ),
  sort_qty: int.optional("Place in the sale list", { min: 0, max: 1_000_000 }),
  product_priority: int.optional("Of an offer: higher is used first", { min: 0, max: 1_000_000 }),
  product_enable_weekday: weekdays("Of an offer: days on which a window of its time begins"),
  product_enable_time: hours("Of an offer: hours in which its time runs"),
  product_available_date_local_from: timestamp.nullable(
    "Of an offer: first second of its time, in café time",
  ),
  product_available_date_local_to: timestamp.nullable(
    "Of an offer: first second after its time, in café time",
  ),
  product_expired_type: int.optional(
    "Of an offer: 0 = never expires, 1 = after purchase, 2 = after first use",
    {
      min: 0,
      max: 2,
    },
  ),
  product_expired_days: int.optional("Days until it expires", { min: 0, max: 36_500 }),
  product_expired_hours: int.optional("Hours besides", { min: 0, max: 876_000 }),
};
