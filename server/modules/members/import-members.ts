import type { importMembers as operation } from "../../../contract/operations/members-more.ts";
import type { Tx } from "../../kernel/db/database.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { actorOf, mayUse } from "../../kernel/http/caller.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import { hashPassword } from "../access/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { expiryOf, mostMembers } from "./add-member.ts";
import {
  judgeRows,
  mostPasswords,
  rowsOfCsv,
  rowsOfList,
  type ImportRow,
  type JudgedRow,
  type RowProblem,
} from "./import-reading.ts";
import {
  findAccounts,
  lockAccounts,
  logImported,
  updateImported,
  type ImportChange,
} from "./import-store.ts";
import { listMemberGroups, lockMemberGroups } from "./member-group-store.ts";
import { countMembers, insertMembers, lockNewMembers } from "./member-store.ts";

type ImportCall = Call<InputOf<typeof operation>>;

export interface Imported {
  created: number;
  updated: number;
  skipped: number;
  errors: RowProblem[];
}

/** Members named in one announcement at most. */
const perAnnouncement = 1_000;

function rowsAsked({ file, members }: ImportCall["input"]): ImportRow[] {
  if (file === undefined) {
    if (members !== undefined) return rowsOfList(members);
    throw invalidField("file", "The file field is required, or members in its place.");
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes);
  } catch {
    throw invalidField("file", "The file must be text in UTF-8: save it as CSV UTF-8.");
  }
  return rowsOfCsv(text);
}

/** A row in our words; what it does not hold is absent. */
type Wanted = Omit<ImportChange, "memberId" | "passwordHash"> & {
  row: number;
  account: string;
  password: string | undefined;
};

/** The group a row names, or undefined; refuses what is no group of members. */
function groupOf(row: JudgedRow, idsByName: ReadonlyMap<string, number>): number | undefined {
  const { member_group_id: id, member_group_name: name } = row;
  if (id === undefined && name === undefined) return undefined;
  const found = id ?? idsByName.get((name ?? "").toLowerCase());
  if (found !== undefined && [...idsByName.values()].includes(found)) return found;
  throw invalidField("member_group_id", `There is no member group ${id ?? name ?? ""}.`);
}

function wantedOf(row: JudgedRow, scope: CafeScope, idsByName: ReadonlyMap<string, number>): Wanted {
  const expiry = row.member_expire_time_local;
  return {
    row: row.row,
    account: row.member_account,
    password: row.member_password,
    memberGroupId: groupOf(row, idsByName),
    firstName: row.member_first_name,
    lastName: row.member_last_name,
    email: row.member_email,
    phone: row.member_phone,
    idCard: row.member_id_card,
    address: row.member_address,
    comments: row.member_comments,
    birthdayOn: row.member_birthday ?? undefined,
    sex: row.member_sex,
    expiresAt: expiry === undefined ? undefined : expiryOf(expiry, scope.zone),
    isActive: row.member_is_active,
  };
}

/** Every row that can be written, and why the others cannot. */
async function readWanted(tx: Tx, scope: CafeScope, rows: readonly ImportRow[]) {
  const groups = await listMemberGroups(tx, scope.cafeId);
  const joinable = groups.filter(({ member_group_id: id }) => id >= 0);
  const idsByName = new Map(joinable.map((group) => [group.name.toLowerCase(), group.member_group_id]));
  const { good, problems } = judgeRows(rows);
  const wanted: Wanted[] = [];
  for (const row of good) {
    try {
      wanted.push(wantedOf(row, scope, idsByName));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push({ row: row.row, message: error.message });
    }
  }
  return { wanted, problems };
}

function refuseTooManyPasswords(rows: readonly ImportRow[]): void {
  const passwords = rows.filter(({ cells }) => "member_password" in cells).length;
  if (passwords > mostPasswords)
    throw invalidField(
      "member_password",
      `At most ${mostPasswords} rows may carry a password, ${passwords} do: send them in parts, or without passwords.`,
    );
}

async function announceMembers(tx: Tx, cafeId: number, memberIds: readonly number[]): Promise<void> {
  for (let first = 0; first < memberIds.length; first += perAnnouncement)
    await tx.announce(cafeId, "members.changed", {
      member_ids: memberIds.slice(first, first + perAnnouncement),
    });
}

