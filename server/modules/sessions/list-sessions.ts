import type { Queries } from "../../kernel/db/database.ts";
import { likePattern } from "../../kernel/http/paging.ts";
import { durationText, localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import type { CafeScope } from "../cafes/index.ts";
import type { SessionView } from "./session-view.ts";

/** Sessions, running or over, as lists show them (api-v2.md 3.18). */

export interface SessionSearch {
  sessionId?: number;
  memberId?: number;
  pcName?: string | undefined;
  account?: string | undefined;
  isRunning?: boolean | undefined;
  from?: Date | null;
  until?: Date | null;
  limit: number;
  offset: number;
}

export interface SessionListRow {
  session_id: number;
  pc_name: string;
  pc_group_id: number | null;
  member_id: number;
  account: string;
  member_group_id: number;
  kind: string;
  started_at: Date;
  ended_at: Date | null;
  ended_by: string;
  comment: string;
  used_seconds: number;
  held_seconds: number;
  tax_minor: number;
  paid_balance_minor: number;
  paid_bonus_minor: number;
  paid_loan_minor: number;
  due_minor: number;
  price_name: string;
  offers_used: { member_offer_id: number; product_name: string; seconds: number }[];
  total: number;
}

const where = `s.cafe_id = $1
  and ($2::bigint is null or s.session_id = $2) and ($3::bigint is null or s.member_id = $3)
  and ($4::text is null or s.pc_name ilike $4) and ($5::text is null or m.account ilike $5)
  and ($6::boolean is null or (s.ended_at is null) = $6)
  and ($7::timestamptz is null or s.started_at >= $7) and ($8::timestamptz is null or s.started_at < $8)`;

/** Newest first, each with the number of all that fit. */
export function listSessions(db: Queries, cafeId: number, search: SessionSearch): Promise<SessionListRow[]> {
  return db.rows<SessionListRow>(
    `with page as (
       select s.*, m.account, m.member_group_id, count(*) over () as total
       from sessions s join members m on m.cafe_id = s.cafe_id and m.member_id = s.member_id
       where ${where} order by s.started_at desc, s.session_id desc limit $9 offset $10)
     select s.session_id, s.pc_name, p.pc_group_id, s.member_id, s.account, s.member_group_id, s.kind, s.started_at, s.ended_at,
       s.ended_by, s.comment, s.total, spans.*,
       coalesce((select sum(extract(epoch from coalesce(h.held_until, s.ended_at) - h.held_from)) from session_holds h
         where h.cafe_id = s.cafe_id and h.session_id = s.session_id), 0)::bigint as held_seconds
     from page s
     left join pcs p on p.cafe_id = s.cafe_id and p.pc_id = s.pc_id
     cross join lateral (
       select coalesce(sum(sp.used_seconds), 0)::bigint as used_seconds, coalesce(sum(sp.tax_minor), 0)::bigint as tax_minor,
         coalesce(sum(sp.paid_balance_minor), 0)::bigint as paid_balance_minor,
         coalesce(sum(sp.paid_bonus_minor), 0)::bigint as paid_bonus_minor,
         coalesce(sum(sp.paid_loan_minor), 0)::bigint as paid_loan_minor,
         coalesce(sum(sp.charge_minor) filter (where sp.source = 'postpaid'), 0)::bigint as due_minor,
         coalesce((array_agg(sp.price_name order by sp.span_no desc) filter (where sp.price_name <> ''))[1], '') as price_name,
         coalesce(jsonb_agg(jsonb_build_object('member_offer_id', sp.owned_offer_id, 'product_name', o.name, 'seconds', sp.used_seconds)
           order by sp.span_no) filter (where sp.source = 'offer'), '[]') as offers_used
       from session_spans sp
       left join owned_offers o on o.cafe_id = sp.cafe_id and o.owned_offer_id = sp.owned_offer_id
       where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id) spans
     order by s.started_at desc, s.session_id desc`,
    [
      cafeId,
      search.sessionId ?? null,
      search.memberId ?? null,
      search.pcName === undefined ? null : likePattern(search.pcName),
      search.account === undefined ? null : likePattern(search.account),
      search.isRunning ?? null,
      search.from ?? null,
      search.until ?? null,
      search.limit,
      search.offset,
    ],
  );
}

/** A row as API v2 shows it; a running session with what it has used and would cost by now. */
export function sessionOnWire(
  { exponent, zone }: CafeScope,
  row: SessionListRow,
  view: SessionView | undefined,
) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const paid = row.paid_balance_minor + row.paid_bonus_minor + row.paid_loan_minor;
  return {
    session_id: row.session_id,
    pc_name: row.pc_name,
    pc_group_id: row.pc_group_id ?? 0,
    member_id: row.member_id,
    member_account: row.account,
    member_group_id: row.member_group_id,
    session_kind: row.kind,
    session_start_local: localText(row.started_at, zone),
    session_end_local: row.ended_at === null ? null : localText(row.ended_at, zone),
    session_duration: durationText(view?.usedSeconds ?? row.used_seconds),
    session_paused: durationText(row.held_seconds),
    session_cost: money(paid + (view?.costMinor ?? 0)),
    session_tax: money(row.tax_minor),
    paid_balance: money(row.paid_balance_minor),
    paid_bonus: money(row.paid_bonus_minor),
    paid_loan: money(row.paid_loan_minor),
    offers_used: row.offers_used,
    price_name: view?.priceName ?? row.price_name,
    session_details: row.comment,
    ended_by: row.ended_by,
  };
}
