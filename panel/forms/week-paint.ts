/** The painted week of a price: seven days, Monday first, of 24 hours or 48 half hours; a cell holds its rate, 1 to 4. Pure. */

export type Week = readonly (readonly number[])[];

export interface Cell {
  day: number;
  /** The hour or half hour of the day. */
  part: number;
}

export const tiers = [1, 2, 3, 4] as const;

export const plainWeek: Week = Array.from({ length: 7 }, () => Array.from({ length: 24 }, () => 1));

export const partsOf = (week: Week): number => week[0]?.length ?? 24;

/** Whether the cell lies in the rectangle between two cells, in whichever order they are given. */
export function isWithin({ day, part }: Cell, a: Cell, b: Cell): boolean {
  const between = (value: number, from: number, to: number) =>
    value >= Math.min(from, to) && value <= Math.max(from, to);
  return between(day, a.day, b.day) && between(part, a.part, b.part);
}

export function paint(week: Week, a: Cell, b: Cell, tier: number): Week {
  return week.map((row, day) => row.map((before, part) => (isWithin({ day, part }, a, b) ? tier : before)));
}

/** Each hour becomes two half hours of its rate; half hours stay. */
export function toHalfHours(week: Week): Week {
  return partsOf(week) === 48 ? week : week.map((row) => row.flatMap((tier) => [tier, tier]));
}

/** Two half hours become an hour of the first one's rate; hours stay. */
export function toHours(week: Week): Week {
  return partsOf(week) === 24 ? week : week.map((row) => row.filter((_, part) => part % 2 === 0));
}

/** Whether some hour has two rates, so that `toHours` would change what it costs. */
export function hasHalfHours(week: Week): boolean {
  return (
    partsOf(week) === 48 &&
    week.some((row) => row.some((tier, part) => part % 2 === 1 && tier !== row[part - 1]))
  );
}

/** Hours a week of each rate. */
export function hoursOfTiers(week: Week): Map<number, number> {
  const hours = new Map<number, number>();
  const each = 24 / partsOf(week);
  for (const tier of week.flat()) hours.set(tier, (hours.get(tier) ?? 0) + each);
  return hours;
}

/** The clock at the beginning of a part: "08:00"; the end of the last one is "24:00". */
export function clockOf(part: number, parts: number): string {
  const minutes = (part * 24 * 60) / parts;
  return [Math.floor(minutes / 60), minutes % 60].map((value) => String(value).padStart(2, "0")).join(":");
}

/** The cell an arrow leads to; at a border it stays. */
export function moved(cell: Cell, key: string, parts: number): Cell | null {
  const kept = (value: number, most: number) => Math.max(0, Math.min(most, value));
  const to = (days: number, by: number): Cell => ({
    day: kept(cell.day + days, 6),
    part: kept(cell.part + by, parts - 1),
  });
  switch (key) {
    case "ArrowUp":
      return to(0, -1);
    case "ArrowDown":
      return to(0, 1);
    case "ArrowLeft":
      return to(-1, 0);
    case "ArrowRight":
      return to(1, 0);
    case "Home":
      return { day: cell.day, part: 0 };
    case "End":
      return { day: cell.day, part: parts - 1 };
    default:
      return null;
  }
}
