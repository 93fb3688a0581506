import type { BooksCheck } from "./books-check.ts";
import { promoChecks } from "./promo-checks.ts";
import { refundChecks } from "./refund-checks.ts";

/** Kept on the member's row · account · sign of the account against what is kept. */
const keptAmounts = [
  ["balance_minor", "balance", 1],
  ["bonus_minor", "bonus", 1],
  ["coins_hundredths", "coins", 1],
  ["points_hundredths", "points", 1],
  ["loan_minor", "loan", -1],
] as const;

const keptChecks: BooksCheck[] = keptAmounts.map(([column, account, sign]) => ({
  guarantee: `the ${account} kept on each member's row is the sum of its entries`,
  sql: `
    select format('café %s, member %s (%s): ${account} kept %s, entries say %s', m.cafe_id, m.member_id, m.account,
      m.${column}, coalesce(e.total, 0)) as broken
    from members m
    left join (select cafe_id, member_id, ${sign} * sum(amount) as total from entries
      where account = '${account}' group by cafe_id, member_id) e using (cafe_id, member_id)
    where m.${column} <> coalesce(e.total, 0)
    order by m.cafe_id, m.member_id`,
}));

const tenderColumns = [
  ["cash", "cash_minor"],
  ["card", "card_minor"],
  ["qr", "qr_minor"],
] as const;

/** The café's own cash on its way into a drawer and out: rows tell of it in words, so that sums of the log are what others paid. */
const ofDrawers = "('shift_float', 'shift_cash', 'shift_end')";

const tenderChecks: BooksCheck[] = tenderColumns.map(([account, column]) => ({
  guarantee: `the log shows what the ledger moved by ${account}`,
  sql: `
    select format('café %s, transfer %s: the log shows %s by ${account}, entries say %s', cafe_id, transfer_id,
      coalesce(l.total, 0), coalesce(e.total, 0)) as broken
    from (select cafe_id, transfer_id, sum(${column}) as total from billing_logs
      where transfer_id is not null and ${column} <> 0 group by cafe_id, transfer_id) l
    full join (select cafe_id, transfer_id, -sum(amount) as total from entries join transfers using (cafe_id, transfer_id)
      where account = '${account}' and kind not in ${ofDrawers} group by cafe_id, transfer_id) e using (cafe_id, transfer_id)
    where coalesce(l.total, 0) <> coalesce(e.total, 0)
    order by cafe_id, transfer_id`,
}));

