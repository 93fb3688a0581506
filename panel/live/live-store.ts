import type { PcRow } from "./pc-state.ts";
import type { LinkState } from "./live-link.ts";

/** A row with the server's instant from which its times count, ms since 1970. */
export type LivePc = PcRow & { atMs: number };

export interface LiveSnapshot {
  link: LinkState;
  pcs: readonly LivePc[];
  loaded: boolean;
}

/** What the panel knows of the PCs: filled by the socket, or by calls while there is none. */
export class LiveStore {
  #snapshot: LiveSnapshot = { link: "connecting", pcs: [], loaded: false };
  #listeners = new Set<() => void>();

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): LiveSnapshot => this.#snapshot;

  setLink(link: LinkState): void {
    this.#change({ link });
  }

  /** All PCs there are. A free one that looks as before stays the same row, so that nothing of it is drawn anew. */
  replace(rows: readonly PcRow[], atMs: number): void {
    const before = new Map(this.#snapshot.pcs.map((pc) => [pc.pc_name, pc]));
    const pcs = rows.map((row) => {
      const known = before.get(row.pc_name);
      return known !== undefined && row.pc_in_using === 0 && looksAs(row, known) ? known : { ...row, atMs };
    });
    this.#change({ pcs, loaded: true });
  }

  /** Rows told of replace those of the same name; a new name is added. */
  merge(rows: readonly PcRow[], atMs: number): void {
    const changed = new Map(rows.map((row) => [row.pc_name, { ...row, atMs }]));
    const kept = this.#snapshot.pcs.map((pc) => {
      const row = changed.get(pc.pc_name);
      changed.delete(pc.pc_name);
      return row ?? pc;
    });
    this.#change({ pcs: [...kept, ...changed.values()] });
  }

  #change(part: Partial<LiveSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...part };
    for (const listener of this.#listeners) listener();
  }
}

const looksAs = (row: PcRow, known: PcRow) =>
  (Object.keys(row) as (keyof PcRow)[]).every((key) => row[key] === known[key]);
