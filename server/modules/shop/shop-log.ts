import type { Tx } from "../../kernel/db/database.ts";
import { becameLow } from "./stock-rules.ts";
import type { ChangedStock } from "./stock-store.ts";

/** Rows of the billing log that move no money (api-v2.md 4.9). */

export interface ShopLogRow {
  at: Date;
  event: "RESTOCK" | "RESTOCKNOTIFY" | "PRINT" | "ORDER_CONFIRM";
  memberId?: number | null;
  memberAccount?: string;
  pcName?: string;
  staffName: string;
  details: string;
  subject?: string;
  message?: string;
}

export async function writeShopLog(tx: Tx, cafeId: number, row: ShopLogRow): Promise<void> {
  await tx.run(
    `insert into billing_logs (cafe_id, at, event, member_id, member_account, pc_name, staff_name, details, subject, message)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[cafeId, row.at, row.event, row.memberId ?? null, row.memberAccount ?? "", row.pcName ?? ""],
      ...[row.staffName, row.details.slice(0, 1_000), row.subject ?? null, row.message ?? null],
    ],
  );
}

/** Tells the café of each product that this change took down to its mark: a notice in the log and at the panels. */
export async function tellLowStock(
  tx: Tx,
  cafeId: number,
  at: Date,
  changed: readonly ChangedStock[],
): Promise<void> {
  const low = changed.filter(({ before, after, low_stock: lowStock }) =>
    becameLow({ before, after, lowStock }),
  );
  for (const { name, after } of low) {
    const message = after === 0 ? `${name} is sold out.` : `${name}: ${after} left.`;
    await writeShopLog(tx, cafeId, {
      ...{ at, event: "RESTOCKNOTIFY", staffName: "", details: message },
      ...{ subject: name, message },
    });
    await tx.announce(cafeId, "shop.low_stock", { text: message });
  }
}
