import type { ErrorName } from "../../../contract/error-names.ts";
import { brokenConstraint, isRepeatable } from "../../kernel/db/database-errors.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { asInProgress, dataOf, keyReused, onceForKey } from "../../kernel/http/idempotency.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";

/** Calls of the SQL functions that move what members hold: one statement that claims the Idempotency-Key too. */

export interface MovedMember {
  memberId: number;
  /** The transfer, which is the order's number on the wire; null when there was nothing to move. */
  orderId: number | null;
  balanceMinor: number;
  bonusMinor: number;
  coinsHundredths: number;
  loanMinor: number;
  pointsHundredths: number;
  memberGroupId: number;
}

type MoveCall = Pick<Call<unknown>, "cafeId" | "now" | "caller" | "idempotency" | "replayed">;
type Command = "add_loan" | "deduct_balance" | "change_points";

// Written out, so that each is prepared once and no name is ever built.
const statements: Readonly<Record<Command, string>> = {
  add_loan: "select add_loan($1, $2, $3) as answer",
  deduct_balance: "select deduct_balance($1, $2, $3) as answer",
  change_points: "select change_points($1, $2, $3) as answer",
};

interface StoredOutcome {
  members?: {
    member_id: number;
    order_id: number | null;
    balance: number;
    bonus: number;
    coins: number;
    loan: number;
    points: number;
    group: number;
  }[];
  refusal?: string;
  member_id?: number;
  /** As kernel/http/idempotency.ts stores what was refused before the ledger was asked. */
  refused?: { error: string; message: string; data?: unknown; dataText?: string };
}

type Answer = StoredOutcome & { replay?: StoredOutcome; reused?: boolean };

function refusalOf({ refused, refusal, member_id: memberId }: StoredOutcome): Refusal {
  if (refused !== undefined) {
    const data = dataOf(refused) as Record<string, unknown> | undefined;
    return new Refusal(refused.error as ErrorName, refused.message, data === undefined ? {} : { data });
  }
  const detail = `A movement of money was refused: member ${memberId ?? "unknown"} has too little.`;
  switch (refusal) {
    case "member.not_found":
      return notFound("member.not_found", "Member");
    case "ledger.insufficient_balance":
      return new Refusal("ledger.insufficient_balance", "Insufficient balance.", { detail });
    case "guest":
      return invalidField("member_id", "The member_id must be that of a member: guests have no points.");
    default:
      throw new Error(`a movement answered an unknown refusal: ${refusal ?? "none"}`);
  }
}

function movedBy(call: MoveCall, stored: StoredOutcome, replayed: boolean): MovedMember[] {
  if (replayed) call.replayed();
  if (stored.members === undefined) {
    const refusal = refusalOf(stored);
    refusal.isReplay = replayed;
    throw refusal;
  }
  return stored.members.map((member) => ({
    memberId: member.member_id,
    orderId: member.order_id,
    balanceMinor: member.balance,
    bonusMinor: member.bonus,
    coinsHundredths: member.coins,
    loanMinor: member.loan,
    pointsHundredths: member.points,
    memberGroupId: member.group,
  }));
}

const tooMuch = () =>
  new Refusal(
    "request.validation",
    "The amount is too large: an account holds at most 9007199254740991 smallest units.",
  );

/** Carries out the request, or refuses it with its key when `asked` is a refusal that was known before. */
async function answered(db: Db, command: Command, call: MoveCall, asked: object): Promise<MovedMember[]> {
  const { cafeId, now, idempotency } = call;
  if (asked instanceof Refusal) {
    if (idempotency === null) throw asked;
    const kept = await onceForKey(db, cafeId, idempotency, now, () => Promise.reject(asked));
    return movedBy(call, kept.outcome as StoredOutcome, kept.replayed);
  }
  const { actorKind, actorId, actorName } = actorOf(call.caller);
  const who = { actor_kind: actorKind, actor_id: actorId, actor_name: actorName, shift_id: null };
  const request = JSON.stringify({ ...who, ...asked, idempotency });
  for (let attempt = 1; ; attempt++) {
    try {
      const { answer } = await db.command<{ answer: Answer }>(statements[command], [cafeId, now, request]);
      if (answer.reused) throw keyReused();
      return answer.replay ? movedBy(call, answer.replay, true) : movedBy(call, answer, false);
    } catch (error) {
      if (attempt < 5 && isRepeatable(error)) continue;
      if (brokenConstraint(error) === "member_amounts_stay_exact") throw tooMuch();
      throw asInProgress(error);
    }
  }
}

/**
 * Moves what members hold, all or none, in one round trip (billing.md 2 "Retry safety"). `decide` says what is asked;
 * what it refuses is kept with the key as well. Refuses `member.not_found`, `ledger.insufficient_balance`,
 * `idempotency.key_reused`, `idempotency.in_progress`, and what an earlier call with the key was refused.
 */
export async function moveMoney(
  db: Db,
  command: Command,
  call: MoveCall,
  decide: () => Promise<object>,
): Promise<MovedMember[]> {
  const asked = await decide().catch((error: unknown) => {
    if (error instanceof Refusal && error.code < 500) return error;
    throw error;
  });
  return answered(db, command, call, asked);
}
