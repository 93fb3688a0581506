import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import { readOutOfOrder, type OutOfOrderAsked } from "./out-of-order-rules.ts";
import { findPcsByNames, insertPcLogs, setEnabled } from "./pc-store.ts";

/**
 * Takes PCs out of order or back, all or none; a running session goes on. One log row for each PC that changed.
 * Refuses `pc.not_found` naming the first unknown PC, `request.validation` (api-v2.md 2.4).
 */
export async function setOutOfOrder(
  tx: Tx,
  asked: { cafeId: number; caller: Caller; now: Date; body: OutOfOrderAsked },
): Promise<void> {
  const read = readOutOfOrder(asked.body);
  if ("fault" in read) throw invalidField(read.field, read.fault);
  const found = await findPcsByNames(
    tx,
    asked.cafeId,
    read.rows.map((row) => row.pcName),
  );
  const byName = new Map(found.map((pc) => [pc.name.toLowerCase(), pc]));
  const rows = read.rows.map(({ pcName, isEnabled }) => {
    const pc = byName.get(pcName.toLowerCase());
    if (pc === undefined) throw notFound("pc.not_found", `PC ${pcName}`);
    return { pcId: pc.pc_id, pcName: pc.name, isEnabled };
  });
  const changed = new Set(await setEnabled(tx, asked.cafeId, rows));
  const told = rows.filter((row) => changed.has(row.pcId));
  if (told.length === 0) return;
  await insertPcLogs(tx, {
    cafeId: asked.cafeId,
    at: asked.now,
    event: "PC_OUT_OF_ORDER",
    staffName: actorOf(asked.caller).actorName,
    rows: told.map((row) => ({
      pcName: row.pcName,
      details: row.isEnabled ? "back in use" : "out of order",
    })),
  });
  const names = told.map((row) => row.pcName);
  await tx.announce(asked.cafeId, "pcs.changed", { pc_names: names });
  await tx.announce(asked.cafeId, "pc.status", { pc_names: names });
}
