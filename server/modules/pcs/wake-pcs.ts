import type { Db } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findPcsByNames } from "./pc-store.ts";
import { writePowerLog } from "./power-log.ts";

/** Sends Wake-on-LAN to network addresses in the café; those it was sent to. Given from above. */
export type WakeByMac = (cafeId: number, macs: readonly string[]) => Promise<ReadonlySet<string>>;

/**
 * Switches PCs on; one result for each name. A PC without network address, or one nobody in the café could send to, is
 * an error. Those woken are told of by the log. Refuses `pc.not_found` naming the PC, and then wakes none (api-v2.md 2.4).
 */
export async function wakePcs(
  parts: { db: Db; wakePcs: WakeByMac },
  cafeId: number,
  pcNames: readonly string[],
  by: { staffName: string; now: Date },
): Promise<{ pc_name: string; status: string }[]> {
  const found = await findPcsByNames(parts.db, cafeId, pcNames);
  const byName = new Map(found.map((pc) => [pc.name.toLowerCase(), pc]));
  const names = new Set(pcNames.map((name) => name.toLowerCase()));
  const missing = pcNames.find((name) => !byName.has(name.toLowerCase()));
  if (missing !== undefined) throw notFound("pc.not_found", `PC ${missing}`);
  const macs = found.flatMap((pc) => (pc.mac === "" ? [] : [pc.mac]));
  const sent = macs.length === 0 ? new Set<string>() : await parts.wakePcs(cafeId, macs);
  const acts = found
    .filter((pc) => sent.has(pc.mac))
    .map((pc) => ({ pcName: pc.name, details: "woken over the network" }));
  await writePowerLog(parts.db, { cafeId, at: by.now, staffName: by.staffName, acts });
  return [...names].map((name) => {
    const pc = byName.get(name);
    return { pc_name: pc?.name ?? name, status: pc !== undefined && sent.has(pc.mac) ? "success" : "error" };
  });
}
