/** Comma-separated values as table programs write them (RFC 4180). Pure. */

export type CsvOutcome = { records: string[][] } | { problem: string };

const separators = [",", ";", "\t"] as const;

/** What stands between the cells of the first line: the sign seen most often outside quotes; comma when none is. */
function separatorOf(text: string): string {
  const counts = new Map<string, number>();
  let quoted = false;
  for (const sign of text) {
    if (sign === '"') quoted = !quoted;
    else if (!quoted && (sign === "\n" || sign === "\r")) break;
    else if (!quoted) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const [best] = [...separators].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return best ?? ",";
}

/** The end of a quoted cell that begins at `start` (behind its quote): where its closing quote stands, or -1. */
function closingQuote(text: string, start: number): number {
  for (let at = text.indexOf('"', start); at >= 0; at = text.indexOf('"', at + 2))
    if (text[at + 1] !== '"') return at;
  return -1;
}

/**
 * Reads a whole file. Cells in quotes may hold separators, line ends and doubled quotes; lines end with CR LF, LF or CR; a
 * byte-order mark in front is not part of the first cell. Blank lines are records of one empty cell, so that a record's
 * place is its row in a table. A quote inside a cell that is not quoted stands for itself.
 */
export function readCsv(text: string): CsvOutcome {
  const whole = text.startsWith("\uFEFF") ? text.slice(1) : text;
  const separator = separatorOf(whole);
  const ends = new RegExp(`[${separator}\r\n]`, "g");
  const records: string[][] = [];
  let record: string[] = [];
  let at = 0;
  while (at < whole.length || record.length > 0) {
    if (whole[at] === '"') {
      const end = closingQuote(whole, at + 1);
      const row = records.length + 1;
      if (end < 0) return { problem: `The quote that opens in row ${row} is never closed.` };
      record.push(whole.slice(at + 1, end).replaceAll('""', '"'));
      at = end + 1;
      if (at < whole.length && !`${separator}\r\n`.includes(whole.charAt(at)))
        return { problem: `In row ${row} a quoted cell goes on behind its closing quote.` };
    } else {
      ends.lastIndex = at;
      const end = ends.exec(whole)?.index ?? whole.length;
      record.push(whole.slice(at, end));
      at = end;
    }
    if (whole[at] === separator) {
      at += 1;
      if (at < whole.length) continue;
      record.push("");
    }
    at += whole.startsWith("\r\n", at) ? 2 : 1;
    records.push(record);
    record = [];
  }
  return { records };
}
