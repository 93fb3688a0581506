/** Secrets of settings: read as "***", and "***" written keeps what is there (api-v2.md 2.2, 3.15). Pure. */

export const hidden = "***";

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === "" ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);

/** "***" for whatever is stored; nothing stored reads as nothing. */
export const shownSecret = (value: unknown): unknown => (isEmpty(value) ? value : hidden);

/**
 * The value to store when `written` holds "***" as a whole or for some of its members: each stands for the stored value
 * in the same place; where nothing is stored it stands for nothing.
 */
export function withKeptSecrets(written: unknown, stored: unknown): unknown {
  if (written === hidden) return stored;
  if (typeof written !== "object" || written === null) return written;
  const before = typeof stored === "object" && stored !== null ? (stored as Record<string, unknown>) : {};
  if (Array.isArray(written))
    return written
      .map((part, index) => withKeptSecrets(part, before[index]))
      .filter((part) => part !== undefined);
  const kept = Object.entries(written).map(
    ([name, part]) => [name, withKeptSecrets(part, before[name])] as const,
  );
  return Object.fromEntries(kept.filter(([, part]) => part !== undefined));
}
