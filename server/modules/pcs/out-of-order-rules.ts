/** The bodies in which programs ask to take PCs out of order (api-v2.md 2.4, 6 #13). Pure. */

export interface OutOfOrderAsked {
  pc_name?: string[] | undefined;
  out_of_order?: boolean | undefined;
  pcs?: unknown;
}

export interface OutOfOrderRow {
  pcName: string;
  isEnabled: boolean;
}

export type OutOfOrderRead = { rows: OutOfOrderRow[] } | { field: string; fault: string };

const mostRows = 500;

function flagOf(value: unknown): boolean | null {
  if (value === true || value === 1 || value === "1" || value === "true") return true;
  if (value === false || value === 0 || value === "0" || value === "false") return false;
  return null;
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value).trim() || null : null;

/** Rows however they were sent: a list, form fields `pcs[0][pc_name]`, or one row alone. */
function elementsOf(pcs: unknown): unknown[] {
  if (Array.isArray(pcs)) return pcs;
  if (typeof pcs !== "object" || pcs === null) return [pcs];
  const numbered = Object.entries(pcs).filter(([key]) => /^\d+$/.test(key));
  if (numbered.length === 0) return [pcs];
  return numbered.sort(([a], [b]) => Number(a) - Number(b)).map(([, row]) => row as unknown);
}

function rowOf(
  row: unknown,
  place: number,
  outOfOrder: boolean,
): OutOfOrderRow | { field: string; fault: string } {
  const bare = textOf(row);
  if (bare !== null) return { pcName: bare, isEnabled: !outOfOrder };
  const { pc_name: name, pc_enabled: enabled } = (
    typeof row === "object" && row !== null ? row : {}
  ) as Record<string, unknown>;
  const pcName = textOf(name);
  if (pcName === null) return { field: "pcs", fault: `The pcs.${place}.pc_name field is required.` };
  if (enabled === undefined || enabled === null || enabled === "") return { pcName, isEnabled: !outOfOrder };
  const isEnabled = flagOf(enabled);
  return isEnabled === null
    ? { field: "pcs", fault: `The pcs.${place}.pc_enabled must be 0 or 1.` }
    : { pcName, isEnabled };
}

/** What is asked, row by row, or what is wrong with it. Of a name given twice the last counts. */
export function readOutOfOrder({ pc_name, out_of_order, pcs }: OutOfOrderAsked): OutOfOrderRead {
  if (pcs === undefined) {
    if (pc_name === undefined || pc_name.length === 0) {
      return {
        field: "pc_name",
        fault: "The pc_name field is required, or pcs as rows of {pc_name, pc_enabled}.",
      };
    }
    if (out_of_order === undefined)
      return { field: "out_of_order", fault: "The out_of_order field is required." };
    return { rows: lastOfEach(pc_name.map((name) => ({ pcName: name.trim(), isEnabled: !out_of_order }))) };
  }
  const elements = elementsOf(pcs);
  if (elements.length > mostRows)
    return { field: "pcs", fault: `The pcs may hold at most ${mostRows} entries.` };
  if (elements.length === 0) return { field: "pcs", fault: "The pcs field is required." };
  const rows: OutOfOrderRow[] = [];
  for (const [place, element] of elements.entries()) {
    const row = rowOf(element, place, out_of_order ?? true);
    if ("fault" in row) return row;
    rows.push(row);
  }
  return { rows: lastOfEach(rows) };
}

function lastOfEach(rows: OutOfOrderRow[]): OutOfOrderRow[] {
  return [...new Map(rows.map((row) => [row.pcName.toLowerCase(), row])).values()];
}
