import type { CacheBus } from "./cache-bus.ts";

/** Strangers may ask for café numbers that do not exist; what is kept for them must not fill the memory. */
const mostKept = 10_000;

/** Values of cafés kept in memory until the bus drops them. A read that was overtaken by a drop is not kept. */
export class CachedByCafe<Value> {
  readonly #bus: CacheBus;
  readonly #read: (cafeId: number) => Promise<Value>;
  #values = new Map<number, Value>();
  #generation = 0;

  constructor(bus: CacheBus, kind: string, read: (cafeId: number) => Promise<Value>) {
    this.#bus = bus;
    this.#read = read;
    const outdate = (drop: () => void) => {
      this.#generation += 1;
      drop();
    };
    bus.register(
      kind,
      (cafeId) => outdate(() => this.#values.delete(cafeId)),
      () => outdate(() => this.#values.clear()),
    );
  }

  async get(cafeId: number): Promise<Value> {
    const kept = this.#values.get(cafeId);
    if (kept !== undefined) return kept;
    const generation = this.#generation;
    const value = await this.#read(cafeId);
    if (this.#bus.mayKeep && generation === this.#generation) {
      if (this.#values.size >= mostKept) this.#values.clear();
      this.#values.set(cafeId, value);
    }
    return value;
  }
}
