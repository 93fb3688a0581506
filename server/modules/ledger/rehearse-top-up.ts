import type { Db } from "../../kernel/db/database.ts";
import {
  readTopUpAnswer,
  topUpValues,
  type TopUpAnswer,
  type TopUpCommand,
  type TopUpOutcome,
} from "./top-up.ts";

/** What a top-up would do to the accounts it touches: minor units; coins and points in hundredths; above 0 = more. */
export interface Rehearsed {
  outcome: TopUpOutcome;
  balanceChange: number;
  bonusChange: number;
  coinsChange: number;
  pointsChange: number;
  /** Account of the tender that was moved. */
  tender: string | null;
}

class Undone extends Error {
  readonly rehearsed: Rehearsed;

  constructor(rehearsed: Rehearsed) {
    super("a rehearsal is undone");
    this.rehearsed = rehearsed;
  }
}

type ChangeRow = Omit<Rehearsed, "outcome">;

const changes = `select
    coalesce(sum(amount) filter (where account = 'balance'), 0)::bigint as "balanceChange",
    coalesce(sum(amount) filter (where account = 'bonus'), 0)::bigint as "bonusChange",
    coalesce(sum(amount) filter (where account = 'coins'), 0)::bigint as "coinsChange",
    coalesce(sum(amount) filter (where account = 'points'), 0)::bigint as "pointsChange",
    max(account) filter (where account in ('cash', 'card', 'qr')) as tender
  from entries where cafe_id = $1 and transfer_id = $2`;

/**
 * Books a top-up or refund of one member, reads what it did, and undoes it: so the answer is by the very rules of the real
 * one. Refuses as `topUpMembers`. The command has no key: a rehearsal must not keep an outcome.
 */
export async function rehearseTopUp(
  db: Db,
  command: TopUpCommand & { idempotency: null },
): Promise<Rehearsed> {
  try {
    return await db.transact(async (tx) => {
      const row = await tx.row<{ answer: TopUpAnswer }>(
        "select top_up_members($1, $2, $3) as answer",
        topUpValues(command),
      );
      if (row === undefined) throw new Error("a top-up answered nothing");
      const outcome = readTopUpAnswer(row.answer, command);
      const change = await tx.row<ChangeRow>(changes, [command.cafeId, outcome.members[0]?.orderId]);
      if (change === undefined) throw new Error("a top-up wrote no entries");
      throw new Undone({ outcome, ...change });
    });
  } catch (error) {
    if (error instanceof Undone) return error.rehearsed;
    throw error;
  }
}
