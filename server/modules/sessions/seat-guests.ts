import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { guestGroupIds } from "../pricing/index.ts";
import { writeSessionLog } from "./session-store.ts";
import type { SessionWork } from "./session-work.ts";
import { startSession } from "./start-session.ts";
import * as store from "./waiting-store.ts";

/** A wait for money ends by itself: who pays later finds it on the account. */
const waitsMs = 60 * 60_000;
const droppedMs = 24 * 60 * 60_000;

interface SeatParts {
  db: Db;
  clock: Clock;
  ready(cafeId: number): Promise<Omit<SessionWork, "tx" | "now">>;
}

/**
 * Guests whose money has come in begin at the PC where they asked, if it is still free; else the money stays on their account
 * and the panels are told (pc-protocol.md 6.2). Each guest is seen to once, whoever asks.
 */
export async function seatPaidGuests(parts: SeatParts): Promise<void> {
  const { db, clock } = parts;
  const now = clock.now();
  for (const guest of await store.listPaidWaiting(db)) await seatGuest(parts, guest, now);
  await db.transact((tx) => store.dropOldWaiting(tx, new Date(now.getTime() - droppedMs), now));
}

async function seatGuest(parts: SeatParts, guest: store.WaitingGuest, now: Date): Promise<void> {
  const { db } = parts;
  const ready = await parts.ready(guest.cafe_id);
  const late = now.getTime() - guest.asked_at.getTime() > waitsMs;
  const why = late
    ? `it was asked for at ${localText(guest.asked_at, ready.scope.zone)}`
    : await db
        .transact((tx) => seat({ ...ready, tx, now }, guest))
        .catch((error: unknown) => {
          // The start was undone whole; what keeps the guest from it is told.
          if (error instanceof Refusal) return error.message;
          throw error;
        });
  if (why !== null) await db.transact((tx) => keep({ ...ready, tx, now }, guest, why));
}

async function seat(work: SessionWork, guest: store.WaitingGuest): Promise<null> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const { member_id: memberId, pc_name: pcName } = guest;
  await startSession(work, { pcName, memberId, kind: "prepaid", staffName: "", comment: "paid at the PC" });
  // Whoever saw to this guest first has the session too: the second is refused by it.
  await store.endWaiting(tx, { cafeId, memberId, outcome: "seated", at: now });
  const message = "Your payment has arrived. Have fun!";
  const paid = { pc_id: guest.pc_id, message, member_group_id: guestGroupIds.prepaid };
  await tx.announce(cafeId, "pc.paid", paid);
  return null;
}

async function keep(work: SessionWork, guest: store.WaitingGuest, why: string): Promise<void> {
  const { tx, scope, now } = work;
  const { cafeId } = scope;
  const waiting = await store.lockWaiting(tx, cafeId, guest.member_id);
  if (waiting === undefined) return;
  await store.endWaiting(tx, { cafeId, memberId: guest.member_id, outcome: "kept", at: now });
  const amount = decimalFromMinor(waiting.balance_minor, scope.exponent);
  const text = `${guest.account} has paid ${amount} for ${guest.pc_name}, and no session could begin: ${why} The money is on the account.`;
  await writeSessionLog(tx, {
    ...{ cafeId, at: now, event: "ALERT", memberId: guest.member_id, account: guest.account },
    ...{ pcName: guest.pc_name, staffName: "", details: text, sessionId: null },
  });
  await tx.announce(cafeId, "panel.notice", { kind: "alert", pc_name: guest.pc_name, text });
}
