import type { Readable } from "node:stream";
import { Refusal } from "../refusal.ts";

/** The whole body, or the refusal `request.too_large`; what comes after the limit is not kept. */
export function readLimited(stream: Readable, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const broken = () => reject(new Refusal("request.malformed", "The body broke off."));
    const chunks: Buffer[] = [];
    let size = 0;
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) chunks.push(chunk);
      else {
        stream.removeAllListeners("data");
        stream.resume();
        reject(new Refusal("request.too_large", `A body may hold at most ${limitBytes / 1024 / 1024} MB.`));
      }
    });
    stream.on("end", () => {
      stream.off("close", broken);
      resolve(Buffer.concat(chunks));
    });
    stream.on("error", broken);
    stream.on("close", broken);
  });
}
