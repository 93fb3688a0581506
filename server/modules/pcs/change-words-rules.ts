/** What a change of a PC, room, group or switch changed, in words for the log. Pure. */

/** Field by its word; a value never shown (a device's key) is given as whether it is set. */
export type Told = Readonly<Record<string, string | number | boolean | null>>;

const shown = (value: Told[string] | undefined) => JSON.stringify(value ?? "");

/** `name: "A" → "B"; order: 1 → 2`, or null where nothing differs. */
export function changeInWords(before: Told, after: Told): string | null {
  const changes = Object.keys(after)
    .filter((field) => before[field] !== after[field])
    .map((field) => `${field}: ${shown(before[field])} → ${shown(after[field])}`);
  return changes.length === 0 ? null : changes.join("; ");
}
