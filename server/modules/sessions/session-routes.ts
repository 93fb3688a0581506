import { operations } from "../../../contract/operations/index.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor, decimalFromHundredths } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { endMemberTokens } from "../access/index.ts";
import { findMember, memberObjects, type LiveFacts } from "../members/index.ts";
import { findPcByName } from "../pcs/index.ts";
import { choosePrice } from "../pricing/index.ts";
import { bindAccessCodeRoutes } from "./access-code-routes.ts";
import { bindConvertRoutes } from "./convert-routes.ts";
import { bindDeskRoutes } from "./desk-routes.ts";
import { bindGuestRoutes, inSessionAt } from "./guest-routes.ts";
import { bindHistoryRoutes } from "./history-routes.ts";
import { bindPauseRoutes } from "./pause-routes.ts";
import { chooseAnew } from "./advance-session.ts";
import { checkoutAnswer } from "./desk-wire.ts";
import { logInMember } from "./log-in-member.ts";
import * as store from "./session-store.ts";
import { refuseEndByClient } from "./end-rules.ts";
import type { Sessions } from "./sessions.ts";
import { startSession } from "./start-session.ts";

export interface SessionRouteParts {
  sessions: Sessions;
  ids: IdSource;
  /** Where members play and how long their money lasts, as the member rows show it. */
  live: LiveFacts;
}

function memberOf(caller: Caller): Extract<Caller, { kind: "member" }> {
  assert(caller.kind === "member", "the contract lets only members in here");
  return caller;
}

/** An account named in a member's call must be the token's own (pc-protocol.md 9). */
function refuseOther(
  caller: Caller,
  named: { account?: string | undefined; memberId?: number | undefined },
): void {
  const member = memberOf(caller);
  const otherAccount =
    named.account !== undefined && named.account.toLowerCase() !== member.account.toLowerCase();
  if (otherAccount || (named.memberId !== undefined && named.memberId !== member.memberId)) {
    throw new Refusal("permission.other_member", "A member's token opens only the member's own account.");
  }
}

export function bindSessionRoutes(api: Api, { sessions, ids, live }: SessionRouteParts): void {
  bindDesk(api, sessions);
  bindDeskRoutes(api, sessions);
  bindGuestRoutes(api, sessions, ids);
  bindAccessCodeRoutes(api, sessions, ids);
  bindPauseRoutes(api, sessions);
  bindConvertRoutes(api, sessions);
  bindHistoryRoutes(api, sessions);
  bindMember(api, sessions, ids);
  bindBalance(api, sessions);
  bindSwitch(api, sessions);
  bindSelf(api, sessions, live);
}

function bindSelf(api: Api, sessions: Sessions, live: LiveFacts): void {
  api.bind(operations.member.memberSelf, async ({ cafeId, caller, now }) => {
    const { db, cafes } = sessions.parts;
    const row = await findMember(db, cafeId, memberOf(caller).memberId);
    if (row === undefined) throw notFound("member.not_found", "Member");
    const [member] = await memberObjects(await cafes.scope(cafeId), live, [row], now);
    assert(member !== undefined, "one row makes one object");
    return { member, ...member };
  });
}

function bindDesk(api: Api, sessions: Sessions): void {
  const { pcSessions } = operations;
  api.bind(pcSessions.startMember, async ({ cafeId, caller, input, now, transact }) => {
    const memberId = input.member_id ?? (await idOfAccount(sessions, cafeId, input.member_account));
    const staffName = actorOf(caller).actorName;
    const request = { pcName: input.pc_name, memberId, kind: "member", staffName } as const;
    const ready = await sessions.ready(cafeId);
    const started = await transact((tx) => startSession({ ...ready, tx, now }, request));
    void sessions.clock.look();
    return { session_id: started.sessionId, pc_name: started.pcName, member_id: started.memberId };
  });
}

async function idOfAccount(sessions: Sessions, cafeId: number, account: string | undefined): Promise<number> {
  if (account === undefined)
    throw invalidField("member_id", "One of the member_id and member_account fields is required.");
  const customer = await store.findCustomerByAccount(sessions.parts.db, cafeId, account);
  if (customer === undefined) throw notFound("member.not_found", "Member");
  return customer.member_id;
}

async function runsThere(
  sessions: Sessions,
  cafeId: number,
  { pcName, memberId }: { pcName: string; memberId: number },
): Promise<boolean> {
  const pc = await findPcByName(sessions.parts.db, cafeId, pcName);
  if (pc === undefined) return false;
  const [running] = await store.listIdsOfPcs(sessions.parts.db, cafeId, [pc.pc_id]);
  return running?.member_id === memberId;
}

