import { stockLog } from "../objects/product.ts";
import { intOut, listOf, pagingInfo, shape } from "../kit/answer.ts";
import { date, dec, int, paging, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Stock of products (api-v2.md 2.10, 3.27). */
const group = "products";

export const restock = operation({
  id: "products.restock",
  method: "POST",
  path: "products/action/restock",
  auth: "K",
  right: "restock",
  mark: "ours",
  group,
  summary: "Add to a product's stock, or correct it",
  description:
    "Pieces that come with their cost change product_cost: it is the average of what is there. A negative qty corrects the stock and needs a comment. " +
    "Offers, sets and products with product_unlimited 1 have no stock.",
  input: {
    product_id: text.required("The product's id", { maxLength: 20, example: "p-12" }),
    qty: int.required("Pieces that come; negative = a correction", {
      min: -1_000_000,
      max: 1_000_000,
      example: 24,
    }),
    cost: dec.optional("What one cost, up to ten places", {
      min: 0,
      max: 1_000_000_000,
      places: 10,
      example: "0.85",
    }),
    comment: text.optional("Why; required when qty is negative", { maxLength: 500 }),
  },
  answer: shape({ product_id: intOut, product_qty: intOut }),
  refusals: ["product.not_found"],
  idempotent: true,
  example: { product_id: "p-12", qty: 24, cost: "0.85" },
});

export const stockLogs = operation({
  id: "products.stockLogs",
  method: "GET",
  path: "products/action/stockLogs",
  auth: "K",
  mark: "ours",
  group,
  summary: "List every change of stock, the newest first",
  input: {
    ...paging,
    product_id: text.optional("One product's", { maxLength: 20, example: "p-12" }),
    date_start: date.optional("First day, in café time", { example: "2025-01-01" }),
    date_end: date.optional("Last day, which counts whole", { example: "2025-01-31" }),
  },
  answer: shape({ items: listOf(stockLog), paging_info: pagingInfo }),
  refusals: ["request.time_range"],
  example: { product_id: "p-12", page: "1" },
});
