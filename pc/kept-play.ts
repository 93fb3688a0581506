import { playOf, resumption, type Moment } from "./core/stored-play.ts";
import type { PcEvent, PcState } from "./core/pc-state.ts";
import { PlayFile } from "./link/play-file.ts";
import type { PcKey } from "./link/pc-key.ts";

const storedEveryMs = 10_000;

/** Keeps the session on this PC over a restart (pc-protocol.md 6.5 rule 3). */
export class KeptPlay {
  readonly #file: PlayFile;
  readonly #now: () => Moment;
  #resumedWallMs: number | null = null;
  #isStored = true;
  #mayResume = true;
  #storedAtMs = 0;
  #storedOf: unknown;

  constructor(dir: string, key: PcKey, now: () => Moment) {
    this.#file = new PlayFile(dir, key);
    this.#now = now;
  }

  /**
   * Called at each try to reach the server that failed: at the first of this start the stored session goes on, once.
   * Null when there is none, or when it may not; then it is forgotten, and only the server opens this PC.
   */
  resume(leaseNo: number): Extract<PcEvent, { kind: "resumed" }> | null {
    if (!this.#mayResume) return null;
    this.#mayResume = false;
    const now = this.#now();
    const stored = this.#file.read();
    const resumed = stored && resumption(stored, { ...now, leaseNo });
    if (resumed === null) this.#forget();
    else this.#resumedWallMs = now.wallMs;
    return resumed;
  }

  /** The server spoke: what it says counts, not what was stored. */
  serverSpoke(): void {
    this.#mayResume = false;
    this.#resumedWallMs = null;
  }

  /** After each step: stores a session when something about it changed, and every ten seconds; forgets one that is over. */
  follow(state: PcState): void {
    if (this.#mayResume) return;
    const now = this.#now();
    const play = playOf(state, now, this.#resumedWallMs);
    if (play === null) {
      this.#forget();
      return;
    }
    if (this.#storedOf === state.held && now.monoMs - this.#storedAtMs < storedEveryMs) return;
    this.#file.write(play);
    this.#isStored = true;
    this.#storedOf = state.held;
    this.#storedAtMs = now.monoMs;
  }

  #forget(): void {
    if (!this.#isStored) return;
    this.#file.remove();
    this.#isStored = false;
    this.#storedOf = undefined;
  }
}
