import type { Tx } from "../../kernel/db/database.ts";
import { postTransfer, type Actor, type Entry, type LogLine } from "../ledger/index.ts";
import type { CafeScope } from "../cafes/index.ts";
import { addBookingTransfer, type BookingRow } from "./bookings-store.ts";
import type { Paid } from "./pay-rules.ts";

/** A booking's money in the ledger and its rows in the log (api-v2.md 4.9). */

/** Who books, changes or cancels, as ledger and log tell it. */
export interface Who {
  actor: Actor;
  /** Empty when no staff did it. */
  staffName: string;
}

export const byItself: Who = {
  actor: { actorKind: "system", actorId: null, actorName: "System" },
  staffName: "",
};

export interface BookingAct {
  event: "BOOKING_ADD" | "BOOKING_CHANGE" | "BOOKING_CANCEL" | "BOOKING_LAPSE";
  booking: Pick<BookingRow, "booking_id" | "pc_name" | "member_id" | "account">;
  /** What is paid; below 0 it goes back. */
  paid: Paid;
  who: Who;
  details: string;
}

/**
 * Writes what happened to a booking, and moves its money. The member's row is locked, what of the bonus had expired is out. Bonus that
 * comes back is a lot of its own, which lives as long as one that is given now (billing.md 5).
 */
export async function bookAct(tx: Tx, scope: CafeScope, at: Date, act: BookingAct): Promise<void> {
  const { booking, paid, who } = act;
  const hours = scope.settings.int("bonus_expiration_time");
  const lotExpiresAt = hours === 0 ? null : new Date(at.getTime() + hours * 3_600_000);
  const transferId = await postTransfer(tx, scope.cafeId, at, {
    kind: paid.costMinor < 0 ? "booking_refund" : "booking",
    actor: who.actor,
    shiftId: null,
    comment: act.details.slice(0, 500),
    entries: entriesOf(paid, booking.member_id, lotExpiresAt),
    logs: [
      {
        ...{ event: act.event, memberId: booking.member_id, memberAccount: booking.account },
        ...{ pcName: booking.pc_name, staffName: who.staffName, details: act.details.slice(0, 1_000) },
        ...sumsOf(paid),
      },
    ],
  });
  if (transferId === null) return;
  await addBookingTransfer(tx, scope.cafeId, booking.booking_id, transferId);
  if (booking.member_id !== null)
    await tx.announce(scope.cafeId, "members.money", { member_ids: [booking.member_id] });
}

/** As entries of the ledger; what is negative goes back, bonus as a lot of its own. */
export function entriesOf(paid: Paid, memberId: number | null, lotExpiresAt: Date | null): Entry[] {
  const { costMinor, taxMinor, bonusMinor, tender } = paid;
  const money = costMinor - bonusMinor;
  const ofMember = (account: "balance" | "bonus", amount: number): Entry[] => {
    if (amount === 0 || memberId === null) return [];
    return account === "bonus" && amount > 0
      ? [{ account, memberId, amount, lotExpiresAt }]
      : [{ account, memberId, amount }];
  };
  return [
    ...(tender === "balance"
      ? ofMember("balance", -money)
      : tender === "none"
        ? []
        : [{ account: tender, amount: -money }]),
    ...ofMember("bonus", -bonusMinor),
    { account: "sales_bookings", amount: costMinor - taxMinor },
    { account: "tax", amount: taxMinor },
  ];
}

/** The sums of its row in the log. */
export function sumsOf({
  costMinor,
  bonusMinor,
  tender,
}: Paid): Pick<LogLine, "cashMinor" | "cardMinor" | "bonusMinor" | "spendMinor"> {
  const money = costMinor - bonusMinor;
  return {
    cashMinor: tender === "cash" ? money : 0,
    cardMinor: tender === "card" ? money : 0,
    spendMinor: tender === "balance" ? money : 0,
    bonusMinor: bonusMinor === 0 ? 0 : -bonusMinor,
  };
}
