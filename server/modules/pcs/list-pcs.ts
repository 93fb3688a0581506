import type { Db } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import type { LiveFacts } from "./live-facts.ts";
import { findPcByName, listPcs, type PcRow } from "./pc-store.ts";
import { pcFullOf, type PcNow, type WireCafe } from "./pc-wire.ts";

export interface PcReading {
  db: Db;
  cafes: Cafes;
  live: LiveFacts;
}

export interface CafeNow {
  cafe: WireCafe;
  pcs: PcNow[];
}

function together(
  pc: PcRow,
  facts: { cafeId: number; live: LiveFacts } & Awaited<ReturnType<typeof gather>>,
): PcNow {
  return {
    pc,
    session: facts.sessions.get(pc.pc_id),
    booking: facts.bookings.get(pc.pc_id),
    isConnected: facts.live.isConnected(facts.cafeId, pc.pc_id),
    groupPriceName: facts.priceNameOf(pc.pc_group_id),
  };
}

async function gather({ cafes, live }: PcReading, cafeId: number, now?: Date) {
  const [cafe, sessions, bookings, priceNameOf] = await Promise.all([
    cafes.scope(cafeId),
    live.sessionsOf(cafeId, undefined, now),
    live.bookingsOf(cafeId, undefined, now),
    live.priceNamesOf(cafeId),
  ]);
  return { cafe, sessions, bookings, priceNameOf };
}

/** All PCs of a café as they are now, by name as text: one statement, however many there are. */
export async function readPcs(
  parts: PcReading,
  cafeId: number,
  rowsNow: Promise<readonly PcRow[]> = listPcs(parts.db, cafeId),
  now?: Date,
): Promise<CafeNow> {
  const [rows, facts] = await Promise.all([rowsNow, gather(parts, cafeId, now)]);
  return { cafe: facts.cafe, pcs: rows.map((pc) => together(pc, { ...facts, cafeId, live: parts.live })) };
}

/** One PC as it is now; refuses `pc.not_found`. */
export async function readPc(
  parts: PcReading,
  cafeId: number,
  name: string,
): Promise<{ cafe: WireCafe; now: PcNow }> {
  const [pc, facts] = await Promise.all([findPcByName(parts.db, cafeId, name), gather(parts, cafeId)]);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  return { cafe: facts.cafe, now: together(pc, { ...facts, cafeId, live: parts.live }) };
}

/** PC rows with all keys, their times as of `now` (api-v2.md 3.1): for initData, base/query and the frame pcs_changed. */
export async function listFullPcRows(parts: PcReading, cafeId: number, now?: Date) {
  const { cafe, pcs } = await readPcs(parts, cafeId, undefined, now);
  return pcs.map((each) => pcFullOf(cafe, each));
}
