import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { StartRefusal } from "../kernel/start-refusal.ts";

/**
 * A backup as a file: a first line that names the form, a line of JSON (the header), then a section for each table and
 * each file of the header in its order, and at the end the SHA-256 of all before. A section is frames, each behind its
 * length (four bytes, most significant first); a length of 0 ends it.
 */

export interface BackupHeader {
  format: 1;
  /** The migrations of the database it was taken from; only one of the same can take it in. */
  migrations: number[];
  takenAt: string;
  /** The one café that is in it; null = the whole installation. */
  cafeId: number | null;
  /** In the order in which their foreign keys allow them to be filled. */
  tables: { name: string; columns: string[]; rows: number }[];
  /** How far ids were given out. */
  sequences: { name: string; last: number }[];
  /** Keys and certificates of the data folder's `tls`. */
  files: string[];
  /** Where the café lived; null for a whole installation. */
  server: { group_code: string; server_code: string; base_url: string } | null;
}

const firstLine = "netcafe backup 1\n";
const digestBytes = 32;
const longestHeader = 16 * 1024 * 1024;

/** Writes a backup beside its final name, and gives it that name when it is whole and on the disk. */
export class BackupWriter {
  readonly #hash: Hash = createHash("sha256");
  readonly #path: string;
  readonly #draft: string;
  readonly #file: FileHandle;

  private constructor(path: string, draft: string, file: FileHandle) {
    this.#path = path;
    this.#draft = draft;
    this.#file = file;
  }

  /** Readable by its owner alone. Refuses a file that is there already, and a place that cannot be written. */
  static async create(path: string, header: BackupHeader): Promise<BackupWriter> {
    await refuseExisting(path);
    const draft = `${path}.part`;
    try {
      await rm(draft, { force: true });
      const writer = new BackupWriter(path, draft, await open(draft, "wx", 0o600));
      await writer.#write(Buffer.from(`${firstLine}${JSON.stringify(header)}\n`));
      return writer;
    } catch (error) {
      throw new StartRefusal(`The file ${draft} cannot be written (${reasonOf(error)}).`, { cause: error });
    }
  }

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
  }

  async frame(bytes: Buffer): Promise<void> {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    await this.#write(length);
    await this.#write(bytes);
  }

  endSection(): Promise<void> {
    return this.#write(Buffer.alloc(4));
  }

  async finish(): Promise<void> {
    await this.#file.writeFile(this.#hash.digest());
    await this.#file.sync();
    await this.#file.close();
    await refuseExisting(this.#path);
    await rename(this.#draft, this.#path);
    const folder = await open(dirname(this.#path), "r");
    await folder.sync().finally(() => folder.close());
  }

  /** Leaves nothing behind. */
  async giveUp(): Promise<void> {
    await this.#file.close().catch(() => undefined);
    await rm(this.#draft, { force: true });
  }
}

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function refuseExisting(path: string): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  if (there !== undefined)
    throw new StartRefusal(`The file ${path} is there already; give the backup another name.`);
}

/**
 * Refuses, in one sentence, a file that is no backup, or of which a byte is not as it was written. Reads it as a whole
 * before anything of it is used.
 */
export async function proveWhole(path: string): Promise<void> {
  const found = await stat(path).catch((error: unknown) => {
    throw new StartRefusal(`The file ${path} cannot be read (${reasonOf(error)}).`, { cause: error });
  });
  const length = found.size - digestBytes;
  const hash = createHash("sha256");
  let start = "";
  let kept = Buffer.alloc(0);
  for await (const part of createReadStream(path) as AsyncIterable<Buffer>) {
    if (start.length < firstLine.length) start += part.toString("latin1", 0, firstLine.length - start.length);
    const bytes = Buffer.concat([kept, part]);
    const sure = Math.max(0, bytes.length - digestBytes);
    hash.update(bytes.subarray(0, sure));
    kept = bytes.subarray(sure);
  }
  if (start !== firstLine)
    throw new StartRefusal(`The file ${path} is no backup of Netcafe, or one of another form.`);
  if (length < firstLine.length || !hash.digest().equals(kept)) throw damaged(path);
}

const damaged = (path: string) =>
  new StartRefusal(
    `The backup ${path} is damaged: its bytes do not fit the SHA-256 at its end. Nothing was restored.`,
  );

/** Reads a backup from its start to its end; `proveWhole` looked at it before. */
export class BackupReader {
  readonly header: BackupHeader;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #hash: Hash;
  #place: number;

  private constructor(path: string, file: FileHandle, header: BackupHeader, read: Buffer) {
    this.#path = path;
    this.#file = file;
    this.header = header;
    this.#hash = createHash("sha256").update(read);
    this.#place = read.length;
  }

  static async open(path: string): Promise<BackupReader> {
    await proveWhole(path);
    const file = await open(path, "r");
    try {
      let bytes = Buffer.alloc(0);
      let end = -1;
      while (end < 0 && bytes.length < longestHeader) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(65_536), 0, 65_536, bytes.length);
        if (bytesRead === 0) throw damaged(path);
        bytes = Buffer.concat([bytes, buffer.subarray(0, bytesRead)]);
        end = bytes.indexOf("\n", firstLine.length);
      }
      const header = JSON.parse(bytes.toString("utf8", firstLine.length, end)) as BackupHeader;
      return new BackupReader(path, file, header, bytes.subarray(0, end + 1));
    } catch (error) {
      await file.close();
      throw error instanceof SyntaxError ? damaged(path) : error;
    }
  }

  async #read(length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length;) {
      const { bytesRead } = await this.#file.read(bytes, done, length - done, this.#place + done);
      if (bytesRead === 0) throw damaged(this.#path);
      done += bytesRead;
    }
    this.#place += length;
    this.#hash.update(bytes);
    return bytes;
  }

  /** The frames of the next section. */
  async *section(): AsyncGenerator<Buffer> {
    for (;;) {
      const length = (await this.#read(4)).readUInt32BE();
      if (length === 0) return;
      yield await this.#read(length);
    }
  }

  /** Refuses when what was read is not what was looked at: the file was changed meanwhile. */
  async proveReadWhole(): Promise<void> {
    const end = Buffer.alloc(digestBytes);
    const { bytesRead } = await this.#file.read(end, 0, digestBytes, this.#place);
    if (bytesRead !== digestBytes || !this.#hash.digest().equals(end)) throw damaged(this.#path);
  }

  close(): Promise<void> {
    return this.#file.close();
  }
}
