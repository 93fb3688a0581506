import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { invalidField } from "../../kernel/refusal.ts";
import { getProduct } from "./change-product.ts";
import { tellLowStock, writeShopLog } from "./shop-log.ts";
import { averageCost, partsOfSet } from "./stock-rules.ts";
import { changeStock, lockStock } from "./stock-store.ts";

export interface Restock {
  productId: number;
  /** Below zero: a correction. */
  quantity: number;
  /** Of one piece; absent = as before. */
  cost: string | undefined;
  comment: string;
}

/**
 * Adds pieces to a product's stock, or takes away what is not there; what is there is the answer. Pieces that come with their cost
 * change what the product is held to cost: the average. Refuses `product.not_found`, what is not counted, a correction without a
 * comment or of more than is there. Writes a row RESTOCK.
 */
export function restockProduct(
  act: Pick<Call<unknown>, "cafeId" | "now" | "caller" | "transact">,
  asked: Restock,
): Promise<number> {
  const { cafeId, now } = act;
  const { productId, quantity, cost } = asked;
  if (quantity === 0) throw invalidField("qty", "The qty must be above or below 0.");
  if (quantity < 0 && asked.comment === "")
    throw invalidField("comment", "The comment field is required when pieces are taken away.");
  const staffName = actorOf(act.caller).actorName;
  return act.transact(async (tx) => {
    const product = await getProduct(tx, cafeId, productId);
    const [stocked] = await lockStock(tx, cafeId, [productId]);
    if (product.is_offer || partsOfSet(product.combo) !== null)
      throw invalidField(
        "product_id",
        `The product_id must be a product with stock: ${product.name} has none.`,
      );
    if (stocked === undefined)
      throw invalidField(
        "product_id",
        `The stock of ${product.name} is not counted: set product_unlimited to 0 first.`,
      );
    if (stocked.stock + quantity < 0)
      throw invalidField("qty", `The qty must be at least -${stocked.stock}: no more are there.`);
    const newCost = cost === undefined || quantity < 0 ? null : averageCost(stocked, { quantity, cost });
    const changed = await changeStock(tx, cafeId, now, {
      reason: quantity > 0 ? "restock" : "correction",
      ...{ staffName, comment: asked.comment },
      changes: [{ productId, change: quantity, cost: quantity > 0 ? (cost ?? null) : null, newCost }],
    });
    const left = changed[0]?.after ?? stocked.stock;
    const words = `${product.name}: ${quantity > 0 ? "+" : ""}${quantity}, ${left} there`;
    await writeShopLog(tx, cafeId, {
      ...{ at: now, event: "RESTOCK", staffName },
      details: [words, cost === undefined ? "" : `at ${cost}`, asked.comment].filter(Boolean).join("; "),
    });
    await tellLowStock(tx, cafeId, now, changed);
    return left;
  });
}
