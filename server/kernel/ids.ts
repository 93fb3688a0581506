import { randomBytes } from "node:crypto";

/** Randomness as an argument (design.md 2, rule 7). */
export interface IdSource {
  bytes(length: number): Uint8Array;
}

/** Drawn from the system in one go: a call of its own for each request's id cost as much as finding its route. */
const poolBytes = 8_192;
let pool = Buffer.alloc(0);

export const secureIds: IdSource = {
  bytes(length) {
    if (length > poolBytes) return randomBytes(length);
    if (pool.length < length) pool = randomBytes(poolBytes);
    const drawn = Uint8Array.prototype.slice.call(pool, 0, length);
    // What was handed out once is kept nowhere.
    pool.fill(0, 0, length);
    pool = pool.subarray(length);
    return drawn;
  },
};

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 48 bits of time, 80 random ones, sorted by time as text. */
export function ulid(ids: IdSource, now: Date): string {
  let time = now.getTime();
  let text = "";
  for (let digit = 0; digit < 10; digit++) {
    text = crockford.charAt(time % 32) + text;
    time = Math.floor(time / 32);
  }
  for (const byte of ids.bytes(16)) text += crockford.charAt(byte % 32);
  return text;
}

/** Text of so many characters, each drawn evenly from the alphabet (at most 256 characters). */
export function randomText(ids: IdSource, alphabet: string, length: number): string {
  const limit = 256 - (256 % alphabet.length);
  let text = "";
  while (text.length < length) {
    for (const byte of ids.bytes(length)) {
      if (byte < limit && text.length < length) text += alphabet.charAt(byte % alphabet.length);
    }
  }
  return text;
}
