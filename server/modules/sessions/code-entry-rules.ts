/** Wrong access codes at one PC: five in a row close code entry there for five minutes (pc-protocol.md 6.2). Instants in ms. */

export interface CodeEntry {
  readonly wrong: number;
  readonly lastWrongMs: number | null;
  readonly closedUntilMs: number | null;
}

export const triesBeforeClosing = 5;
const closedForMs = 5 * 60_000;

export const freshEntry: CodeEntry = { wrong: 0, lastWrongMs: null, closedUntilMs: null };

/** Whole seconds until codes are taken again; 0 = now. */
export function closedForSeconds({ closedUntilMs }: CodeEntry, nowMs: number): number {
  return closedUntilMs === null ? 0 : Math.max(0, Math.ceil((closedUntilMs - nowMs) / 1000));
}

/** After one more wrong code. Tries that are older than the time of closing are forgotten. */
export function afterWrongCode(entry: CodeEntry, nowMs: number): CodeEntry {
  const isFresh = entry.lastWrongMs === null || nowMs - entry.lastWrongMs >= closedForMs;
  const wrong = (isFresh ? 0 : entry.wrong) + 1;
  return wrong < triesBeforeClosing
    ? { wrong, lastWrongMs: nowMs, closedUntilMs: null }
    : { wrong: 0, lastWrongMs: nowMs, closedUntilMs: nowMs + closedForMs };
}
