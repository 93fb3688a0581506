import type { Box, Spot } from "../plan/plan-rules.ts";

/** Walking from PC to PC with the arrow keys, wherever they stand on the screen. Pure. */
export const arrows = {
  ArrowLeft: { left: -1, top: 0 },
  ArrowRight: { left: 1, top: 0 },
  ArrowUp: { left: 0, top: -1 },
  ArrowDown: { left: 0, top: 1 },
} as const satisfies Record<string, Spot>;

export type Arrow = keyof typeof arrows;

export const isArrow = (key: string): key is Arrow => key in arrows;

export interface Stop {
  name: string;
  box: Box;
}

const middle = ({ left, top, width, height }: Box): Spot => ({
  left: left + width / 2,
  top: top + height / 2,
});

/** To the side counts more than ahead, so that a row is walked to its end. */
const sideWeight = 3;

/**
 * Where an arrow leads: to the nearest PC ahead; at the end of a row, left and right go on to the one before or after in order.
 * Null = nowhere.
 */
export function walk(stops: readonly Stop[], from: string, arrow: Arrow): string | null {
  const index = stops.findIndex(({ name }) => name === from);
  const start = stops[index];
  if (start === undefined) return stops[0]?.name ?? null;
  const { left: x, top: y } = arrows[arrow];
  const here = middle(start.box);
  let best: { name: string; far: number } | null = null;
  for (const { name, box } of stops) {
    if (name === from) continue;
    const there = middle(box);
    const across = there.left - here.left;
    const down = there.top - here.top;
    const ahead = across * x + down * y;
    const aside = Math.abs(across * y) + Math.abs(down * x);
    // To the left and right only within the row: beyond it the order leads on.
    const most = x === 0 ? ahead + box.width / 2 : Math.max(box.height, ahead / 4);
    if (ahead < 1 || aside > most) continue;
    const far = ahead + sideWeight * aside;
    if (best === null || far < best.far) best = { name, far };
  }
  if (best !== null) return best.name;
  return x === 0 ? null : (stops[index + x]?.name ?? null);
}
