import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { StoredPlay } from "../core/stored-play.ts";
import type { PcKey } from "./pc-key.ts";

/** What is signed, told apart from everything else this key signs. */
const sealedText = (text: string) => `netcafe-play|1|${text}`;

interface Sealed {
  text: string;
  signature: string;
}

/** The session on this PC, on disk and sealed with the PC's key, so that nobody can lengthen it (pc-protocol.md 6.5 rule 3). */
export class PlayFile {
  readonly #path: string;
  readonly #key: PcKey;

  constructor(dir: string, key: PcKey) {
    this.#path = join(dir, "play.json");
    this.#key = key;
  }

  /** What was stored last; null when nothing is, or when the seal does not fit. */
  read(): StoredPlay | null {
    let file: string;
    try {
      file = readFileSync(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    const sealed = readSealed(file);
    if (sealed === null || !this.#key.signed(sealedText(sealed.text), sealed.signature)) return null;
    return JSON.parse(sealed.text) as StoredPlay;
  }

  write(play: StoredPlay): void {
    const text = JSON.stringify(play);
    const sealed: Sealed = { text, signature: this.#key.sign(sealedText(text)) };
    writeFileSync(`${this.#path}.new`, JSON.stringify(sealed), { mode: 0o600 });
    renameSync(`${this.#path}.new`, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}

/** Null for what a power cut or a stranger left behind. */
function readSealed(file: string): Sealed | null {
  try {
    const { text, signature } = JSON.parse(file) as Partial<Sealed>;
    return typeof text === "string" && typeof signature === "string" ? { text, signature } : null;
  } catch {
    return null;
  }
}
