import type { PcAction } from "./pc-actions.ts";

/** Letters of the page Computers; a letter acts on the PC in focus, or on the selected ones. */
export const actionKeys = {
  s: "start",
  t: "addTime",
  o: "addOffer",
  m: "move",
  c: "end",
  p: "pause",
  w: "message",
} as const satisfies Record<string, PcAction>;

export const otherKeys = {
  l: "log",
  x: "menu",
  a: "all",
  e: "edit",
  "1": "tiles",
  "2": "list",
  "3": "map",
  "?": "help",
} as const;

export type HallKey =
  (typeof actionKeys)[keyof typeof actionKeys] | (typeof otherKeys)[keyof typeof otherKeys];

const byKey = new Map<string, HallKey>(Object.entries({ ...actionKeys, ...otherKeys }));
const byAct = new Map<string, string>([...byKey].map(([key, act]) => [act, key]));

/** The key of an act as it is shown; null = it has none. */
export const keyOf = (act: PcAction | HallKey): string | null => byAct.get(act)?.toUpperCase() ?? null;

/** What a pressed key asks for; null = nothing of this page. */
export const hallKey = (key: string): HallKey | null => byKey.get(key.toLowerCase()) ?? null;
