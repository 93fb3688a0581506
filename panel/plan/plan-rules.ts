/** The café's floor plan: rooms as areas, PCs at places, all in px of one plan. Pure. */

/** Everything that is put down by hand stands on this grid, px. */
export const gridStep = 20;
/** The space of a PC on the plan. */
export const pcSize = { width: 100, height: 80 } as const;
/** The strip of a room in which its name stands; no PC does. */
export const roomHead = gridStep;
export const leastRoom = { width: 140, height: 120 } as const;
/** Nothing is put down beyond this, px. */
export const planEnd = 8_000;

export interface Spot {
  left: number;
  top: number;
}

export interface Size {
  width: number;
  height: number;
}

export type Box = Spot & Size;

export interface PlanRoom extends Box {
  /** Names the room on this plan, also before the server gave it an id. */
  key: string;
  /** Null = not saved yet. */
  roomId: number | null;
  name: string;
  /** "" = none. */
  color: string;
}

export interface PlanPc {
  name: string;
  /** Null = stands nowhere on the plan yet. */
  spot: Spot | null;
  roomKey: string | null;
}

export interface Plan {
  rooms: readonly PlanRoom[];
  pcs: readonly PlanPc[];
}

export const boxOf = (spot: Spot): Box => ({ ...pcSize, left: spot.left, top: spot.top });

/** Where PCs may stand in a room. */
export const insideOf = ({ left, top, width, height }: Box): Box => ({
  ...{ left, top: top + roomHead, width, height: height - roomHead },
});

export const overlap = (one: Box, other: Box): boolean =>
  one.left < other.left + other.width &&
  other.left < one.left + one.width &&
  one.top < other.top + other.height &&
  other.top < one.top + one.height;

export const contains = (outer: Box, inner: Box): boolean =>
  inner.left >= outer.left &&
  inner.top >= outer.top &&
  inner.left + inner.width <= outer.left + outer.width &&
  inner.top + inner.height <= outer.top + outer.height;

export const movedBy = <Moved extends Spot>(moved: Moved, by: Spot): Moved => ({
  ...moved,
  left: moved.left + by.left,
  top: moved.top + by.top,
});

export const snapped = (px: number): number => Math.round(px / gridStep) * gridStep;

/** The room in which a PC at this place stands wholly, if any. */
export const roomAround = (spot: Spot, rooms: readonly PlanRoom[]): PlanRoom | undefined =>
  rooms.find((room) => contains(insideOf(room), boxOf(spot)));

/** A PC stands wholly in a room or wholly outside of all: never across a wall. */
export const isAcross = (spot: Spot, room: Box): boolean =>
  overlap(boxOf(spot), room) && !contains(insideOf(room), boxOf(spot));

/** What holds all of them; null for none. */
export function coverOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  return {
    left,
    top,
    width: Math.max(...boxes.map((box) => box.left + box.width)) - left,
    height: Math.max(...boxes.map((box) => box.top + box.height)) - top,
  };
}

export type PlacedPc = PlanPc & { spot: Spot };

export const placedPcs = ({ pcs }: Pick<Plan, "pcs">): PlacedPc[] =>
  pcs.filter((pc): pc is PlacedPc => pc.spot !== null);

/** The size of the plan, with a margin at its end. */
export function planSize(plan: Plan): Size {
  const cover = coverOf([...plan.rooms, ...placedPcs(plan).map(({ spot }) => boxOf(spot))]);
  if (cover === null) return { width: 600, height: 300 };
  return { width: cover.left + cover.width + gridStep, height: cover.top + cover.height + gridStep };
}
