/**
 * What a table program would run instead of show gets an apostrophe in front: whatever begins like a formula, also behind
 * spaces or in wide characters, and is not just a number.
 */
const formula = /^\s*[=+@\-\t\r＝＋＠－]/;
const number = /^-?\d+([.,]\d+)?$/;

function cell(value: string): string {
  const safe = formula.test(value) && !number.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Rows as lines of CSV (RFC 4180). */
export const csvLines = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");

/** Stands first in a file, so that table programs see that it is UTF-8. */
export const csvMark = "\uFEFF";

/** Hands texts to the browser as one file to keep. */
export function saveFile(name: string, parts: readonly string[]): void {
  const address = URL.createObjectURL(new Blob([...parts], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns; the text need not stay in memory.
  URL.revokeObjectURL(address);
}
