import type { Queries } from "../../kernel/db/database.ts";
import { postTransfer, type Tender } from "../ledger/index.ts";
import type { By, SessionWork } from "./session-work.ts";

/** What guests pay in and get back: their account is like a member's, without bonus and points (billing.md 3.8, 7.3). */

export interface Guest {
  memberId: number;
  account: string;
  pcName: string;
  sessionId: number | null;
}

/** One way a sum is paid or paid back. */
export interface Tendered {
  tender: Tender;
  amountMinor: number;
  /** Taken beside it for paying by card. */
  cardFeeMinor?: number;
}

const columnOf = { cash: "cashMinor", card: "cardMinor", qr: "qrMinor" } as const;

/** Money comes in by one or more tenders and stands on the guest's balance; the order's number. */
export async function payIn(
  { tx, scope, now }: SessionWork,
  guest: Guest,
  tenders: readonly Tendered[],
  by: By,
  comment: string,
): Promise<number | null> {
  const sum = tenders.reduce((total, { amountMinor }) => total + amountMinor, 0);
  const line = {
    memberId: guest.memberId,
    memberAccount: guest.account,
    pcName: guest.pcName,
    sessionId: guest.sessionId,
  };
  const taken = tenders.map(({ tender, amountMinor, cardFeeMinor = 0 }) => ({
    tender,
    minor: amountMinor + cardFeeMinor,
  }));
  const fees = tenders.reduce((total, { cardFeeMinor = 0 }) => total + cardFeeMinor, 0);
  const sums = Object.fromEntries(taken.map(({ tender, minor }) => [columnOf[tender], minor]));
  return postTransfer(tx, scope.cafeId, now, {
    kind: sum < 0 ? "refund" : "top_up",
    actor: by.actor,
    shiftId: null,
    comment,
    entries: [
      ...taken.map(({ tender, minor }) => ({ account: tender, amount: -minor })),
      { account: "balance", memberId: guest.memberId, amount: sum },
      { account: "card_fees", amount: fees },
    ],
    logs: sum === 0 ? [] : [{ ...line, ...sums, event: "TOPUP", staffName: by.staffName, details: comment }],
  });
}

/**
 * The rest of a prepaid session goes back by the tender it came by, the last one used first, unless staff choose cash
 * (billing.md 7.3).
 */
export async function payBack(
  work: SessionWork,
  guest: Guest,
  amountMinor: number,
  by: By,
  tender: Tender | null,
  comment = "Rest paid back at checkout",
): Promise<void> {
  const parts =
    tender === null
      ? spread(amountMinor, await listPaidIn(work.tx, work.scope.cafeId, guest.memberId))
      : [{ tender, amountMinor }];
  await payIn(
    work,
    guest,
    parts.map((part) => ({ ...part, amountMinor: -part.amountMinor })),
    by,
    comment,
  );
}

/** What is not covered by what came in goes back in cash. */
function spread(amountMinor: number, paidIn: readonly Tendered[]): Tendered[] {
  let left = amountMinor;
  const parts = paidIn.flatMap(({ tender, amountMinor: paid }) => {
    const part = Math.min(left, Math.max(0, paid));
    left -= part;
    return part === 0 ? [] : [{ tender, amountMinor: part }];
  });
  if (left === 0) return parts;
  const cash = parts.find(({ tender }) => tender === "cash");
  return [
    ...parts.filter((part) => part !== cash),
    { tender: "cash", amountMinor: left + (cash?.amountMinor ?? 0) },
  ];
}

/** What came in by each tender and is not yet paid back, the last used first. */
async function listPaidIn(db: Queries, cafeId: number, memberId: number): Promise<Tendered[]> {
  const rows = await db.rows<{ tender: Tender; amount: number }>(
    `select e.account as tender, -sum(e.amount)::bigint as amount from entries e
     join transfers t on t.cafe_id = e.cafe_id and t.transfer_id = e.transfer_id and t.kind in ('top_up', 'refund')
     where e.cafe_id = $1 and e.account in ('cash', 'card', 'qr') and e.transfer_id in
       (select transfer_id from entries where cafe_id = $1 and member_id = $2 and account = 'balance')
     group by e.account order by max(e.transfer_id) desc`,
    [cafeId, memberId],
  );
  return rows.map(({ tender, amount }) => ({ tender, amountMinor: amount }));
}

/** Keep change: the rest becomes the café's (setting `prepaid_session_change_method`). */
export async function keepChange(
  work: SessionWork,
  guest: Guest,
  amountMinor: number,
  by: By,
): Promise<void> {
  if (amountMinor === 0) return;
  await postTransfer(work.tx, work.scope.cafeId, work.now, {
    kind: "kept_change",
    actor: by.actor,
    shiftId: null,
    comment: "Change kept",
    entries: [
      { account: "balance", memberId: guest.memberId, amount: -amountMinor },
      { account: "sales_time", amount: amountMinor },
    ],
    logs: [
      {
        event: "BALANCE_DEDUCT",
        memberId: guest.memberId,
        memberAccount: guest.account,
        pcName: guest.pcName,
        staffName: by.staffName,
        spendMinor: amountMinor,
        details: "Change kept",
        sessionId: guest.sessionId,
      },
    ],
  });
}
