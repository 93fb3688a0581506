import type { BooksCheck } from "./books-check.ts";

/** The invariants of promotion codes, as ledger-checks.ts has those of the books. */
export const promoChecks: readonly BooksCheck[] = [
  {
    guarantee:
      "the uses kept on each promotion code are the uses written down, never above its largest number",
    sql: `
      select format('café %s, promotion code %s (%s): %s uses kept, %s written down, %s allowed', p.cafe_id, p.promo_id, p.code,
        p.uses, coalesce(u.n, 0), p.max_uses) as broken
      from promo_codes p
      left join (select cafe_id, promo_id, count(*) as n from promo_uses group by cafe_id, promo_id) u using (cafe_id, promo_id)
      where p.uses <> coalesce(u.n, 0) or (p.max_uses > 0 and p.uses > p.max_uses)
      order by p.cafe_id, p.promo_id`,
  },
  {
    guarantee: "a promotion code that members may use once was used once by each",
    sql: `
      select format('café %s, promotion code %s: used more than once by member %s', cafe_id, promo_id, member_id) as broken
      from promo_uses where once_per_member group by cafe_id, promo_id, member_id having count(*) > 1
      order by cafe_id, promo_id, member_id`,
  },
  {
    guarantee: "each use of a promotion code names a transfer with its log row of no sums",
    sql: `
      select format('café %s, promotion code %s, transfer %s: no row PROMO_USE of member %s without sums', u.cafe_id, u.promo_id,
        u.transfer_id, u.member_id) as broken
      from promo_uses u
      left join billing_logs l on l.cafe_id = u.cafe_id and l.transfer_id = u.transfer_id and l.event = 'PROMO_USE'
        and l.member_id = u.member_id and l.cash_minor = 0 and l.card_minor = 0 and l.qr_minor = 0 and l.bonus_minor = 0
        and l.coins_hundredths = 0 and l.spend_minor = 0
      where l.billing_log_id is null
      order by u.cafe_id, u.promo_use_id`,
  },
];
