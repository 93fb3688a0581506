import { createHmac } from "node:crypto";

/** A phone's authenticator as people have one: written from RFC 6238 alone, so that it proves what the server makes. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

function bytesOf(base32: string): Buffer {
  let bits = "";
  for (const sign of base32) bits += alphabet.indexOf(sign).toString(2).padStart(5, "0");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** The secret that a QR picture's text carries. */
export function secretOf(otpauthUrl: string): string {
  return new URL(otpauthUrl).searchParams.get("secret") ?? "";
}

/** The six digits the phone shows at an instant. */
export function codeOnPhone(base32: string, at: Date): string {
  const counter = Buffer.alloc(8);
  counter.writeUInt32BE(Math.floor(at.getTime() / 30_000), 4);
  const mac = createHmac("sha1", bytesOf(base32)).update(counter).digest();
  const offset = mac.readUInt8(19) & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, "0");
}
