import type { Queries } from "../../kernel/db/database.ts";

/** One transfer as its member sees it. Amounts in minor units, coins and points in hundredths. */
export interface StatementLine {
  transferId: number;
  at: Date;
  kind: string;
  comment: string;
  pcName: string;
  /** What the member paid in (positive) or was paid out (negative), by each way. */
  cashMinor: number;
  cardMinor: number;
  qrMinor: number;
  balanceChangeMinor: number;
  bonusChangeMinor: number;
  loanChangeMinor: number;
  coinsChange: number;
  pointsChange: number;
  /** Time of owned offers bought, used or lost. */
  offerSecondsChange: number;
  /** What the member holds after this line. */
  balanceMinor: number;
  bonusMinor: number;
  loanMinor: number;
  coinsHundredths: number;
  pointsHundredths: number;
}

export interface Statement {
  cafeId: number;
  cafeName: string;
  memberId: number;
  account: string;
  /** First and last name, "" when unknown. */
  personName: string;
  currencyCode: string;
  /** What is kept on the member's row. */
  kept: Holdings;
  /** Every transfer in the order it was booked; read in pages, so that a long history needs no memory. */
  lines(): AsyncGenerator<StatementLine>;
}

export interface Holdings {
  balanceMinor: number;
  bonusMinor: number;
  loanMinor: number;
  coinsHundredths: number;
  pointsHundredths: number;
}

type ChangeRow = Omit<StatementLine, keyof Holdings>;

const linesAtOnce = 500;

const changesText = `
  select t.transfer_id as "transferId", t.at, t.kind, t.comment,
    coalesce((select l.pc_name from billing_logs l where l.cafe_id = t.cafe_id and l.transfer_id = t.transfer_id
      and l.at = t.at and l.pc_name <> '' limit 1), '') as "pcName",
    paid.cash as "cashMinor", paid.card as "cardMinor", paid.qr as "qrMinor",
    m.balance as "balanceChangeMinor", m.bonus as "bonusChangeMinor", m.loan as "loanChangeMinor",
    m.coins as "coinsChange", m.points as "pointsChange", m.offer_seconds as "offerSecondsChange"
  from (
    select cafe_id, transfer_id,
      coalesce(sum(amount) filter (where account = 'balance'), 0)::bigint as balance,
      coalesce(sum(amount) filter (where account = 'bonus'), 0)::bigint as bonus,
      coalesce(-sum(amount) filter (where account = 'loan'), 0)::bigint as loan,
      coalesce(sum(amount) filter (where account = 'coins'), 0)::bigint as coins,
      coalesce(sum(amount) filter (where account = 'points'), 0)::bigint as points,
      coalesce(sum(amount) filter (where account = 'offer_seconds'), 0)::bigint as offer_seconds
    from entries where cafe_id = $1 and member_id = $2 and transfer_id > $3
    group by cafe_id, transfer_id order by transfer_id limit ${linesAtOnce}
  ) m join transfers t using (cafe_id, transfer_id)
  cross join lateral (
    select coalesce(-sum(amount) filter (where account = 'cash'), 0)::bigint as cash,
      coalesce(-sum(amount) filter (where account = 'card'), 0)::bigint as card,
      coalesce(-sum(amount) filter (where account = 'qr'), 0)::bigint as qr
    from entries where cafe_id = t.cafe_id and transfer_id = t.transfer_id) paid
  order by t.transfer_id`;

async function* linesOf(db: Queries, cafeId: number, memberId: number): AsyncGenerator<StatementLine> {
  const now: Holdings = {
    balanceMinor: 0,
    bonusMinor: 0,
    loanMinor: 0,
    coinsHundredths: 0,
    pointsHundredths: 0,
  };
  for (let last = 0; ;) {
    const page = await db.rows<ChangeRow>(changesText, [cafeId, memberId, last]);
    for (const row of page) {
      now.balanceMinor += row.balanceChangeMinor;
      now.bonusMinor += row.bonusChangeMinor;
      now.loanMinor += row.loanChangeMinor;
      now.coinsHundredths += row.coinsChange;
      now.pointsHundredths += row.pointsChange;
      last = row.transferId;
      yield { ...row, ...now };
    }
    if (page.length < linesAtOnce) return;
  }
}

interface MemberRow {
  cafe_id: number;
  cafe_name: string;
  account: string;
  person_name: string;
  currency_code: string;
}

/**
 * The statements of the members with this id: none, one, or one in each café that has the id when no café is named. To
 * be read inside one repeatable read transaction, so that lines and kept balances are of one instant (billing.md 2).
 */
export async function statementOf(
  db: Queries,
  memberId: number,
  cafeId: number | null,
): Promise<Statement[]> {
  const found = await db.rows<MemberRow & Holdings>(
    `select m.cafe_id, c.name as cafe_name, m.account, trim(m.first_name || ' ' || m.last_name) as person_name, c.currency_code, m.balance_minor as "balanceMinor", m.bonus_minor as "bonusMinor",
       m.loan_minor as "loanMinor", m.coins_hundredths as "coinsHundredths", m.points_hundredths as "pointsHundredths"
     from members m join cafes c using (cafe_id)
     where m.member_id = $1 and ($2::integer is null or m.cafe_id = $2) order by m.cafe_id limit 100`,
    [memberId, cafeId],
  );
  return found.map(({ cafe_id, cafe_name, account, person_name, currency_code, ...kept }) => ({
    cafeId: cafe_id,
    cafeName: cafe_name,
    memberId,
    account,
    personName: person_name,
    currencyCode: currency_code,
    kept,
    lines: () => linesOf(db, cafe_id, memberId),
  }));
}
