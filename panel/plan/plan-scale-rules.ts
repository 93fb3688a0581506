/** Where something stands on a plan, px. */
export interface Place {
  left: number;
  top: number;
}

interface Size {
  width: number;
  height: number;
}

/** A plan is drawn at most this many times as large as it was laid out; what stands closer together may overlap. */
export const mostScale = 2;

/**
 * The least scales at which tiles on these places do not cover each other. Two tiles are kept apart in the one direction
 * in which they already are further apart, so that a tile slightly out of its row does not blow up the plan.
 */
export function leastScale(places: readonly Place[], tile: Size): { x: number; y: number } {
  const least = { x: 0, y: 0 };
  places.forEach((one, index) => {
    for (const other of places.slice(index + 1)) {
      const across = Math.abs(one.left - other.left) / tile.width;
      const down = Math.abs(one.top - other.top) / tile.height;
      if (across >= down && across > 0) least.x = Math.max(least.x, 1 / across);
      else if (down > 0) least.y = Math.max(least.y, 1 / down);
    }
  });
  const scaleOf = (needed: number) => Math.min(needed || 1, mostScale);
  return { x: scaleOf(least.x), y: scaleOf(least.y) };
}
