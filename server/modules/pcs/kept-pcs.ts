import type { Db } from "../../kernel/db/database.ts";
import { listPcs, markOfPcs, type PcRow } from "./pc-store.ts";

/** Cafés whose rows are kept at most. */
const mostKept = 1_000;

interface Kept {
  mark: string;
  rows: readonly PcRow[];
}

/**
 * The PCs of a café, read anew only when they have changed: programs and panels ask every few seconds for what changes a
 * few times a day. Each call asks the database itself whether they have, so what was committed before the call is in its
 * answer, whichever process wrote it.
 */
export class KeptPcs {
  readonly #db: Db;
  #kept = new Map<number, Kept>();

  constructor(db: Db) {
    this.#db = db;
  }

  async list(cafeId: number): Promise<readonly PcRow[]> {
    const known = this.#kept.get(cafeId);
    if (known !== undefined && known.mark === (await markOfPcs(this.#db, cafeId))) return known.rows;
    const rows = await listPcs(this.#db, cafeId);
    const mark = rows[0]?.mark;
    // A café without PCs has no row to bear the mark, and nothing worth keeping.
    if (mark === undefined) this.#kept.delete(cafeId);
    else {
      if (this.#kept.size >= mostKept) this.#kept.clear();
      this.#kept.set(cafeId, { mark, rows });
    }
    return rows;
  }
}
