/** Pair codes: how they look, how long they live (pc-protocol.md 2.1). Pure. */

/** No signs that are mistaken for one another. */
export const pairCodeAlphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
export const pairCodeLength = 10;
const livesMs = 15 * 60_000;
const mostWrongTries = 5;

export const pairCodeEnd = (now: Date): Date => new Date(now.getTime() + livesMs);

/** A code as people type it: any case, with spaces or dashes between. */
export const normalisedPairCode = (text: string): string => text.replace(/[\s-]/g, "").toUpperCase();

export interface PairCodeState {
  pcName: string;
  expiresAt: Date;
  usedAt: Date | null;
  wrongTries: number;
}

/** What a try with a code that exists means: a wrong name is counted, five of them kill the code. */
export function judgePairing(code: PairCodeState, pcName: string, now: Date): "fits" | "wrong name" | "dead" {
  if (code.usedAt !== null || code.expiresAt <= now || code.wrongTries >= mostWrongTries) return "dead";
  return code.pcName.toLowerCase() === pcName.trim().toLowerCase() ? "fits" : "wrong name";
}
