/** 0 or 1, as booleans travel (api-v2.md 1.11). */
export function flagOf(holds: unknown): 0 | 1 {
  return holds ? 1 : 0;
}
