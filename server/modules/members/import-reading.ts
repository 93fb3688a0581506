import type { Input } from "../../../contract/kit/field.ts";
import { importedMember } from "../../../contract/operations/members-more.ts";
import { parseInput } from "../../kernel/http/parse-input.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { readCsv } from "./csv-rules.ts";
import { accountRefusal, passwordRefusal } from "./member-rules.ts";

/** Rows of an import: how they are named, counted and judged (api-v2.md 2.7 import). Pure. */

export const mostRows = 50_000;

/** Hashing a password takes about a hundredth of a second of one core by design, so few come at once. */
export const mostPasswords = 500;

export interface ImportRow {
  /** As a table shows it, the line with the names being 1; of a list the first is 1. */
  row: number;
  /** By wire name; what is empty is absent. */
  cells: Record<string, unknown>;
}

export interface RowProblem {
  row: number;
  message: string;
}

/** A row that may be written. */
export type JudgedRow = { row: number } & Input<typeof importedMember>;

/** `First name`, `first_name` and `member_first_name` name the same. */
const wireName = (name: string): string => {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, "_");
  return plain.startsWith("member_") ? plain : `member_${plain}`;
};

const isFilled = (cell: unknown) =>
  cell !== null && cell !== undefined && !(typeof cell === "string" && cell.trim() === "");

const cellsOf = (pairs: readonly (readonly [string, unknown])[]): Record<string, unknown> =>
  Object.fromEntries(
    pairs
      .filter(([name, cell]) => name !== "" && isFilled(cell))
      .map(([name, cell]) => [wireName(name), cell]),
  );

/** The rows of a CSV file. Refuses a file that cannot be read, that names no account, or has too many rows. */
export function rowsOfCsv(text: string): ImportRow[] {
  const read = readCsv(text);
  if ("problem" in read) throw invalidField("file", `The file cannot be read: ${read.problem}`);
  const [names = [], ...records] = read.records;
  if (!names.some((name) => wireName(name) === "member_account"))
    throw invalidField("file", "The first line of the file must name the fields, member_account among them.");
  const rows = records
    .map((record, index) => ({
      row: index + 2,
      cells: cellsOf(names.map((name, column) => [name, record[column]] as const)),
    }))
    .filter(({ cells }) => Object.keys(cells).length > 0);
  return counted("file", rows);
}

/** The rows of a list, or of its numbered form names. Refuses what is no list of objects. */
export function rowsOfList(members: unknown): ImportRow[] {
  const list: unknown[] | null = Array.isArray(members)
    ? members
    : typeof members === "object" &&
        members !== null &&
        Object.keys(members).every((key) => /^\d+$/.test(key))
      ? Object.values(members)
      : null;
  if (list === null || !list.every((one) => typeof one === "object" && one !== null && !Array.isArray(one)))
    throw invalidField("members", "The members must be a list of objects with member_account and its like.");
  return counted(
    "members",
    list.map((one, index) => ({ row: index + 1, cells: cellsOf(Object.entries(one as object)) })),
  );
}

function counted(field: string, rows: ImportRow[]): ImportRow[] {
  if (rows.length === 0) throw invalidField(field, `The ${field} must hold at least one member.`);
  if (rows.length <= mostRows) return rows;
  throw invalidField(field, `The ${field} may hold at most ${mostRows} rows; it holds ${rows.length}.`);
}

function judgeRow({ row, cells }: ImportRow): JudgedRow | RowProblem {
  try {
    const asked = parseInput(importedMember, cells, { emptyTextCounts: false }) as Input<
      typeof importedMember
    >;
    const { member_account: account, member_password: password } = asked;
    const refusal =
      accountRefusal(account) ?? (password === undefined ? null : passwordRefusal(password, password));
    return refusal === null ? { ...asked, row } : { row, message: refusal.message };
  } catch (error) {
    if (error instanceof Refusal) return { row, message: error.message };
    throw error;
  }
}

/** Each row by itself, and accounts that come twice: the second and later ones are wrong. */
export function judgeRows(rows: readonly ImportRow[]): { good: JudgedRow[]; problems: RowProblem[] } {
  const good: JudgedRow[] = [];
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const one of rows) {
    const judged = judgeRow(one);
    if ("message" in judged) {
      problems.push(judged);
      continue;
    }
    const account = judged.member_account.toLowerCase();
    const before = seen.get(account);
    if (before === undefined) {
      seen.set(account, judged.row);
      good.push(judged);
    } else {
      problems.push({
        row: judged.row,
        message: `The member_account ${judged.member_account} is in row ${before} already.`,
      });
    }
  }
  return { good, problems };
}
