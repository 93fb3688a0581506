import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQueryClient } from "@tanstack/react-query";
import { removeProduct } from "../../contract/operations/products.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { StockLog } from "../ui/stock-log.tsx";
import { ProductForm } from "./product-form.tsx";
import type { Product } from "./product-values.ts";
import { RestockForm } from "./restock-form.tsx";

const p = t.products;

/** Dialogs about products: the editor, restocking, the stock log, and the question before one goes. */
export function useProductActs() {
  const call = useCall();
  const client = useQueryClient();
  return {
    edit: (product: Product | null) => {
      modals.open({
        title: product === null ? p.addTitle : p.editTitle(product.product_name),
        size: "lg",
        closeOnClickOutside: false,
        children: <ProductForm product={product} />,
      });
    },
    restock: (product: Product) => {
      modals.open({
        title: p.restockTitle(product.product_name),
        closeOnClickOutside: false,
        children: <RestockForm product={product} />,
      });
    },
    log: (product: Product | null) => {
      modals.open({
        title: product === null ? p.log : p.logOf(product.product_name),
        size: "xl",
        children: <StockLog productId={product?.product_id ?? null} />,
      });
    },
    remove: ({ product_id: id, product_name: name }: Product) => {
      modals.openConfirmModal({
        title: p.removeTitle(name),
        children: <Text size="sm">{p.removeBody}</Text>,
        labels: { confirm: p.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () =>
          void call(removeProduct, { productId: String(id) })
            .then(
              () => notifications.show({ message: p.removed(name), color: "teal" }),
              (error: unknown) =>
                notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 }),
            )
            .finally(() => void client.invalidateQueries({ queryKey: ["products"] })),
      });
    },
  };
}
