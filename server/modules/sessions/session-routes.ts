import { operations } from "../../../contract/operations/index.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf, type Caller } from "../../kernel/http/caller.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor, decimalFromHundredths } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { endMemberTokens } from "../access/index.ts";
import { findMember, memberObjects, type LiveFacts } from "../members/index.ts";
import { findPcByName, findPcsByNames } from "../pcs/index.ts";
import { choosePrice, listPrices } from "../pricing/index.ts";
import { endSession, type Ended } from "./end-session.ts";
import { logInMember } from "./log-in-member.ts";
import * as store from "./session-store.ts";
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
  bindMember(api, sessions, ids);
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
  const { db, cafes } = sessions.parts;
  api.bind(pcSessions.startMember, async ({ cafeId, caller, input, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const memberId = input.member_id ?? (await idOfAccount(sessions, cafeId, input.member_account));
    const request = { scope, pcName: input.pc_name, memberId, now, staffName: actorOf(caller).actorName };
    const started = await transact((tx) => startSession(tx, request));
    void sessions.clock.look();
    return { session_id: started.sessionId, pc_name: started.pcName, member_id: started.memberId };
  });
  api.bind(pcSessions.checkout, async ({ cafeId, caller, input, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const pcIds = await pcIdsToEnd(sessions, cafeId, input);
    const ended = await transact(async (tx) => {
      const done: Ended[] = [];
      for (const pcId of pcIds) {
        const one = await endSession(tx, {
          scope,
          pcId,
          now,
          by: "Cafe",
          caller,
          comment: input.comment ?? "",
        });
        if (one === null) throw new Refusal("pc.not_in_session", "No session is running on this PC.");
        done.push(one);
      }
      return done;
    });
    return checkoutAnswer(ended, scope.exponent);
  });

  async function pcIdsToEnd(
    of: Sessions,
    cafeId: number,
    input: { pc_name?: string | undefined; pc_names?: string[] | undefined; member_id?: number | undefined },
  ) {
    const names = [...(input.pc_names ?? []), ...(input.pc_name === undefined ? [] : [input.pc_name])];
    if (names.length > 0) {
      const pcs = await findPcsByNames(db, cafeId, names);
      const missing = names.find((name) => !pcs.some((pc) => pc.name.toLowerCase() === name.toLowerCase()));
      if (missing !== undefined) throw notFound("pc.not_found", "PC");
      return pcs.map((pc) => pc.pc_id);
    }
    if (input.member_id === undefined)
      throw invalidField("pc_name", "One of the pc_name, pc_names and member_id fields is required.");
    const pcIds = await of.pcIdsOfMembers(cafeId, [input.member_id]);
    if (pcIds.length === 0) throw new Refusal("pc.not_in_session", "This member is in no session.");
    return pcIds;
  }
}

async function idOfAccount(sessions: Sessions, cafeId: number, account: string | undefined): Promise<number> {
  if (account === undefined)
    throw invalidField("member_id", "One of the member_id and member_account fields is required.");
  const customer = await store.findCustomerByAccount(sessions.parts.db, cafeId, account);
  if (customer === undefined) throw notFound("member.not_found", "Member");
  return customer.member_id;
}

/** Members' sessions are paid from the account, so nothing is left to pay or to pay back at the desk. */
function checkoutAnswer(ended: readonly Ended[], exponent: number) {
  const zero = decimalFromMinor(0, exponent);
  const charged = ended.reduce((sum, one) => sum + one.chargedMinor, 0);
  return {
    amount: zero,
    paid: decimalFromMinor(charged, exponent),
    refund: zero,
    order_no: null,
    results: ended.map((one) => ({
      pc_name: one.pcName,
      session_id: one.sessionId,
      member_id: one.memberId,
      member_account: one.account,
      amount: decimalFromMinor(one.chargedMinor, exponent),
      status: "success",
      message: "",
    })),
  };
}

function bindMember(api: Api, sessions: Sessions, ids: IdSource): void {
  const { auth, member } = operations;
  const { db, cafes } = sessions.parts;
  api.bind(auth.memberLogin, ({ input, address }) =>
    logInMember(sessions, ids, {
      licenseName: input.license_name,
      account: input.member_account,
      password: input.member_password,
      pcToken: input.status_pc_token,
      pcName: input.pc_name,
      isClient: input.is_client ?? false,
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
    const scope = await cafes.scope(cafeId);
    const memberId = memberOf(caller).memberId;
    await transact((tx) => startSession(tx, { scope, pcName: input.pc_name, memberId, now, staffName: "" }));
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
    const ended = await transact((tx) =>
      endSession(tx, { scope, pcId: pc.pc_id, now, by: "Client", caller }),
    );
    return checkoutAnswer(ended === null ? [] : [ended], scope.exponent);
  });
  api.bind(member.getRealTimeBalance, async ({ cafeId, caller, input }) => {
    refuseOther(caller, { account: input.member_account, memberId: input.member_id });
    const scope = await cafes.scope(cafeId);
    const pc = await findPcByName(db, cafeId, input.pc_name);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    const memberId = memberOf(caller).memberId;
    const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
    const [view] = await sessions.viewsOfMembers(cafeId, [memberId]);
    const customer = await store.findMoney(db, cafeId, memberId);
    if (customer === undefined) throw notFound("member.not_found", "Member");
    const price = choosePrice(await listPrices(db, cafeId), pc.pc_group_id, customer.member_group_id);
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
