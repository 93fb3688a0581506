import type { Tx } from "../../kernel/db/database.ts";
import type { Tender } from "./tender-rules.ts";
import type { Actor } from "./top-up.ts";

/** Accounts an entry may name (billing.md 2). What the café owes is positive. */
export type MemberAccount = "balance" | "bonus" | "coins" | "points" | "loan" | "offer_seconds";
export type CafeAccount =
  | Tender
  | "sales_time"
  | "sales_offers"
  | "sales_products"
  | "sales_bookings"
  | "sales_other"
  | "tax"
  | "rounding"
  | "card_fees"
  | "bonus_given"
  | "bonus_expired"
  | "coins_given"
  | "coins_used"
  | "points_given"
  | "offer_seconds_given"
  | "offer_seconds_used"
  | "expenses"
  | "opening_float"
  | "drawer_difference";

/** Minor units, hundredths of coins and points, or seconds, as the account has it; 0 moves nothing and is left out. */
export type Entry =
  | { account: CafeAccount; amount: number }
  | { account: Exclude<MemberAccount, "offer_seconds" | "bonus">; memberId: number; amount: number }
  | { account: "bonus"; memberId: number; amount: number; lotExpiresAt?: Date | null }
  | { account: "offer_seconds"; memberId: number; ownedOfferId: number; amount: number };

/** One row of the billing log; sums left out are 0. */
export interface LogLine {
  event: string;
  memberId?: number | null;
  memberAccount?: string;
  pcName?: string;
  staffName?: string;
  cashMinor?: number;
  cardMinor?: number;
  qrMinor?: number;
  bonusMinor?: number;
  coinsHundredths?: number;
  spendMinor?: number;
  usedSeconds?: number;
  details?: string;
  sessionId?: number | null;
}

export interface Transfer {
  kind: string;
  actor: Actor;
  shiftId: number | null;
  comment?: string;
  correctsTransferId?: number | null;
  entries: readonly Entry[];
  logs: readonly LogLine[];
  /** A number taken before with `nextTransferId`, where rows that the transfer moves must name it first. */
  transferId?: number;
}

/**
 * Posts one transfer with its bonus lots and log rows, for movements that have no function of their own; its id, or null
 * when nothing moved (the log rows are written all the same). The members' rows are locked by the caller, who has taken
 * out what of their bonus had expired (billing.md 2).
 */
export async function postTransfer(
  tx: Tx,
  cafeId: number,
  at: Date,
  transfer: Transfer,
): Promise<number | null> {
  const request = transferRequest(transfer);
  const row = await tx.row<{ transfer_id: number | null }>(
    "select post_transfer($1, $2, $3) as transfer_id",
    [cafeId, at, JSON.stringify(request)],
  );
  return row?.transfer_id ?? null;
}

/** The transfer as `post_transfer` reads it, for SQL functions that post one among other things. */
export function transferRequest(transfer: Transfer) {
  const { actor } = transfer;
  return {
    transfer_id: transfer.transferId ?? null,
    kind: transfer.kind,
    actor_kind: actor.actorKind,
    actor_id: actor.actorId,
    actor_name: actor.actorName,
    shift_id: transfer.shiftId,
    comment: transfer.comment ?? "",
    corrects_transfer_id: transfer.correctsTransferId ?? null,
    entries: transfer.entries.map(entryOf),
    logs: transfer.logs.map(logOf),
  };
}

/** Takes the number of a transfer that is posted later in this transaction. */
export async function nextTransferId(tx: Tx): Promise<number> {
  const row = await tx.row<{ id: number }>("select nextval('transfer_ids') as id");
  return row?.id ?? 0;
}

function entryOf(entry: Entry) {
  return {
    account: entry.account,
    member_id: "memberId" in entry ? entry.memberId : null,
    owned_offer_id: "ownedOfferId" in entry ? entry.ownedOfferId : null,
    amount: entry.amount,
    lot_expires_at: "lotExpiresAt" in entry ? (entry.lotExpiresAt?.toISOString() ?? null) : null,
  };
}

function logOf(line: LogLine) {
  return {
    event: line.event,
    member_id: line.memberId ?? null,
    member_account: line.memberAccount ?? "",
    pc_name: line.pcName ?? "",
    staff_name: line.staffName ?? "",
    cash: line.cashMinor ?? 0,
    card: line.cardMinor ?? 0,
    qr: line.qrMinor ?? 0,
    bonus: line.bonusMinor ?? 0,
    coins: line.coinsHundredths ?? 0,
    spend: line.spendMinor ?? 0,
    used_seconds: line.usedSeconds ?? 0,
    details: line.details ?? "",
    session_id: line.sessionId ?? null,
  };
}
