import type { Queries } from "../../kernel/db/database.ts";
import { findImageTime } from "./image-store.ts";

/** Where a picture of the café is read, and the unix second of its last change; "" and 0 when there is none (pc-protocol.md 7). */
export async function findPicture(db: Queries, cafeId: number, name: string): Promise<{ address: string; updatedUnix: number }> {
  const found = await findImageTime(db, cafeId, name);
  if (found === undefined) return { address: "", updatedUnix: 0 };
  return { address: `/api/v2/cafe/${cafeId}/configs/images/${name}`, updatedUnix: Math.floor(found.updated_at.getTime() / 1000) };
}
