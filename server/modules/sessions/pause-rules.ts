/** Which PCs a pause covers (billing.md 7.5, api-v2.md 3.25). */

export interface Pause {
  readonly pauseId: number;
  readonly reason: string;
  readonly pcGroupIds: readonly number[];
  /** Without regard to case. Both lists empty: all PCs. */
  readonly pcNames: readonly string[];
}

export interface PausedPlace {
  readonly pcName: string;
  readonly pcGroupId: number;
}

export function covers(
  { pcGroupIds, pcNames }: Pick<Pause, "pcGroupIds" | "pcNames">,
  place: PausedPlace,
): boolean {
  if (pcGroupIds.length === 0 && pcNames.length === 0) return true;
  const name = place.pcName.toLowerCase();
  return pcGroupIds.includes(place.pcGroupId) || pcNames.some((named) => named.toLowerCase() === name);
}

/**
 * The pause that holds a session at a place: the one that does so already while it lasts and covers, else the first that
 * began; null = none.
 */
export function pauseAt(lasting: readonly Pause[], place: PausedPlace, held: number | null): Pause | null {
  const over = lasting.filter((pause) => covers(pause, place)).sort((a, b) => a.pauseId - b.pauseId);
  return over.find(({ pauseId }) => pauseId === held) ?? over[0] ?? null;
}
