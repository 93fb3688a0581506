/** What a table program would run instead of show: texts that begin like a formula get an apostrophe in front. */
const formula = /^[=+@\t\r]|^-(?![\d.])/;

function cell(value: string): string {
  const safe = formula.test(value) ? `'${value}` : value;
  return /[",;\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replace(/"/g, '""')}"` : safe;
}

/** Rows as a CSV file (RFC 4180) that table programs open: a byte order mark first, so that UTF-8 is seen. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return `\uFEFF${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** Hands a text to the browser as a file to keep. */
export function saveFile(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // The download has begun when the click returns; the text need not stay in memory.
  URL.revokeObjectURL(address);
}
