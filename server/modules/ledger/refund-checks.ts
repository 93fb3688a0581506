import type { BooksCheck } from "./books-check.ts";

/** The invariants of refunds that name their top-up (billing.md 3.5), as ledger-checks.ts has those of the books. */
export const refundChecks: readonly BooksCheck[] = [
  {
    guarantee:
      "all refunds of a top-up together pay back no more than it brought, to the member that it was of",
    sql: `
      with tendered as (
        select cafe_id, transfer_id, -sum(amount) filter (where account in ('cash', 'card', 'qr')) as paid,
          min(member_id) as member_id
        from entries group by cafe_id, transfer_id
      )
      select format('café %s, transfer %s: it brought %s and its refunds paid back %s, to %s member(s)', t.cafe_id, t.transfer_id,
        coalesce(g.paid, 0), -sum(b.paid), count(distinct b.member_id)) as broken
      from transfers r
      join transfers t on t.cafe_id = r.cafe_id and t.transfer_id = r.corrects_transfer_id
      join tendered b on b.cafe_id = r.cafe_id and b.transfer_id = r.transfer_id
      join tendered g on g.cafe_id = t.cafe_id and g.transfer_id = t.transfer_id
      where r.kind = 'refund' and t.kind = 'top_up'
      group by t.cafe_id, t.transfer_id, g.paid, g.member_id
      having -sum(b.paid) > g.paid or bool_or(b.member_id <> g.member_id)
      order by t.cafe_id, t.transfer_id`,
  },
];
