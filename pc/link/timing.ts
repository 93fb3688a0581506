import { randomBytes } from "node:crypto";
import { uptime } from "node:os";

/** Time and chance as arguments: the machine's at the top, turned ones in tests. */
export interface Timing {
  /** Milliseconds of a clock that only moves forward and runs in sleep (pc-protocol.md 6.5 rule 1). */
  monoMs(): number;
  /** Milliseconds since 1970 by the machine's clock: for journals only. */
  wallMs(): number;
  /** Calls back once; the answer calls it off. */
  after(ms: number, wake: () => void): () => void;
  /** In [0, 1). */
  random(): number;
}

export const machineTiming: Timing = {
  // The system's uptime counts sleep on Linux and Windows; process.hrtime does not.
  monoMs: () => Math.round(uptime() * 1000),
  wallMs: () => Date.now(),
  after(ms, wake) {
    const timer = setTimeout(wake, ms);
    return () => clearTimeout(timer);
  },
  random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
};

/** Calls back again and again until called off. */
export function every(timing: Timing, ms: number, wake: () => void): () => void {
  let stop: () => void;
  const arm = () => {
    stop = timing.after(ms, () => {
      arm();
      wake();
    });
  };
  arm();
  return () => stop();
}

const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A ULID: 48 bits of wall clock, 80 of chance. */
export function newFrameId(wallMs: number): string {
  let value = (BigInt(wallMs) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`);
  let id = "";
  for (let n = 0; n < 26; n++) {
    id = crockford.charAt(Number(value & 31n)) + id;
    value >>= 5n;
  }
  return id;
}
