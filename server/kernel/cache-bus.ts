import type { Db, Tx } from "./db/database.ts";

const channel = "netcafe_cache";

/**
 * Keeps memory honest across processes: whoever changes a row that others keep in memory drops it everywhere, in the
 * transaction of the change. While notices cannot be heard, nothing may be kept.
 */
export class CacheBus {
  #hearing = false;
  #drops = new Map<string, (cafeId: number) => void>();
  #clears: (() => void)[] = [];
  #stop: (() => Promise<void>) | undefined;

  static async open(db: Db): Promise<CacheBus> {
    const bus = new CacheBus();
    const clear = () => bus.#clears.forEach((clearOne) => clearOne());
    bus.#stop = await db.listen(channel, {
      heard: (payload) => bus.#dropHere(payload),
      lost: () => {
        bus.#hearing = false;
        clear();
      },
      back: () => {
        clear();
        bus.#hearing = true;
      },
    });
    bus.#hearing = true;
    return bus;
  }

  /** Whether what is read now may be kept. */
  get mayKeep(): boolean {
    return this.#hearing;
  }

  /** Registers a cache of a kind: how to drop one café, how to drop all. */
  register(kind: string, drop: (cafeId: number) => void, clear: () => void): void {
    this.#drops.set(kind, drop);
    this.#clears.push(clear);
  }

  /** Drops a café's entries in every process once the transaction commits. */
  async drop(tx: Tx, kind: string, cafeId: number): Promise<void> {
    await tx.run("select pg_notify($1, $2)", [channel, `${kind}:${cafeId}`]);
  }

  /** Drops at once in this process: after the commit, so that one's own next read is fresh. */
  dropHere(kind: string, cafeId: number): void {
    this.#dropHere(`${kind}:${cafeId}`);
  }

  #dropHere(payload: string): void {
    const [kind = "", cafeId = "0"] = payload.split(":");
    this.#drops.get(kind)?.(Number(cafeId));
  }

  async close(): Promise<void> {
    await this.#stop?.();
  }
}
