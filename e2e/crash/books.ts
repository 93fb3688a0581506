import type pg from "pg";
import type { Acknowledged } from "./load.ts";

/** What the clients were told, compared with what the database holds. */

interface BookedRow {
  transfer_id: string;
  comment: string;
  member_id: string | null;
  balance: string;
  bonus: string;
}

const bookedTopUps = `
  select t.transfer_id, t.comment, e.member_id,
    coalesce(sum(e.amount) filter (where e.account = 'balance'), 0) as balance,
    coalesce(sum(e.amount) filter (where e.account = 'bonus'), 0) as bonus
  from transfers t left join entries e on e.cafe_id = t.cafe_id and e.transfer_id = t.transfer_id
    and e.member_id is not null
  where t.cafe_id = $1
  group by t.transfer_id, t.comment, e.member_id`;

/**
 * Every transfer of the café is a top-up of the load, so each must have one line of its own in the log. Lines are counted
 * once for all: a database that was just killed knows little of its tables, and would look for each transfer's anew.
 */
const transfersWithoutOneLine = `
  with told as materialized (
    select transfer_id, count(*) as lines from billing_logs where cafe_id = $1 and event = 'TOPUP' group by transfer_id)
  select transfer_id, coalesce(told.lines, 0) as lines
  from transfers left join told using (transfer_id)
  where cafe_id = $1 and told.lines is distinct from 1`;

const keptBalances = `select member_id, balance_minor, bonus_minor from members where cafe_id = $1`;

const drawerSum = `
  select coalesce(-sum(amount), 0) as paid from entries
  where cafe_id = $1 and account in ('cash', 'card', 'qr')`;

/**
 * Refuses with one sentence when an acknowledged top-up is missing, is there twice, has other amounts or numbers than
 * it was answered with, when one is there that no client asked for, or when a kept balance is another than their sum.
 */
export async function compareBooks(
  client: pg.Client,
  cafeId: number,
  acknowledged: readonly Acknowledged[],
): Promise<void> {
  const { rows: booked } = await client.query<BookedRow>(bookedTopUps, [cafeId]);
  const left = new Map(booked.map((row) => [Number(row.transfer_id), row]));
  if (left.size !== booked.length) throw new Error("one transfer moved the money of two members");
  const sums = new Sums();
  for (const { order, orderIds } of acknowledged) {
    if (orderIds.length !== order.memberIds.length)
      throw new Error(`${order.key} was answered with ${orderIds.length} numbers`);
    for (const [index, memberId] of order.memberIds.entries()) {
      const transferId = orderIds[index] ?? 0;
      const row = left.get(transferId);
      if (row === undefined)
        throw new Error(`${order.key}: order ${transferId} was acknowledged and is not there`);
      const found = [row.comment, Number(row.member_id), Number(row.balance), Number(row.bonus)];
      const wanted = [order.key, memberId, order.valueMinor, order.bonusMinor];
      if (found.join() !== wanted.join())
        throw new Error(`order ${transferId} should be ${wanted.join(", ")} and is ${found.join(", ")}`);
      left.delete(transferId);
      sums.add(memberId, order.valueMinor, order.bonusMinor);
    }
  }
  for (const { transfer_id, comment } of left.values())
    throw new Error(`order ${transfer_id} (${comment}) is there and was acknowledged to nobody`);
  await compareSums(client, cafeId, sums);
}

async function compareSums(client: pg.Client, cafeId: number, sums: Sums): Promise<void> {
  const { rows: lines } = await client.query<{ transfer_id: string; lines: string }>(
    transfersWithoutOneLine,
    [cafeId],
  );
  for (const row of lines)
    throw new Error(`order ${row.transfer_id} has ${row.lines} lines in the billing log`);
  const { rows: members } = await client.query<{
    member_id: string;
    balance_minor: string;
    bonus_minor: string;
  }>(keptBalances, [cafeId]);
  for (const member of members) {
    const { valueMinor, bonusMinor } = sums.of(Number(member.member_id));
    if (Number(member.balance_minor) !== valueMinor || Number(member.bonus_minor) !== bonusMinor)
      throw new Error(
        `member ${member.member_id} should have ${valueMinor} and bonus ${bonusMinor}, ` +
          `and has ${member.balance_minor} and bonus ${member.bonus_minor}`,
      );
  }
  const { rows: drawer } = await client.query<{ paid: string }>(drawerSum, [cafeId]);
  if (Number(drawer[0]?.paid) !== sums.totalMinor)
    throw new Error(`the drawers should hold ${sums.totalMinor} and hold ${drawer[0]?.paid ?? "nothing"}`);
}

/** What the members should have by the acknowledged top-ups alone. */
class Sums {
  totalMinor = 0;
  readonly #byMember = new Map<number, { valueMinor: number; bonusMinor: number }>();

  add(memberId: number, valueMinor: number, bonusMinor: number): void {
    const before = this.of(memberId);
    this.#byMember.set(memberId, {
      valueMinor: before.valueMinor + valueMinor,
      bonusMinor: before.bonusMinor + bonusMinor,
    });
    this.totalMinor += valueMinor;
  }

  of(memberId: number): { valueMinor: number; bonusMinor: number } {
    return this.#byMember.get(memberId) ?? { valueMinor: 0, bonusMinor: 0 };
  }
}
