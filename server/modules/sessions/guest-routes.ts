import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { durationText } from "../../kernel/local-time.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { refuseClosedTender } from "../ledger/index.ts";
import { findPcByName } from "../pcs/index.ts";
import { addOffer, addTime } from "./add-to-session.ts";
import { minorOf, paymentOf, productIdOf, takenTender } from "./desk-wire.ts";
import { moveSession } from "./move-session.ts";
import { sellAccessCode, type SoldCode } from "./sell-access-code.ts";
import type { Sessions } from "./sessions.ts";
import * as store from "./session-store.ts";
import type { By, Running, SessionWork } from "./session-work.ts";
import { startGuest, type GuestStart, type StartedGuest, type TimeAsked } from "./start-guest.ts";
import { lockFreePc } from "./start-session.ts";

/** Guests' sessions, and what is added to or moved with any session (api-v2.md 2.6). */

export const byDesk = (caller: Caller): By => {
  const actor = actorOf(caller);
  return { end: "Cafe", actor, staffName: actor.actorName };
};

interface DeskCall {
  cafeId: number;
  caller: Caller;
  now: Date;
  transact: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>;
}

export function bindGuestRoutes(api: Api, sessions: Sessions, ids: IdSource): void {
  const { pcSessions } = operations;

  const forAll = async (
    call: DeskCall,
    input: NamedPcs,
    act: (work: SessionWork, pcName: string) => Promise<StartedGuest | SoldCode>,
  ) => {
    const ready = await sessions.ready(call.cafeId);
    const names = namesOf(input);
    const started = await call.transact(async (tx) => {
      const done: (StartedGuest | SoldCode)[] = [];
      for (const name of names) done.push(await act({ ...ready, tx, now: call.now }, name));
      return done;
    });
    void sessions.clock.look();
    return started.map((one) => startedOnWire(one, ready.scope.exponent));
  };
  const startAll = (call: DeskCall, input: NamedPcs, start: GuestStart) =>
    forAll(call, input, (work, name) => startGuest(work, ids, name, start, byDesk(call.caller)));

  api.bind(pcSessions.startPrepaid, async ({ input, ...call }) => {
    const { exponent, settings } = (await sessions.ready(call.cafeId)).scope;
    const tender = takenTender(settings, call.caller, input.payment_method);
    const sale = { paid: timeAsked(input, exponent), tender };
    const results = input.access_code
      ? await forAll(call, input, (work, pcName) =>
          sellAccessCode(work, ids, { ...sale, pcName }, byDesk(call.caller)),
        )
      : await startAll(call, input, { kind: "prepaid", ...sale });
    return { order_ids: orderIds(results), results: results.map(({ row }) => row) };
  });
  api.bind(pcSessions.startOffer, async ({ input, ...call }) => {
    const { settings } = (await sessions.ready(call.cafeId)).scope;
    const tender = takenTender(settings, call.caller, input.payment_method);
    const productId = productIdOf("product_id", input.product_id);
    const results = await startAll(call, input, { kind: "offer", productId, tender });
    return { order_ids: orderIds(results), results: results.map(({ row }) => row) };
  });
  api.bind(pcSessions.startPostpaid, async ({ input, ...call }) => {
    const results = await startAll(call, input, { kind: "postpaid" });
    return { results: results.map(({ row }) => row) };
  });
  api.bind(pcSessions.startFree, async ({ input, ...call }) => {
    const results = await startAll(call, input, { kind: "free", comment: input.comment ?? "" });
    return { results: results.map(({ row }) => row) };
  });
  bindAdditions(api, sessions);
}

