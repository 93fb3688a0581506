import type { Static } from "typebox";
import type { pcFull } from "../../../contract/objects/pc.ts";
import type { pcGroup } from "../../../contract/objects/pc-group.ts";
import type { room } from "../../../contract/objects/room.ts";
import type { subcafe } from "../../../contract/objects/subcafe.ts";
import type { Queries } from "../../kernel/db/database.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findMainCafeId, listCompany } from "./subcafe-store.ts";

/** PCs, rooms and PC groups of a café, given by the modules above. */
export type PcLists = (cafeId: number) => Promise<{
  pc_list: Static<typeof pcFull>[];
  room_list: Static<typeof room>[];
  pc_group_list: Static<typeof pcGroup>[];
}>;

/**
 * The cafés of the caller's company, the main one first; a café nobody linked is a company of one. Of another café only
 * name, licence, server and counts are told; what is shared and the note are between the main café and the one linked
 * (api-v2.md 3.26).
 */
export async function readCompany(
  db: Queries,
  pcLists: PcLists,
  cafeId: number,
): Promise<Static<typeof subcafe>[]> {
  const company = await listCompany(db, await findMainCafeId(db, cafeId));
  const asksAsMain = company.some((row) => row.is_main && row.cafe_id === cafeId);
  const cafes: Static<typeof subcafe>[] = [];
  // One after the other: a company of a hundred cafés must not take all connections.
  for (const row of company) {
    const { pc_list: pcs } = await pcLists(row.cafe_id);
    const seesLink = asksAsMain || row.cafe_id === cafeId;
    cafes.push({
      cafe_id: row.cafe_id,
      cafe_name: row.name,
      license_name: row.license_name,
      server_code: row.server_code,
      is_main: flagOf(row.is_main),
      share: seesLink ? row.share : [],
      comment: seesLink ? row.comment : "",
      pcs_number: pcs.length,
      online_number: pcs.filter((pc) => pc.is_connected === 1).length,
    });
  }
  return cafes;
}

/** One café of the company; refuses `subcafe.not_found`. */
export async function readSubcafe(
  db: Queries,
  pcLists: PcLists,
  cafeId: number,
  subcafeId: number,
): Promise<Static<typeof subcafe>> {
  const found = (await readCompany(db, pcLists, cafeId)).find((cafe) => cafe.cafe_id === subcafeId);
  if (found === undefined) throw notFound("subcafe.not_found", "Subcafe");
  return found;
}
