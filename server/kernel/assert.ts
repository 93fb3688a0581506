/** States what must hold; a failure is a bug, answered with code 500 and logged with the request id (style.md 4). */
export function assert(holds: unknown, what: string): asserts holds {
  if (!holds) throw new Error(`assertion failed: ${what}`);
}