export const ledgerChecks: readonly BooksCheck[] = [
  {
    guarantee: "the entries of each transfer sum to zero in each unit",
    sql: `
      select format('café %s, transfer %s: its entries in %s sum to %s', cafe_id, transfer_id, unit, sum(amount)) as broken
      from entries group by cafe_id, transfer_id, unit having sum(amount) <> 0
      order by cafe_id, transfer_id`,
  },
  {
    guarantee: "each entry belongs to a transfer and a member of its own café",
    sql: `
      select format('café %s, transfer %s, line %s: no such %s in this café', e.cafe_id, e.transfer_id, e.line,
        case when t.transfer_id is null then 'transfer' else 'member ' || e.member_id end) as broken
      from entries e
      left join transfers t using (cafe_id, transfer_id)
      left join members m on m.cafe_id = e.cafe_id and m.member_id = e.member_id
      where t.transfer_id is null or (e.member_id is not null and m.member_id is null)
      order by e.cafe_id, e.transfer_id, e.line`,
  },
  ...keptChecks,
  {
    guarantee: "no account of a member was ever below zero, and no loan above it",
    sql: `
      select format('café %s, member %s: %s stands at %s after transfer %s', cafe_id, member_id, account, standing, transfer_id) as broken
      from (select cafe_id, member_id, account, transfer_id,
          sum(sum(amount)) over (partition by cafe_id, member_id, account order by transfer_id) as standing
        from entries where member_id is not null group by cafe_id, member_id, account, transfer_id) s
      where case when account = 'loan' then standing > 0 else standing < 0 end
      order by cafe_id, transfer_id`,
  },
  {
    guarantee: "each member's bonus is what is left of its lots",
    sql: `
      select format('café %s, member %s (%s): bonus kept %s, lots hold %s', m.cafe_id, m.member_id, m.account, m.bonus_minor,
        coalesce(l.total, 0)) as broken
      from members m
      left join (select cafe_id, member_id, sum(left_minor) as total from bonus_lots group by cafe_id, member_id) l
        using (cafe_id, member_id)
      where m.bonus_minor <> coalesce(l.total, 0)
      order by m.cafe_id, m.member_id`,
  },
  {
    guarantee: "the lots that a transfer granted are the bonus it gave, and none holds more than its grant",
    sql: `
      select format('café %s, lot %s: granted %s, left %s, its transfer %s granted %s and gave %s', l.cafe_id, l.bonus_lot_id,
        l.granted_minor, l.left_minor, l.transfer_id, l.granted, coalesce(e.given, 0)) as broken
      from (select *, sum(granted_minor) over (partition by cafe_id, member_id, transfer_id) as granted from bonus_lots) l
      left join (select cafe_id, member_id, transfer_id, sum(amount) as given from entries
        where account = 'bonus' and amount > 0 group by cafe_id, member_id, transfer_id) e using (cafe_id, member_id, transfer_id)
      where l.left_minor not between 0 and l.granted_minor or l.granted <> coalesce(e.given, 0)
      order by l.cafe_id, l.bonus_lot_id`,
  },
  {
    guarantee: "each log row that shows money names its transfer",
    sql: `
      select format('café %s, log row %s (%s): it shows money and names %s', l.cafe_id, l.billing_log_id, l.event,
        case when l.transfer_id is null then 'no transfer' else 'transfer ' || l.transfer_id || ', which is not there' end) as broken
      from billing_logs l
      left join transfers t using (cafe_id, transfer_id)
      where t.transfer_id is null
        and (l.cash_minor, l.card_minor, l.qr_minor, l.bonus_minor, l.coins_hundredths, l.spend_minor) <> (0, 0, 0, 0, 0, 0)
      order by l.cafe_id, l.billing_log_id`,
  },
  {
    guarantee: "each transfer that moves what a member holds has its log row",
    sql: `
      select format('café %s, transfer %s: it moves %s of member %s and no log row tells of it', e.cafe_id, e.transfer_id,
        e.account, e.member_id) as broken
      from entries e
      where e.member_id is not null and not exists (
        select 1 from billing_logs l where l.cafe_id = e.cafe_id and l.transfer_id = e.transfer_id)
      order by e.cafe_id, e.transfer_id, e.line`,
  },
  ...tenderChecks,
  ...promoChecks,
  {
    guarantee:
      "the seconds kept on each owned offer are the sum of its entries, never below zero, never above what was bought",
    sql: `
      select format('café %s, owned offer %s (%s): %s seconds kept, entries say %s', o.cafe_id, o.owned_offer_id, o.name, o.left_seconds,
        coalesce(e.total, 0)) as broken
      from owned_offers o
      left join (select cafe_id, owned_offer_id, sum(amount) as total from entries
        where account = 'offer_seconds' group by cafe_id, owned_offer_id) e using (cafe_id, owned_offer_id)
      where o.left_seconds <> coalesce(e.total, 0) or o.left_seconds not between 0 and o.seconds
      order by o.cafe_id, o.owned_offer_id`,
  },
  ...refundChecks,
  {
    guarantee: "each order's items show what its transfer moved",
    sql: `
      select format('café %s, order %s: its items show %s paid, %s bonus, %s tax, %s coins; its transfer %s moved %s, %s, %s, %s',
        o.cafe_id, o.order_no, i.money, i.bonus, i.tax, i.coins, o.transfer_id, e.money, e.bonus, e.tax, e.coins) as broken
      from orders o
      cross join lateral (select coalesce(sum(money_minor), 0) as money, coalesce(sum(bonus_minor), 0) as bonus,
          coalesce(sum(tax_minor), 0) as tax, coalesce(sum(card_fee_minor), 0) as fee, coalesce(sum(coins_hundredths), 0) as coins
        from order_items where cafe_id = o.cafe_id and order_no = o.order_no) i
      cross join lateral (select
          -coalesce(sum(amount) filter (where account in ('cash', 'card', 'qr', 'balance', 'bonus')), 0) as money,
          -coalesce(sum(amount) filter (where account = 'bonus'), 0) as bonus,
          coalesce(sum(amount) filter (where account = 'tax'), 0) as tax,
          coalesce(sum(amount) filter (where account = 'card_fees'), 0) as fee,
          -coalesce(sum(amount) filter (where account = 'coins'), 0) as coins
        from entries where cafe_id = o.cafe_id and transfer_id = o.transfer_id) e
      where o.transfer_id is not null and (i.money, i.bonus, i.tax, i.fee, i.coins) <> (e.money, e.bonus, e.tax, e.fee, e.coins)
      order by o.cafe_id, o.order_no`,
  },
];
