import type { Clock } from "../../kernel/clock.ts";

const shortestPauseMs = 500;

/** Sends states at most twice a second for one PC, the newest wins (pc-protocol.md 3.3). */
export class StatusPusher {
  readonly #clock: Clock;
  readonly #send: (cafeId: number, pcId: number) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #pcs = new Map<string, { lastMs: number; pending: boolean; callOff?: () => void }>();

  constructor(parts: {
    clock: Clock;
    send: (cafeId: number, pcId: number) => Promise<void>;
    failed: (error: unknown) => void;
  }) {
    this.#clock = parts.clock;
    this.#send = parts.send;
    this.#failed = parts.failed;
  }

  /** The PC's state changed: it goes out now, or as soon as the pause is over. */
  push(cafeId: number, pcId: number): void {
    const name = `${cafeId}:${pcId}`;
    const nowMs = this.#clock.now().getTime();
    const pc = this.#pcs.get(name) ?? { lastMs: -shortestPauseMs, pending: false };
    this.#pcs.set(name, pc);
    if (pc.pending) return;
    const dueMs = pc.lastMs + shortestPauseMs;
    if (dueMs <= nowMs) {
      pc.lastMs = nowMs;
      void this.#send(cafeId, pcId).catch(this.#failed);
      return;
    }
    pc.pending = true;
    pc.callOff = this.#clock.at(new Date(dueMs), () => {
      pc.pending = false;
      pc.lastMs = this.#clock.now().getTime();
      void this.#send(cafeId, pcId).catch(this.#failed);
    });
  }

  forget(cafeId: number, pcId: number): void {
    this.#pcs.get(`${cafeId}:${pcId}`)?.callOff?.();
    this.#pcs.delete(`${cafeId}:${pcId}`);
  }

  stop(): void {
    for (const pc of this.#pcs.values()) pc.callOff?.();
    this.#pcs.clear();
  }
}
