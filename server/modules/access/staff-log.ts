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
    [cafeId, at, event, staffName, details.length > 1_000 ? `${details.slice(0, 999)}…` : details],
  );
}

/** Tells open panels of these staff to look again: whether they are still signed in, and what they may. */
export const announceStaff = (tx: Tx, cafeId: number, staffIds: readonly number[]): Promise<void> =>
  tx.announce(cafeId, "staff.changed", { staff_ids: staffIds });
