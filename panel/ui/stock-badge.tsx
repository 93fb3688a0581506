import { Badge, Text } from "@mantine/core";
import { IconAlertTriangle, IconX } from "@tabler/icons-react";
import type { Product } from "../forms/product-values.ts";
import { t } from "../text/en.ts";

const p = t.products;

/** How many are there; that few or none are left is told by shape and text. */
export function StockBadge({
  row,
}: {
  row: Pick<Product, "product_unlimited" | "product_qty" | "product_low_stock">;
}) {
  if (row.product_unlimited === 1)
    return (
      <Text span size="sm" c="dimmed">
        {p.notCounted}
      </Text>
    );
  if (row.product_qty <= 0)
    return (
      <Badge color="red" variant="light" leftSection={<IconX size={12} aria-hidden />}>
        {p.soldOut}
      </Badge>
    );
  if (row.product_qty <= row.product_low_stock)
    return (
      <Badge color="orange" variant="light" leftSection={<IconAlertTriangle size={12} aria-hidden />}>
        {p.low(row.product_qty)}
      </Badge>
    );
  return <span className="pc-time">{row.product_qty.toLocaleString()}</span>;
}
