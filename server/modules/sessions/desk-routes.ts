import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { refuseClosedTender, type Tender } from "../ledger/index.ts";
import { findPcsByNames } from "../pcs/index.ts";
import { openBillsOf } from "../shop/index.ts";
import { byDesk } from "./guest-routes.ts";
import { paymentInfoOf } from "./payment-info.ts";
import { checkoutAnswer, minorOf, tenderOf } from "./desk-wire.ts";
import type { Ended } from "./end-session.ts";
import type { Sessions } from "./sessions.ts";

/** What the desk does with sessions (api-v2.md 2.6). */
export function bindDeskRoutes(api: Api, sessions: Sessions): void {
  const { pcSessions } = operations;
  api.bind(pcSessions.checkout, async ({ cafeId, caller, input, now, transact }) => {
    const { exponent, settings } = await sessions.parts.cafes.scope(cafeId);
    const pcIds = await pcIdsNamed(sessions, cafeId, input);
    const tender = tenderOf("payment_method", input.payment_method ?? 0);
    const payments = input.payments?.map(({ payment_method, amount }) => ({
      tender: tenderOf("payments", payment_method),
      amountMinor: minorOf(exponent, "payments", amount),
    }));
    const desk = {
      payments: payments ?? [{ tender, amountMinor: null }],
      refundTender: input.payment_method === undefined ? null : tender,
      refuseTaking: (taken: Tender) =>
        refuseClosedTender(settings, caller, payments === undefined ? "payment_method" : "payments", taken),
    };
    const ready = await sessions.ready(cafeId);
    const ended = await transact(async (tx) => {
      const work = { ...ready, tx, now };
      const done: Ended[] = [];
      for (const pcId of pcIds) {
        const one = await sessions.endOfPc(work, pcId, {
          by: byDesk(caller),
          desk,
          atLeave: input.at_leave === true,
          ...(input.comment === undefined ? {} : { comment: input.comment }),
        });
        if (one === null) throw new Refusal("pc.not_in_session", "No session is running on this PC.");
        done.push(one);
      }
      return done;
    });
    return checkoutAnswer(ended, exponent);
  });
  api.bind(pcSessions.paymentInfo, async ({ cafeId, input }) => {
    const pcIds = await pcIdsNamed(sessions, cafeId, input);
    const read = (pcId: number) =>
      input.at_leave === true ? sessions.viewAtLeave(cafeId, pcId) : sessions.viewOfPc(cafeId, pcId);
    const views = (await Promise.all(pcIds.map(read))).filter((view) => view !== null);
    if (views.length === 0) throw new Refusal("pc.not_in_session", "No session is running on this PC.");
    const scope = await sessions.parts.cafes.scope(cafeId);
    const memberIds = views.map((view) => view.member.id);
    return paymentInfoOf(scope, views, await openBillsOf(sessions.parts.db, scope, memberIds));
  });
}

/** The PCs a call names by name, by names or by the member who plays there. */
async function pcIdsNamed(
  sessions: Sessions,
  cafeId: number,
  input: {
    pc_name?: string | undefined;
    pc_names?: string[] | undefined;
    member_id?: number | undefined;
  },
): Promise<number[]> {
  const names = [...(input.pc_names ?? []), ...(input.pc_name === undefined ? [] : [input.pc_name])];
  if (names.length > 0) {
    const pcs = await findPcsByNames(sessions.parts.db, cafeId, names);
    const missing = names.find((name) => !pcs.some((pc) => pc.name.toLowerCase() === name.toLowerCase()));
    if (missing !== undefined) throw notFound("pc.not_found", "PC");
    return pcs.map((pc) => pc.pc_id);
  }
  if (input.member_id === undefined)
    throw invalidField("pc_name", "One of the pc_name, pc_names and member_id fields is required.");
  const pcIds = await sessions.pcIdsOfMembers(cafeId, [input.member_id]);
  if (pcIds.length === 0) throw new Refusal("pc.not_in_session", "This member is in no session.");
  return pcIds;
}
