/**
 * One flush of the database's log for all who wait. Whoever asks is answered by a flush that began after it asked, so that
 * what it committed before is on the disk; those who ask while one runs share the next.
 */
export class FlushTurns {
  readonly #flush: () => Promise<unknown>;
  #running: Promise<unknown> | undefined;
  #next: Promise<unknown> | undefined;

  constructor(flush: () => Promise<unknown>) {
    this.#flush = flush;
  }

  /** Resolves when all that was committed before this call is on the disk; fails when the flush does. */
  async flushed(): Promise<void> {
    if (this.#running === undefined) {
      await this.#begin();
      return;
    }
    this.#next ??= this.#running.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    await this.#next;
  }

  #begin(): Promise<unknown> {
    this.#next = undefined;
    const running = this.#flush().finally(() => {
      if (this.#running === running) this.#running = undefined;
    });
    this.#running = running;
    return running;
  }
}
