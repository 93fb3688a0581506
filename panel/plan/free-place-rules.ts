import {
  boxOf,
  gridStep,
  isAcross,
  movedBy,
  overlap,
  planEnd,
  type Box,
  type PlanRoom,
  type Spot,
} from "./plan-rules.ts";

/** What is moved as one, and what stays where it is. Pure. */
export interface Moving {
  rooms: readonly PlanRoom[];
  /** PCs that move with a room of theirs: where they stand follows from it. */
  inRooms: readonly Spot[];
  /** PCs that move by themselves. */
  loose: readonly Spot[];
}

export interface Standing {
  rooms: readonly PlanRoom[];
  pcs: readonly Spot[];
}

const isOnPlan = ({ left, top, width, height }: Box) =>
  left >= gridStep && top >= gridStep && left + width <= planEnd && top + height <= planEnd;

/** Whether nothing overlaps and no PC stands across a wall when it is moved by so much. */
export function fits(moving: Moving, standing: Standing, by: Spot): boolean {
  const rooms = moving.rooms.map((room) => movedBy(room, by));
  const loose = moving.loose.map((spot) => movedBy(spot, by));
  const inRooms = moving.inRooms.map((spot) => movedBy(spot, by));
  if (![...rooms, ...[...loose, ...inRooms].map(boxOf)].every(isOnPlan)) return false;
  if (rooms.some((room) => standing.rooms.some((other) => overlap(room, other)))) return false;
  const all = [...loose, ...inRooms].map(boxOf);
  if (standing.pcs.some((spot) => all.some((box) => overlap(box, boxOf(spot))))) return false;
  if (standing.pcs.some((spot) => rooms.some((room) => overlap(room, boxOf(spot))))) return false;
  const walls = [...standing.rooms, ...rooms];
  return !loose.some((spot) => walls.some((room) => isAcross(spot, room)));
}

/** How far what does not fit is put from where it was dropped, in steps of the grid. */
const farthest = 60;

/** Steps around the middle, the nearest first. */
const around: readonly Spot[] = Array.from({ length: (2 * farthest + 1) ** 2 }, (_, index) => ({
  left: (index % (2 * farthest + 1)) - farthest,
  top: Math.floor(index / (2 * farthest + 1)) - farthest,
})).sort((a, b) => a.left ** 2 + a.top ** 2 - (b.left ** 2 + b.top ** 2));

/** The move nearest to the wanted one that fits, on the grid of the first thing moved; null when there is none near. */
export function nearestFree(moving: Moving, standing: Standing, wanted: Spot): Spot | null {
  const lead = moving.rooms[0] ?? moving.loose[0] ?? moving.inRooms[0];
  if (lead === undefined) return null;
  const snap = (px: number) => Math.round(px / gridStep) * gridStep;
  const base = {
    left: snap(lead.left + wanted.left) - lead.left,
    top: snap(lead.top + wanted.top) - lead.top,
  };
  for (const step of around) {
    const by = movedBy(base, { left: step.left * gridStep, top: step.top * gridStep });
    if (fits(moving, standing, by)) return by;
  }
  return null;
}

export type Direction = "left" | "right" | "up" | "down";

const stepOf: Record<Direction, Spot> = {
  left: { left: -1, top: 0 },
  right: { left: 1, top: 0 },
  up: { left: 0, top: -1 },
  down: { left: 0, top: 1 },
};

/** The first move in a direction that fits, at least so many steps; null when the way is closed. */
export function nextFree(
  moving: Moving,
  standing: Standing,
  { direction, steps }: { direction: Direction; steps: number },
): Spot | null {
  const { left, top } = stepOf[direction];
  for (let count = steps; count <= steps + farthest; count++) {
    const by = { left: left * count * gridStep, top: top * count * gridStep };
    if (fits(moving, standing, by)) return by;
  }
  return null;
}
