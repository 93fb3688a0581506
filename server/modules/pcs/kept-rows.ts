import type { CafeNow } from "./list-pcs.ts";
import { pcsRowOf, type PcNow } from "./pc-wire.ts";

type Row = ReturnType<typeof pcsRowOf>;

interface Written {
  now: PcNow;
  row: Row;
}

/**
 * Rows of GET pcs that say the same as last time are the same rows, and a list of the same rows is the same list, whose
 * text is then written once (`sharesAnswers`). They live as long as the PCs that `KeptPcs` hands out.
 */
export class KeptRows {
  #written = new WeakMap<PcNow["pc"], Written>();
  #lists = new WeakMap<PcNow["pc"], Row[]>();

  of({ cafe, pcs }: CafeNow): Row[] {
    const rows = pcs.map((now) => {
      const before = this.#written.get(now.pc);
      if (before !== undefined && saysTheSame(before.now, now)) return before.row;
      const row = pcsRowOf(cafe, now);
      this.#written.set(now.pc, { now, row });
      return row;
    });
    const first = pcs[0]?.pc;
    if (first === undefined) return rows;
    const before = this.#lists.get(first);
    if (before?.length === rows.length && rows.every((row, place) => row === before[place])) return before;
    this.#lists.set(first, rows);
    return rows;
  }
}

/** A row of GET pcs shows of a session that it runs, which one it is and whether it is paused: no times, no money. */
const saysTheSame = (before: PcNow, now: PcNow) =>
  before.isConnected === now.isConnected &&
  before.session?.sessionId === now.session?.sessionId &&
  before.session?.isPaused === now.session?.isPaused;
