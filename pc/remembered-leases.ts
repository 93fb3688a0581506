import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The highest lease number this PC has seen, kept over restarts so that an old lease is never taken again (6.5 rule 1). */
export class RememberedLeases {
  readonly #path: string;

  constructor(dir: string) {
    this.#path = join(dir, "lease-no");
  }

  /** 0 when none was seen. */
  read(): number {
    try {
      return Number(readFileSync(this.#path, "utf8")) || 0;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0;
      throw error;
    }
  }

  write(leaseNo: number): void {
    writeFileSync(`${this.#path}.new`, String(leaseNo), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }
}
