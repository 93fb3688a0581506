import type { House } from "./house.ts";

/**
 * The invariants of billing.md 2 after each step, asked of all that moved in it; `netcafe verify` asks them of everything, once
 * a day. Each query answers what is wrong in words.
 */

const moved = `moved as (select * from entries where cafe_id = $1 and transfer_id > $2),
  members_moved as (select distinct member_id from moved where member_id is not null)`;

/** Each asks of a café ($1) what came after its marks ($2, $3), or of what runs now. */
const checks: readonly { since: readonly ("transferId" | "logId")[]; sql: string }[] = [
  {
    since: ["transferId"],
    sql: `with ${moved} select format('transfer %s: its entries in %s sum to %s', transfer_id, unit, sum(amount)) as broken
   from moved group by transfer_id, unit having sum(amount) <> 0`,
  },
  {
    since: ["transferId"],
    sql: `with ${moved}, sums as (select e.member_id, sum(amount) filter (where account = 'balance') as balance,
       sum(amount) filter (where account = 'bonus') as bonus, sum(amount) filter (where account = 'coins') as coins,
       sum(amount) filter (where account = 'points') as points, sum(amount) filter (where account = 'loan') as loan
     from entries e join members_moved using (member_id) where e.cafe_id = $1 group by e.member_id)
   select format('member %s: kept %s %s %s %s %s, entries say %s %s %s %s %s', m.member_id, m.balance_minor, m.bonus_minor,
     m.coins_hundredths, m.points_hundredths, m.loan_minor, s.balance, s.bonus, s.coins, s.points, s.loan) as broken
   from sums s join members m on m.cafe_id = $1 and m.member_id = s.member_id
   where (m.balance_minor, m.bonus_minor, m.coins_hundredths, m.points_hundredths, m.loan_minor)
       <> (coalesce(s.balance, 0), coalesce(s.bonus, 0), coalesce(s.coins, 0), coalesce(s.points, 0), -coalesce(s.loan, 0))
     or least(m.balance_minor, m.bonus_minor, m.coins_hundredths, m.points_hundredths, m.loan_minor) < 0`,
  },
  {
    since: ["transferId"],
    sql: `with ${moved}, sums as (select owned_offer_id, sum(amount) as seconds from entries
     where cafe_id = $1 and owned_offer_id in (select owned_offer_id from moved) and member_id in (select member_id from members_moved)
     group by owned_offer_id)
   select format('offer %s: kept %s s, entries say %s', o.owned_offer_id, o.left_seconds, s.seconds) as broken
   from sums s join owned_offers o on o.cafe_id = $1 and o.owned_offer_id = s.owned_offer_id
   where o.left_seconds <> s.seconds or o.left_seconds < 0`,
  },
  {
    since: ["transferId", "logId"],
    sql: `with ${moved} select format('transfer %s moves what member %s holds and no log row tells of it', transfer_id, member_id)
       as broken
     from moved where member_id is not null and not exists (select from billing_logs l
       where l.cafe_id = $1 and l.billing_log_id > $3 and l.transfer_id = moved.transfer_id)`,
  },
  {
    since: ["logId"],
    sql: `select format('log row %s (%s) shows money and names no transfer', billing_log_id, event) as broken from billing_logs
   where cafe_id = $1 and billing_log_id > $2 and transfer_id is null
     and (cash_minor, card_minor, qr_minor, bonus_minor, coins_hundredths, spend_minor) <> (0, 0, 0, 0, 0, 0)`,
  },
  {
    since: [],
    sql: `select format('session %s runs without exactly one running span', s.session_id) as broken from sessions s
   where s.cafe_id = $1 and s.ended_at is null and (select count(*) from session_spans sp
     where sp.cafe_id = s.cafe_id and sp.session_id = s.session_id and sp.ended_at is null) <> 1`,
  },
];

export interface StepMark {
  transferId: number;
  logId: number;
  /** What the desk has taken by the books. */
  takenMinor: number;
}

/** Throws what is wrong with what moved since the mark; answers the mark of now. */
export async function checkStep({ server }: House, since: StepMark): Promise<StepMark> {
  const { db, cafe } = server;
  for (const { since: mark, sql } of checks) {
    const values = [cafe.cafeId, ...mark.map((name) => since[name])];
    const row = await db.row<{ broken: string }>(`${sql} limit 1`, values);
    if (row !== undefined) throw new Error(row.broken);
  }
  const mark = await db.row<StepMark>(
    `select coalesce((select max(transfer_id) from transfers where cafe_id = $1), 0) as "transferId",
       coalesce((select max(billing_log_id) from billing_logs where cafe_id = $1), 0) as "logId",
       $3 - coalesce((select sum(amount) from entries where cafe_id = $1 and transfer_id > $2
         and account in ('cash', 'card', 'qr')), 0)::bigint as "takenMinor"`,
    [cafe.cafeId, since.transferId, since.takenMinor],
  );
  return mark ?? since;
}

/** Throws when the books of those who moved money and play no more differ from what was written down beside them. */
export async function checkNotebook(
  { server, notebook }: House,
  since: StepMark,
  { takenMinor }: StepMark,
): Promise<void> {
  const { db, cafe } = server;
  const resting = await db.rows<{ member_id: number; net: number }>(
    `select m.member_id, m.balance_minor - m.loan_minor as net from members m
     where m.cafe_id = $1 and m.member_id in (select member_id from entries where cafe_id = $1 and transfer_id > $2)
       and not exists (select from sessions s where s.cafe_id = m.cafe_id and s.member_id = m.member_id and s.ended_at is null)`,
    [cafe.cafeId, since.transferId],
  );
  for (const { member_id: id, net } of resting)
    if (net !== notebook.net(id))
      throw new Error(`member ${id} has ${net}, and was written down with ${notebook.net(id)}`);
  if (takenMinor !== notebook.tendersMinor)
    throw new Error(`the desk took ${takenMinor}, and ${notebook.tendersMinor} was written down`);
}
