import type { Db, Queries } from "../../kernel/db/database.ts";
import type { TopUpCommand } from "./top-up.ts";
import { verifyLedger } from "./verify-ledger.ts";

/** A café with members for tests of what moves money. */
export const startOfBooks = new Date("2026-03-02T10:00:00Z");

/** Adds a café with its groups 0 and -2 and, from 100 points, 7. */
export async function addCafe(db: Db, cafeId: number): Promise<void> {
  await db.transact(async (tx) => {
    await tx.run("insert into server_groups values ('main', $1) on conflict do nothing", [startOfBooks]);
    await tx.run(
      "insert into servers values ('main', 'main', 'https://localhost', $1) on conflict do nothing",
      [startOfBooks],
    );
    await tx.run(
      `insert into cafes (cafe_id, license_name, server_code, name, currency_code, created_at)
       values ($1, $2, 'main', 'Test', 'EUR', $3)`,
      [cafeId, String(100_000_000_000 + cafeId), startOfBooks],
    );
    for (const [groupId, name, pointMin] of [
      [0, "Default", 0],
      [-2, "Prepaid", 0],
      [7, "Gold", 10_000],
    ] as const) {
      await tx.run(
        "insert into member_groups (cafe_id, member_group_id, name, point_min_hundredths, updated_at) values ($1, $2, $3, $4, $5)",
        [cafeId, groupId, name, pointMin, startOfBooks],
      );
    }
  });
}

export async function addMember(db: Db, cafeId: number, memberId: number, groupId = 0): Promise<void> {
  await db.transact((tx) =>
    tx.run(
      `insert into members (cafe_id, member_id, account, member_group_id, created_at, updated_at)
       values ($1, $2, $3, $4, $5, $5)`,
      [cafeId, memberId, `player${memberId}`, groupId, startOfBooks],
    ),
  );
}

/** A member that holds so much already, by honest transfers. */
export async function addMemberHolding(
  db: Db,
  cafeId: number,
  memberId: number,
  holding: { balance?: number; bonus?: number; loan?: number; points?: number },
): Promise<void> {
  await addMember(db, cafeId, memberId);
  const { balance = 0, bonus = 0, loan = 0, points = 0 } = holding;
  await db.transact(async (tx) => {
    const transfer = await tx.row<{ id: number }>(
      `insert into transfers (cafe_id, transfer_id, at, kind, actor_kind, actor_name)
       values ($1, nextval('transfer_ids'), $2, 'opening', 'system', 'Test') returning transfer_id as id`,
      [cafeId, startOfBooks],
    );
    await tx.run(
      `insert into entries (cafe_id, transfer_id, line, account, member_id, unit, amount)
       select $1, $2, row_number() over (), e.account, e.member_id, e.unit, e.amount from (values
         ('balance', $3::bigint, 'money', $4::bigint), ('loan', $3, 'money', -$6::bigint), ('sales_other', null, 'money', $6 - $4),
         ('bonus', $3, 'money', $5::bigint), ('bonus_given', null, 'money', -$5),
         ('points', $3, 'point', $7::bigint), ('points_given', null, 'point', -$7)
       ) as e (account, member_id, unit, amount) where e.amount <> 0`,
      [cafeId, transfer?.id, memberId, balance, bonus, loan, points],
    );
    if (bonus > 0) {
      await tx.run(
        `insert into bonus_lots (cafe_id, member_id, transfer_id, granted_at, granted_minor, left_minor) values ($1, $2, $3, $4, $5, $5)`,
        [cafeId, memberId, transfer?.id, startOfBooks, bonus],
      );
    }
    await tx.run(
      "insert into billing_logs (cafe_id, at, event, member_id, bonus_minor, transfer_id) values ($1, $2, 'TOPUP', $3, $4, $5)",
      [cafeId, startOfBooks, memberId, bonus, transfer?.id],
    );
  });
}

/** A top-up of nothing, by cash and the café key, with what the test is about put over it. */
export function topUpOf(
  cafeId: number,
  memberIds: readonly number[],
  about: Partial<TopUpCommand>,
): TopUpCommand {
  return {
    cafeId,
    now: startOfBooks,
    memberIds,
    valueMinor: 0,
    bonusMinor: 0,
    coinsHundredths: 0,
    tender: "cash",
    comment: "test",
    actor: { actorKind: "key", actorId: 1, actorName: "API" },
    shiftId: null,
    minorPerPoint: 0,
    bonusHours: 0,
    bonusFirst: true,
    runningCosts: new Map(),
    idempotency: null,
    ...about,
  };
}

export interface Holding {
  balance: number;
  bonus: number;
  coins: number;
  points: number;
  loan: number;
  group: number;
}

export async function holdingOf(db: Db, cafeId: number, memberId: number): Promise<Holding> {
  const row = await db.row<Holding>(
    `select balance_minor as balance, bonus_minor as bonus, coins_hundredths as coins, points_hundredths as points,
       loan_minor as loan, member_group_id as "group" from members where cafe_id = $1 and member_id = $2`,
    [cafeId, memberId],
  );
  if (row === undefined) throw new Error(`no member ${memberId}`);
  return row;
}

/** What is broken in the books, in words; nothing when they are in order. */
export async function brokenInBooks(db: Queries): Promise<string[]> {
  const broken: string[] = [];
  for await (const result of verifyLedger(db)) if (result.broken !== null) broken.push(result.broken);
  return broken;
}

export async function countTransfers(db: Db, cafeId: number): Promise<number> {
  return (
    (await db.row<{ n: number }>("select count(*)::integer as n from transfers where cafe_id = $1", [cafeId]))
      ?.n ?? 0
  );
}
