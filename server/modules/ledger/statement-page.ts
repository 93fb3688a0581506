import type { Queries } from "../../kernel/db/database.ts";

/** A movement of a member's accounts with the log row that tells of it. Minor units; coins and points in hundredths. */
export interface MovementRow {
  transfer_id: number;
  at: Date;
  event: string;
  details: string;
  pc_name: string;
  staff_name: string;
  cash: number;
  card: number;
  qr: number;
  balance_change: number;
  bonus_change: number;
  loan_change: number;
  coins_change: number;
  points_change: number;
  balance: number;
  bonus: number;
  loan: number;
  coins: number;
  points: number;
}

export interface MovementTotal {
  n: number;
  paid: number;
  balance_change: number;
  bonus_change: number;
}

export interface MovementsAsked {
  cafeId: number;
  memberId: number;
  /** Half open; null = without an end. */
  startsAt: Date | null;
  endsAt: Date | null;
  /** Null = any. */
  event: string | null;
}

// What each line leads to is summed over all the member's entries before any filter leaves lines out. Log rows of a
// movement stand at its own instant, which is how their index finds them; rows that only repeat a part are passed over.
const movements = `
  with moved as (
    select transfer_id,
      coalesce(sum(amount) filter (where account = 'balance'), 0) as balance,
      coalesce(sum(amount) filter (where account = 'bonus'), 0) as bonus,
      coalesce(-sum(amount) filter (where account = 'loan'), 0) as loan,
      coalesce(sum(amount) filter (where account = 'coins'), 0) as coins,
      coalesce(sum(amount) filter (where account = 'points'), 0) as points
    from entries where cafe_id = $1 and member_id = $2 group by transfer_id
  ), reached as (
    select transfer_id, balance as balance_change, bonus as bonus_change, loan as loan_change, coins as coins_change,
      points as points_change, sum(balance) over w as balance, sum(bonus) over w as bonus, sum(loan) over w as loan,
      sum(coins) over w as coins, sum(points) over w as points
    from moved window w as (order by transfer_id)
  ), told as (
    select r.*, t.at, coalesce(l.event, upper(t.kind)) as event, coalesce(nullif(l.details, ''), t.comment) as details,
      coalesce(l.pc_name, '') as pc_name, t.actor_name as staff_name, p.cash, p.card, p.qr
    from reached r
    join transfers t on t.cafe_id = $1 and t.transfer_id = r.transfer_id
    left join lateral (
      select event, details, pc_name from billing_logs l
      where l.cafe_id = $1 and l.member_id = $2 and l.at = t.at and l.transfer_id = t.transfer_id
        and l.event not in ('LOAN_PAY', 'PROMO_USE')
      order by l.billing_log_id limit 1) l on true
    left join lateral (
      select coalesce(-sum(amount) filter (where account = 'cash'), 0) as cash,
        coalesce(-sum(amount) filter (where account = 'card'), 0) as card,
        coalesce(-sum(amount) filter (where account = 'qr'), 0) as qr
      from entries e where e.cafe_id = $1 and e.transfer_id = r.transfer_id) p on true
    where ($3::timestamptz is null or t.at >= $3) and ($4::timestamptz is null or t.at < $4)
      and ($5::text is null or coalesce(l.event, upper(t.kind)) = $5)
  )`;

const amounts = [
  ...["cash", "card", "qr", "balance_change", "bonus_change", "loan_change", "coins_change", "points_change"],
  ...["balance", "bonus", "loan", "coins", "points"],
]
  .map((name) => `${name}::bigint`)
  .join(", ");

const pageText = `${movements} select transfer_id, at, event, details, pc_name, staff_name, ${amounts}
  from told order by transfer_id desc limit $6 offset $7`;

const totalText = `${movements} select count(*)::integer as n, coalesce(sum(cash + card + qr), 0)::bigint as paid,
  coalesce(sum(balance_change), 0)::bigint as balance_change, coalesce(sum(bonus_change), 0)::bigint as bonus_change
  from told`;

/** A page of a member's movements in the order they were booked, the newest first, and what all of the filter sum to. */
export async function listMovements(
  db: Queries,
  asked: MovementsAsked,
  page: { limit: number; offset: number },
): Promise<{ rows: MovementRow[]; total: MovementTotal }> {
  const filter = [asked.cafeId, asked.memberId, asked.startsAt, asked.endsAt, asked.event];
  const [rows, total] = await Promise.all([
    db.rows<MovementRow>(pageText, [...filter, page.limit, page.offset]),
    db.row<MovementTotal>(totalText, filter),
  ]);
  return { rows, total: total ?? { n: 0, paid: 0, balance_change: 0, bonus_change: 0 } };
}

export interface LotRow {
  bonus_lot_id: number;
  transfer_id: number;
  granted_at: Date;
  expires_at: Date | null;
  granted_minor: number;
  left_minor: number;
}

/** What is left of a member's bonus at this instant, in the order it is spent (billing.md 5). */
export function listLots(db: Queries, cafeId: number, memberId: number, now: Date): Promise<LotRow[]> {
  return db.rows<LotRow>(
    `select bonus_lot_id, transfer_id, granted_at, expires_at, granted_minor, left_minor from bonus_lots
     where cafe_id = $1 and member_id = $2 and left_minor > 0 and (expires_at is null or expires_at > $3)
     order by expires_at nulls last, granted_at, bonus_lot_id`,
    [cafeId, memberId, now],
  );
}
