import { leastRoom, type Box, type Spot } from "./plan-rules.ts";

/** The sides of a room that a handle pulls. */
export const handles = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;
export type Handle = (typeof handles)[number];

/** The frame after a handle was pulled by so much; the opposite side stays, and the room never turns inside out. Pure. */
export function pulled(frame: Box, handle: Handle, by: Spot): Box {
  const right = frame.left + frame.width;
  const bottom = frame.top + frame.height;
  const left = handle.includes("w") ? Math.min(frame.left + by.left, right - leastRoom.width) : frame.left;
  const top = handle.includes("n") ? Math.min(frame.top + by.top, bottom - leastRoom.height) : frame.top;
  const width = handle.includes("e") ? Math.max(frame.width + by.left, leastRoom.width) : right - left;
  const height = handle.includes("s") ? Math.max(frame.height + by.top, leastRoom.height) : bottom - top;
  return { left, top, width, height };
}