function bindSwitch(api: Api, sessions: Sessions): void {
  api.bind(operations.pcSessions.switchToAvailableOffer, async ({ cafeId, caller, input, now, transact }) => {
    const ready = await sessions.ready(cafeId);
    await transact((tx) =>
      inSessionAt(sessions, { ...ready, tx, now }, input.pc_name, async (work, running) => {
        if (running.row.member_id !== memberOf(caller).memberId)
          throw new Refusal("pc.not_in_session", "You are in no session on this PC.");
        await chooseAnew(work, running);
        await tx.announce(cafeId, "sessions.changed", { pc_ids: [running.row.pc_id] });
      }),
    );
    void sessions.clock.look();
    return {};
  });
}

function bindMember(api: Api, sessions: Sessions, ids: IdSource): void {
  const { auth, member } = operations;
  const { db, cafes } = sessions.parts;
  api.bind(auth.memberLogin, ({ input, pc, address }) =>
    logInMember(sessions, ids, {
      licenseName: input.license_name,
      account: input.member_account,
      password: input.member_password,
      pcToken: input.status_pc_token,
      pcName: input.pc_name,
      isClient: input.is_client ?? false,
      bookingPassword: input.booking_password,
      pc,
      address,
    }),
  );
  api.bind(auth.memberLogout, async ({ caller, now, transact }) => {
    const { cafeId, memberId } = memberOf(caller);
    await transact((tx) => endMemberTokens(tx, cafeId, memberId, null, now));
    return {};
  });
  api.bind(member.clientStartSession, async ({ cafeId, caller, input, now, transact }) => {
    refuseOther(caller, { account: input.member_account });
    const request = {
      pcName: input.pc_name,
      memberId: memberOf(caller).memberId,
      kind: "member",
      staffName: "",
    } as const;
    // A code or a payment began it already, or an answer was lost: the page asks for what is there.
    if (await runsThere(sessions, cafeId, request)) return {};
    const ready = await sessions.ready(cafeId);
    await transact((tx) => startSession({ ...ready, tx, now }, request));
    void sessions.clock.look();
    return {};
  });
  api.bind(member.autoCheckout, async ({ cafeId, caller, input, now, transact }) => {
    refuseOther(caller, { memberId: input.member_id });
    const scope = await cafes.scope(cafeId);
    const pc = await findPcByName(db, cafeId, input.pc_name);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    const running = await store.findRunningOfPc(db, cafeId, pc.pc_id);
    if (running?.member_id !== memberOf(caller).memberId)
      throw new Refusal("pc.not_in_session", "You are in no session on this PC.");
    const ready = await sessions.ready(cafeId);
    refuseEndByClient(running.kind, ready.scope);
    const ended = await transact((tx) =>
      sessions.endOfPc({ ...ready, tx, now }, pc.pc_id, {
        by: { end: "Client", actor: actorOf(caller), staffName: "" },
      }),
    );
    return checkoutAnswer(ended === null ? [] : [ended], scope.exponent);
  });
}

function bindBalance(api: Api, sessions: Sessions): void {
  const { db, cafes } = sessions.parts;
  api.bind(operations.member.getRealTimeBalance, async ({ cafeId, caller, input }) => {
    refuseOther(caller, { account: input.member_account, memberId: input.member_id });
    const scope = await cafes.scope(cafeId);
    const pc = await findPcByName(db, cafeId, input.pc_name);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    const memberId = memberOf(caller).memberId;
    const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
    const [view] = await sessions.viewsOfMembers(cafeId, [memberId]);
    const customer = await store.findMoney(db, cafeId, memberId);
    if (customer === undefined) throw notFound("member.not_found", "Member");
    const price = choosePrice(
      await sessions.parts.pricesOf(cafeId),
      pc.pc_group_id,
      customer.member_group_id,
    );
    return {
      member_balance: money(customer.balance_minor - (view?.costFromBalanceMinor ?? 0)),
      member_balance_bonus: money(customer.bonus_minor - (view?.costFromBonusMinor ?? 0)),
      member_coin_balance: decimalFromHundredths(customer.coins_hundredths),
      member_loan: money(customer.loan_minor),
      price_per_hour: money(price?.ratesPerHourMinor[0] ?? 0),
      pc_cost: money((view?.costFromBalanceMinor ?? 0) + (view?.costFromBonusMinor ?? 0)),
    };
  });
}
