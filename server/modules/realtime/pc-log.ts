import type { Tx } from "../../kernel/db/database.ts";

/** A row of the billing log about a PC: what its owner is to know even if no panel was open. */
export const writePcLog = (
  tx: Tx,
  row: { cafeId: number; at: Date; event: "ALERT" | "ASSIST"; pcName: string; details: string },
) =>
  tx.run("insert into billing_logs (cafe_id, at, event, pc_name, details) values ($1, $2, $3, $4, $5)", [
    row.cafeId,
    row.at,
    row.event,
    row.pcName,
    row.details.replaceAll("\0", "").slice(0, 500),
  ]);
