import { createHmac, timingSafeEqual } from "node:crypto";

/** Sign-in codes that a phone makes of a shared secret and the time (RFC 4226, RFC 6238: SHA-1, six digits, half a minute). Pure. */

export const secretBytes = 20;
const stepSeconds = 30;
/** A phone's clock may be a step off to either side (RFC 6238, 5.2). */
const stepsOff = 1;

/** The number of the half minute an instant lies in. */
export function stepAt(instant: Date): number {
  return Math.floor(instant.getTime() / 1000 / stepSeconds);
}

/** The code of a step. */
export function codeAt(secret: Uint8Array, step: number, digits = 6): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/**
 * The step whose code this is, around now and after the step of the last code taken, so that none is taken twice; else
 * null. Of two that fit it is the later one: the earlier would leave its code good for another time.
 */
export function fittingStep(secret: Uint8Array, code: string, now: Date, lastStep: number): number | null {
  const shown = Buffer.from(code);
  const present = stepAt(now);
  let found: number | null = null;
  for (let step = present - stepsOff; step <= present + stepsOff; step++) {
    const wanted = Buffer.from(codeAt(secret, step));
    // Every step is compared, whichever fits: the time taken tells nothing.
    const fits = wanted.length === shown.length && timingSafeEqual(wanted, shown);
    if (fits && step > lastStep) found = step;
  }
  return found;
}

const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The secret as people type it into a phone (RFC 4648; twenty bytes need no padding). */
export function base32Text(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{5}/g) ?? []).map((five) => base32.charAt(parseInt(five, 2))).join("");
}

/** What the QR picture holds; phones show the café's name above the code. */
export function otpauthUrl(secret: Uint8Array, cafeName: string, staffName: string): string {
  // A colon parts the two names, so neither may hold one.
  const [issuer, account] = [cafeName, staffName].map((name) => name.replaceAll(":", " "));
  const label = `${encodeURIComponent(issuer ?? "")}:${encodeURIComponent(account ?? "")}`;
  return `otpauth://totp/${label}?secret=${base32Text(secret)}&issuer=${encodeURIComponent(issuer ?? "")}&algorithm=SHA1&digits=6&period=${stepSeconds}`;
}
