import type { BooksCheck } from "../ledger/index.ts";

/** What `netcafe verify` asks of sessions (billing.md 7.2). */
export const sessionChecks: readonly BooksCheck[] = [
  {
    guarantee: "each second of a session belongs to exactly one source, from its start to its end",
    sql: `
      with spans as (
        select cafe_id, session_id, span_no, started_at, ended_at,
          lag(ended_at) over (partition by cafe_id, session_id order by span_no) as before_ended_at,
          lead(span_no) over (partition by cafe_id, session_id order by span_no) is null as is_last
        from session_spans)
      select format('café %s, session %s: its span %s begins at %s and does not follow what came before', s.cafe_id, s.session_id,
        spans.span_no, spans.started_at) as broken
      from sessions s left join spans using (cafe_id, session_id)
      where spans.span_no is null
        or spans.started_at is distinct from coalesce(spans.before_ended_at, s.started_at)
        or (spans.is_last and spans.ended_at is distinct from s.ended_at)
        or (not spans.is_last and spans.ended_at is null)
      order by s.cafe_id, s.session_id, spans.span_no`,
  },
  {
    guarantee: "what a session says its sources paid is what the ledger moved",
    sql: `
      select format('café %s, session %s, span %s: it says %s was paid, transfer %s moved %s', sp.cafe_id, sp.session_id, sp.span_no,
        sp.paid_balance_minor + sp.paid_bonus_minor + sp.paid_loan_minor, sp.transfer_id, coalesce(e.total, 0)) as broken
      from session_spans sp
      left join lateral (select -sum(amount) as total from entries e where e.cafe_id = sp.cafe_id
        and e.transfer_id = sp.transfer_id and e.account in ('balance', 'bonus', 'loan')
        and exists (select from transfers t where t.cafe_id = e.cafe_id and t.transfer_id = e.transfer_id
          and t.kind = 'session_charge')) e on true
      where sp.source <> 'offer' and sp.ended_at is not null
        and sp.paid_balance_minor + sp.paid_bonus_minor + sp.paid_loan_minor <> coalesce(e.total, 0)
      order by sp.cafe_id, sp.session_id, sp.span_no`,
  },
  {
    guarantee: "the seconds a session used of an offer are those the ledger took from it",
    sql: `
      select format('café %s, session %s, span %s: it used %s s of offer %s, transfer %s took %s', sp.cafe_id, sp.session_id,
        sp.span_no, sp.used_seconds, sp.owned_offer_id, sp.transfer_id, coalesce(e.total, 0)) as broken
      from session_spans sp
      left join lateral (select -sum(amount) as total from entries e where e.cafe_id = sp.cafe_id
        and e.transfer_id = sp.transfer_id and e.owned_offer_id = sp.owned_offer_id) e on true
      where sp.source = 'offer' and sp.ended_at is not null and sp.used_seconds <> coalesce(e.total, 0)
      order by sp.cafe_id, sp.session_id, sp.span_no`,
  },
  {
    guarantee: "a running session stands still while a pause of all PCs lasts, and by no pause that is over",
    sql: `
      select format('café %s, session %s: %s', s.cafe_id, s.session_id, case when h.session_id is null
        then format('it runs on while pause %s lasts', p.pause_id) else format('pause %s is over and still holds it', h.pause_id) end) as broken
      from sessions s
      left join session_holds h on h.cafe_id = s.cafe_id and h.session_id = s.session_id and h.held_until is null
      left join pauses p on p.cafe_id = s.cafe_id and p.ended_at is null and p.pc_group_ids = '{}' and p.pc_names = '{}'
      left join pauses by_pause on by_pause.cafe_id = h.cafe_id and by_pause.pause_id = h.pause_id
      where s.ended_at is null
        and ((h.session_id is null and p.pause_id is not null) or by_pause.ended_at is not null)
      order by s.cafe_id, s.session_id`,
  },
];
