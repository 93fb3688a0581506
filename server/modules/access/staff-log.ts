import type { Tx } from "../../kernel/db/database.ts";

/** A row of the billing log about what staff did (api-v2.md 4.9). It moves no money. */
export async function writeStaffLog(
  tx: Tx,
  cafeId: number,
  at: Date,
  event: string,
  staffName: string,
  details: string,
): Promise<void> {
  await tx.run(
    "insert into billing_logs (cafe_id, at, event, staff_name, details) values ($1, $2, $3, $4, $5)",
    [cafeId, at, event, staffName, details.slice(0, 1_000)],
  );
}
