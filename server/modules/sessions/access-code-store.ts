import type { Queries, Tx } from "../../kernel/db/database.ts";
import type { CodeEntry } from "./code-entry-rules.ts";

/** Access codes and the tries at them (pc-protocol.md 6.2). */

export interface AccessCodeRow {
  access_code_id: number;
  code: string;
  member_id: number;
  account: string;
  balance_minor: number;
  pc_name: string;
  pc_group_id: number;
  pc_group_name: string;
  minutes: number | null;
  staff_name: string;
  sold_at: Date;
}

const open = `select c.access_code_id, c.code, c.member_id, m.account, m.balance_minor, c.pc_name, c.pc_group_id,
    coalesce(g.name, '') as pc_group_name, c.minutes, c.staff_name, c.sold_at
  from access_codes c
  join members m on m.cafe_id = c.cafe_id and m.member_id = c.member_id
  left join pc_groups g on g.cafe_id = c.cafe_id and g.pc_group_id = c.pc_group_id
  where c.cafe_id = $1 and c.used_at is null and c.cancelled_at is null`;

export const listOpenCodes = (db: Queries, cafeId: number) =>
  db.rows<AccessCodeRow>(`${open} order by c.access_code_id desc`, [cafeId]);

/** Whoever takes it first has it; the others see it used. */
export const lockOpenCode = (tx: Tx, cafeId: number, code: string) =>
  tx.row<AccessCodeRow>(`${open} and c.code = $2 for update of c`, [cafeId, code]);

/** The codes of a café are given one after the other. */
export const lockNewCodes = (tx: Tx, cafeId: number) =>
  tx.run("select pg_advisory_xact_lock(7110041, $1)", [cafeId]);

export const insertCode = (
  tx: Tx,
  made: {
    cafeId: number;
    code: string;
    memberId: number;
    pcName: string;
    pcGroupId: number;
    minutes: number | null;
    staffName: string;
    at: Date;
  },
) =>
  tx.run(
    `insert into access_codes (cafe_id, access_code_id, code, member_id, pc_name, pc_group_id, minutes, staff_name, sold_at)
     values ($1, nextval('access_code_ids'), $2, $3, $4, $5, $6, $7, $8)`,
    [
      made.cafeId,
      made.code,
      made.memberId,
      made.pcName,
      made.pcGroupId,
      made.minutes,
      made.staffName,
      made.at,
    ],
  );

export const useCode = (
  tx: Tx,
  used: { cafeId: number; accessCodeId: number; sessionId: number; at: Date },
) =>
  tx.run(
    `update access_codes set used_at = $3, session_id = $4
     where cafe_id = $1 and access_code_id = $2 and used_at is null and cancelled_at is null`,
    [used.cafeId, used.accessCodeId, used.at, used.sessionId],
  );

export const cancelCode = (tx: Tx, cafeId: number, accessCodeId: number, at: Date) =>
  tx.run(
    `update access_codes set cancelled_at = $3
     where cafe_id = $1 and access_code_id = $2 and used_at is null and cancelled_at is null`,
    [cafeId, accessCodeId, at],
  );

/** The code a session began with. */
export const findCodeOfSession = async (db: Queries, cafeId: number, sessionId: number) =>
  (
    await db.row<{ code: string }>("select code from access_codes where cafe_id = $1 and session_id = $2", [
      cafeId,
      sessionId,
    ])
  )?.code;

/** The tries at a PC; its row is locked by who asks. */
export const findCodeEntry = (tx: Tx, cafeId: number, pcId: number) =>
  tx.row<CodeEntry>(
    `select wrong, (extract(epoch from last_wrong_at) * 1000)::bigint as "lastWrongMs",
       (extract(epoch from closed_until) * 1000)::bigint as "closedUntilMs"
     from pc_code_entries where cafe_id = $1 and pc_id = $2`,
    [cafeId, pcId],
  );

const instantOrNull = (ms: number | null) => (ms === null ? null : new Date(ms));

export const keepCodeEntry = (tx: Tx, cafeId: number, pcId: number, entry: CodeEntry) =>
  tx.run(
    `insert into pc_code_entries (cafe_id, pc_id, wrong, last_wrong_at, closed_until) values ($1, $2, $3, $4, $5)
     on conflict (cafe_id, pc_id) do update set wrong = excluded.wrong, last_wrong_at = excluded.last_wrong_at,
       closed_until = excluded.closed_until`,
    [cafeId, pcId, entry.wrong, instantOrNull(entry.lastWrongMs), instantOrNull(entry.closedUntilMs)],
  );

export const forgetCodeEntry = (tx: Tx, cafeId: number, pcId: number) =>
  tx.run("delete from pc_code_entries where cafe_id = $1 and pc_id = $2", [cafeId, pcId]);
