/** The few words of DER (ITU-T X.690) that a certificate is written in. Every function answers a whole element. */

export type Der = Buffer;

function element(tag: number, ...contents: Uint8Array[]): Der {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const digits = length.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
  return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}

export const sequence = (...members: Der[]) => element(0x30, ...members);
export const set = (...members: Der[]) => element(0x31, ...members);
export const octets = (content: Uint8Array) => element(0x04, content);
export const utf8 = (text: string) => element(0x0c, Buffer.from(text, "utf8"));
export const yes = element(0x01, Buffer.from([0xff]));

/** A context-specific element: constructed when it holds elements, else primitive. */
export const tagged = (tag: number, content: Uint8Array, kind: "constructed" | "primitive") =>
  element((kind === "constructed" ? 0xa0 : 0x80) | tag, content);

/** A non-negative whole number, most significant byte first; a leading zero keeps it from reading as negative. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  const digits = first < 0 ? Buffer.from([0]) : Buffer.from(bytes.subarray(first));
  return element(0x02, (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.from([0]), digits]));
}

/** Bits, the first one highest; `unused` counts those of the last byte that mean nothing. */
export const bits = (content: Uint8Array, unused = 0) => element(0x03, Buffer.from([unused]), content);

/** An object identifier such as "2.5.29.17". */
export function oid(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const bytes = [value % 128];
  for (let left = Math.floor(value / 128); left > 0; left = Math.floor(left / 128))
    bytes.unshift(0x80 | (left % 128));
  return bytes;
}

/** An instant, to the second: two digits of the year before 2050, four from then on (RFC 5280 4.1.2.5). */
export function instant(at: Date): Der {
  const digits = at
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replace(/[-:T]/g, "");
  const short = at.getUTCFullYear() < 2050;
  return element(short ? 0x17 : 0x18, Buffer.from(short ? digits.slice(2) : digits, "ascii"));
}
