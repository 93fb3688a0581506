import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { Buyer } from "./buyer-store.ts";
import type { Method } from "./order-state-rules.ts";
import { payLater } from "./order-state-rules.ts";
import { paymentCodes, paymentOfMethod } from "./payment-words.ts";
import { mayBePaidBy, type ProductRow, type Seller, whyNotForSale } from "./product-rules.ts";
import { findProducts } from "./product-store.ts";
import type { Payment, Way } from "./sale-rules.ts";
import type { SaleScope } from "./shop-parts.ts";
import {
  costOfSet,
  inAll,
  partsOfSet,
  type SetPart,
  type StockedProduct,
  takenByPiece,
} from "./stock-rules.ts";
import { lockStock } from "./stock-store.ts";

/** A product of an order, how many, and what one piece takes out of stock. */
export interface Chosen {
  product: ProductRow;
  quantity: number;
  takes: SetPart[];
  /** What one piece costs the café, to ten places. */
  cost: string;
}

export interface Choice {
  lines: readonly { productId: number; quantity: number }[];
  buyer: Buyer | null;
  seller: Seller;
  pcGroupId: number | null;
  payment: { ways: readonly Way[] } | { open: Method };
}

/**
 * The products of an order, with their stock locked by rising id and enough of each. Refuses `product.not_found`,
 * `product.not_for_sale`, `order.payment_not_allowed`, `product.out_of_stock`.
 */
export async function chooseProducts(tx: Tx, scope: SaleScope, at: Date, choice: Choice): Promise<Chosen[]> {
  const ids = choice.lines.map((line) => line.productId);
  const found = new Map(
    (await findProducts(tx, scope.cafeId, ids)).map((product) => [product.product_id, product]),
  );
  const products = choice.lines.map(({ productId, quantity }) => {
    const product = found.get(productId);
    if (product === undefined) throw notFound("product.not_found", "Product");
    refuseUnsellable(product, scope, at, choice);
    return { product, quantity };
  });
  return takeStock(tx, scope.cafeId, products, found);
}

async function takeStock(
  tx: Tx,
  cafeId: number,
  products: readonly { product: ProductRow; quantity: number }[],
  found: Map<number, ProductRow>,
): Promise<Chosen[]> {
  const partIds = products
    .flatMap(({ product }) => partsOfSet(product.combo) ?? [])
    .map((part) => part.productId);
  const further = partIds.filter((id) => !found.has(id));
  const rows = further.length === 0 ? [] : await findProducts(tx, cafeId, further);
  const known = new Map([...found.values(), ...rows].map((row) => [row.product_id, row]));
  const all = new Map([...known].map(([id, row]) => [id, stockedOf(row)]));
  const chosen = products.map(({ product, quantity }) => {
    const parts = partsOfSet(product.combo);
    return {
      product,
      quantity,
      takes: product.is_offer ? [] : takenByPiece(stockedOf(product), all),
      cost: parts ? costOfSet(parts, (id) => known.get(id)?.cost ?? "0") : product.cost,
    };
  });
  const needed = inAll(chosen.map(({ quantity, takes }) => ({ pieces: quantity, each: takes })));
  if (needed.length === 0) return chosen;
  const there = new Map(
    (
      await lockStock(
        tx,
        cafeId,
        needed.map(({ productId }) => productId),
      )
    ).map((row) => [row.product_id, row]),
  );
  for (const { productId, quantity } of needed) {
    const stock = there.get(productId);
    // Not counted any more since it was read: nothing is taken of it.
    if (stock !== undefined && stock.stock < quantity) throw outOfStock(productId, stock);
  }
  return chosen;
}

function outOfStock(productId: number, { name, stock }: { name: string; stock: number }): Refusal {
  const left = stock === 1 ? "1 is left" : `${stock} are left`;
  const words = stock <= 0 ? `${name} is sold out.` : `Of ${name} only ${left}.`;
  return new Refusal("product.out_of_stock", words, {
    data: { product_id: productId, product_qty: Math.max(0, stock) },
  });
}

const stockedOf = (row: ProductRow): StockedProduct => ({
  productId: row.product_id,
  isUnlimited: row.is_unlimited,
  parts: partsOfSet(row.combo) ?? null,
});

function refuseUnsellable(product: ProductRow, scope: SaleScope, at: Date, choice: Choice): void {
  const { buyer, seller, pcGroupId, payment } = choice;
  if (product.is_offer && buyer === null)
    throw invalidField(
      "order_member_id",
      `The order_member_id field is required: somebody must own the offer ${product.name}.`,
    );
  const memberGroupId = buyer?.member_group_id ?? null;
  const why = whyNotForSale(product, { memberGroupId, seller, pcGroupId }, scope.zone, at);
  if (why !== null) throw new Refusal("product.not_for_sale", why);
  for (const payment of paymentsOf(choice.payment)) refusePayment(product, scope, choice, payment);
  if ("open" in payment && payment.open === payLater && product.is_offer)
    throw new Refusal(
      "order.payment_not_allowed",
      `${product.name} is an offer: it is paid when it is bought.`,
    );
}

/** What pays it, as far as that is known; an order to be paid later is held to no list yet. */
function paymentsOf(payment: Choice["payment"]): Payment[] {
  if ("ways" in payment) return payment.ways.map((way) => way.payment);
  return [paymentOfMethod(payment.open)].filter((one) => one !== undefined);
}

function refusePayment(product: ProductRow, { settings }: SaleScope, choice: Choice, payment: Payment): void {
  const { word, setting } = paymentCodes[payment];
  const isOff = choice.seller === "member" && setting !== null && !settings.flag(setting);
  if (!isOff && mayBePaidBy(product, choice.buyer?.member_group_id ?? -1, word)) return;
  throw new Refusal(
    "order.payment_not_allowed",
    `${product.name} cannot be paid by ${word.replace("_", " ")}.`,
  );
}