function bindAdditions(api: Api, sessions: Sessions): void {
  const { pcSessions } = operations;
  api.bind(pcSessions.addTime, async ({ input, ...call }) => {
    const ready = await sessions.ready(call.cafeId);
    const { exponent, settings } = ready.scope;
    const asked = timeAsked(input, exponent);
    const tender = takenTender(settings, call.caller, input.payment_method);
    const sold = await call.transact((tx) =>
      inSessionAt(sessions, { ...ready, tx, now: call.now }, input.pc_name, (work, running) =>
        addTime(work, running, asked, tender, byDesk(call.caller)),
      ),
    );
    void sessions.clock.look();
    const pc = await findPcByName(sessions.parts.db, call.cafeId, input.pc_name);
    const view = pc === undefined ? null : await sessions.viewOfPc(call.cafeId, pc.pc_id);
    return {
      order_ids: sold.orderNo === null ? [] : [sold.orderNo],
      amount: decimalFromMinor(sold.amountMinor, exponent),
      mins: sold.minutes ?? 0,
      status_connect_time_left: durationText(view?.leftSeconds ?? 0),
    };
  });
  api.bind(pcSessions.addOffer, async ({ input, ...call }) => {
    const ready = await sessions.ready(call.cafeId);
    const sale = {
      productId: productIdOf("product_id", input.product_id),
      quantity: input.qty ?? 1,
      payment: paymentOf("payment_method", input.payment_method ?? 0),
    };
    if (sale.payment !== "balance" && sale.payment !== "coins")
      refuseClosedTender(ready.scope.settings, call.caller, "payment_method", sale.payment);
    const sold = await call.transact((tx) =>
      inSessionAt(sessions, { ...ready, tx, now: call.now }, input.pc_name, (work, running) =>
        addOffer(work, running, sale, byDesk(call.caller)),
      ),
    );
    void sessions.clock.look();
    return { order_no: String(sold.orderNo), member_offer_ids: sold.ownedOfferIds };
  });
  api.bind(pcSessions.move, async ({ input, ...call }) => {
    const ready = await sessions.ready(call.cafeId);
    const sessionId = await call.transact(async (tx) => {
      const work = { ...ready, tx, now: call.now };
      const from = await findPcByName(tx, call.cafeId, input.pc_name);
      if (from === undefined) throw notFound("pc.not_found", "PC");
      const to = await lockFreePc(work, input.to_pc_name);
      if (from.console_type !== 0 || to.console_type !== 0)
        throw new Refusal("session.group_mismatch", "Sessions do not move to or from consoles.");
      return inSessionAt(sessions, work, from.name, async (_, running) => {
        await moveSession(work, running, to, byDesk(call.caller));
        return running.row.session_id;
      });
    });
    void sessions.clock.look();
    return { session_id: sessionId };
  });
}

/** Acts on the session of a PC, up to date and locked. Refuses `pc.not_found`, `pc.not_in_session`. */
export async function inSessionAt<T>(
  sessions: Sessions,
  work: SessionWork,
  pcName: string,
  act: (work: SessionWork, running: Running) => Promise<T>,
): Promise<T> {
  const { tx, scope } = work;
  const pc = await findPcByName(tx, scope.cafeId, pcName);
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  const [found] = await store.listIdsOfPcs(tx, scope.cafeId, [pc.pc_id]);
  const none = () => new Refusal("pc.not_in_session", "No session is running on this PC.");
  if (found === undefined) throw none();
  const done = await sessions.change(work, found.session_id, async (running) => ({
    value: await act(work, running),
  }));
  if (done === null) throw none();
  return done.value;
}

interface NamedPcs {
  pc_name?: string | undefined;
  pc_names?: string[] | undefined;
}

/** The PCs named, each once, in the order of their names: whoever locks several locks them alike. */
function namesOf({ pc_name: one, pc_names: several }: NamedPcs): string[] {
  const names = [...(several ?? []), ...(one === undefined ? [] : [one])];
  if (names.length === 0)
    throw invalidField("pc_name", "One of the pc_name and pc_names fields is required.");
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()].sort((a, b) =>
    a.toLowerCase() < b.toLowerCase() ? -1 : 1,
  );
}

function timeAsked(
  input: { amount?: string | undefined; mins?: number | undefined },
  exponent: number,
): TimeAsked {
  if (input.amount !== undefined) return { amountMinor: minorOf(exponent, "amount", input.amount) };
  if (input.mins !== undefined) return { minutes: input.mins };
  throw invalidField("amount", "One of the amount and mins fields is required.");
}

function orderIds(results: readonly { orderNo: number | null }[]): number[] {
  return results.flatMap(({ orderNo }) => (orderNo === null ? [] : [orderNo]));
}

function startedOnWire(one: StartedGuest | SoldCode, exponent: number) {
  return {
    orderNo: one.orderNo,
    row: {
      pc_name: one.pcName,
      session_id: one.sessionId,
      member_id: one.memberId,
      member_account: one.account,
      member_password: one.password,
      access_code: "accessCode" in one ? one.accessCode : "",
      mins: one.minutes,
      amount: one.amountMinor === null ? null : decimalFromMinor(one.amountMinor, exponent),
      status: "success",
    },
  };
}