async function write(
  tx: Tx,
  scope: CafeScope,
  call: ImportCall,
  fresh: readonly Wanted[],
  changed: readonly (Wanted & { memberId: number })[],
  hashes: ReadonlyMap<number, string>,
): Promise<void> {
  const { cafeId, now } = call;
  const usual = scope.settings.int("default_member_group");
  const groups = new Set((await listMemberGroups(tx, cafeId)).map((group) => group.member_group_id));
  const fallback = usual >= 0 && groups.has(usual) ? usual : 0;
  const created = await insertMembers(
    tx,
    cafeId,
    fresh.map(({ row, password: _, ...member }) => ({
      ...member,
      memberGroupId: member.memberGroupId ?? fallback,
      passwordHash: hashes.get(row) ?? null,
    })),
    now,
  );
  // With points on, points decide the group of who is there already.
  const pointsDecide = scope.settings.flag("point_enable");
  const changes = changed.map(({ row, password: _, account: __, ...change }) => ({
    ...change,
    memberGroupId: pointsDecide ? undefined : change.memberGroupId,
    passwordHash: hashes.get(row),
  }));
  await updateImported(tx, cafeId, changes, now);
  const updated = changes.map(({ memberId }) => memberId);
  const staffName = actorOf(call.caller).actorName;
  await logImported(tx, cafeId, "MEMBER_ADD", created, staffName, now);
  await logImported(tx, cafeId, "MEMBER_UPDATE", updated, staffName, now);
  await announceMembers(tx, cafeId, [...created, ...updated]);
}

/** Passwords by row, hashed before any row is locked: it takes its time. */
async function hashPasswords(rows: readonly ImportRow[]): Promise<Map<number, string>> {
  const withPassword = judgeRows(rows).good.flatMap(({ row, member_password: password }) =>
    password === undefined ? [] : [{ row, password }],
  );
  const hashed = await Promise.all(
    withPassword.map(async ({ row, password }) => [row, await hashPassword(password)] as const),
  );
  return new Map(hashed);
}

/**
 * Adds and changes members in one transaction (api-v2.md 2.7 import). Rows that are wrong are named in the answer and the
 * others written; with `on_duplicate` refuse nothing is written unless all are right. A dry run writes nothing and answers
 * the same. Refuses `permission.denied` without member_edit, `limit.max_records`, and a file or list that cannot be read.
 */
export async function importMembers(scope: CafeScope, call: ImportCall): Promise<Imported> {
  const { cafeId, input } = call;
  if (!mayUse(call.caller, "member_edit"))
    throw new Refusal("permission.denied", "This needs the right member_edit too.");
  const rows = rowsAsked(input);
  refuseTooManyPasswords(rows);
  const dryRun = input.dry_run === true;
  const mode = input.on_duplicate ?? "skip";
  const hashes = dryRun ? new Map<number, string>() : await hashPasswords(rows);
  return call.transact(async (tx) => {
    await lockNewMembers(tx, cafeId);
    // No group vanishes between being looked up and being joined.
    if (!dryRun) await lockMemberGroups(tx, cafeId);
    const { wanted, problems } = await readWanted(tx, scope, rows);
    const accounts = wanted.map(({ account }) => account.toLowerCase());
    const known = await (dryRun || mode !== "update" ? findAccounts : lockAccounts)(tx, cafeId, accounts);
    const idOf = new Map(known.map((member) => [member.account.toLowerCase(), member.member_id]));
    const fresh = wanted.filter(({ account }) => !idOf.has(account.toLowerCase()));
    const there = wanted.flatMap((row) => {
      const memberId = idOf.get(row.account.toLowerCase());
      return memberId === undefined ? [] : [{ ...row, memberId }];
    });
    if (mode === "refuse")
      problems.push(
        ...there.map(({ row, account }) => ({ row, message: `Member account ${account} already exists.` })),
      );
    const errors = problems.sort((a, b) => a.row - b.row);
    if (mode === "refuse" && errors.length > 0) return { created: 0, updated: 0, skipped: 0, errors };
    if ((await countMembers(tx, cafeId)) + fresh.length > mostMembers)
      throw new Refusal("limit.max_records", `A café may have at most ${mostMembers} members.`);
    const changed = mode === "update" ? there : [];
    if (!dryRun) await write(tx, scope, call, fresh, changed, hashes);
    return { created: fresh.length, updated: changed.length, skipped: there.length - changed.length, errors };
  });
}
