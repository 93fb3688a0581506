import type { PcRow } from "./pc-state.ts";
import type { LinkState } from "./live-link.ts";

/** A row with the moment it was read, ms of performance.now(), from which its times count. */
export type LivePc = PcRow & { readAtMs: number };

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

  replace(rows: readonly PcRow[], readAtMs: number): void {
    this.#change({ pcs: rows.map((row) => ({ ...row, readAtMs })), loaded: true });
  }

  /** Rows told of replace those of the same name; a new name is added. */
  merge(rows: readonly PcRow[], readAtMs: number): void {
    const changed = new Map(rows.map((row) => [row.pc_name, { ...row, readAtMs }]));
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
