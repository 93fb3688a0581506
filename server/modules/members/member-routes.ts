import * as operations from "../../../contract/operations/members.ts";
import type { Api, Call, InputOf } from "../../kernel/http/api.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import { inSignInTurn, noteSignInFailure, passwordFits, refuseTooManyFailures } from "../access/index.ts";
import { addMember } from "./add-member.ts";
import { changeMember } from "./change-member.ts";
import { fetchBonus } from "./fetch-bonus.ts";
import { bindMemberBookRoutes } from "./member-books-routes.ts";
import { bindMemberGroupRoutes } from "./member-group-routes.ts";
import type { MemberParts } from "./member-parts.ts";
import { bindMoreMemberRoutes } from "./member-more-routes.ts";
import { mayBePassword } from "./member-rules.ts";
import { findMemberByAccount, getMember, listMembers, suggestMembers } from "./member-store.ts";
import { bonusOnWire, holdingsOf, memberObjects, memberOnWire, suggestedMemberOf } from "./member-wire.ts";
import { removeMember } from "./remove-member.ts";
import { topUpMember } from "./top-up-member.ts";

/** Binds the rows of api-v2.md 2.7 and 2.8 that are offered. */
export function bindMemberRoutes(api: Api, parts: MemberParts): void {
  bindReads(api, parts);
  bindChanges(api, parts);
  bindMoney(api, parts);
  bindMoreMemberRoutes(api, parts);
  bindMemberBookRoutes(api, parts);
  bindMemberGroupRoutes(api, parts);
}

function bindReads(api: Api, parts: MemberParts): void {
  const { db, cafes, live } = parts;
  api.bind(operations.listMembers, async ({ cafeId, input, now }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { members, total } = await listMembers(db, cafeId, {
      page,
      sortName: input.sort_name,
      descending: input.sort?.toLowerCase() === "desc",
      text: input.search_text,
      field: input.search_field,
      guests: input.guest,
      memberGroupId: input.member_group_id,
    });
    return {
      license_using_billing: scope.settings.int("license_using_billing"),
      point_enable: scope.settings.int("point_enable"),
      members: await memberObjects(scope, live, members, now),
      paging_info: pagingInfo(page, total),
    };
  });

  api.bind(operations.getMember, async ({ cafeId, input, now }) => {
    const [scope, row] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    return { member: await memberOnWire(scope, live, row, now) };
  });

  api.bind(operations.suggestMembers, async ({ cafeId, input }) => {
    const [scope, rows] = await Promise.all([
      cafes.scope(cafeId),
      suggestMembers(db, cafeId, input.search_text),
    ]);
    return rows.map((row) => suggestedMemberOf(scope, row));
  });

  api.bind(operations.memberInfo, (call) => readWithPassword(parts, call));
}

async function readWithPassword(parts: MemberParts, call: Call<InputOf<typeof operations.memberInfo>>) {
  const { db, cafes, live } = parts;
  const { cafeId, input, now, address } = call;
  const { member_account: account, member_password: password } = input;
  // Programs send "-" to read the balance only: what can be no password is wrong without counting as a try.
  const isTry = password !== undefined && mayBePassword(password);
  const [scope, row] = await Promise.all([cafes.scope(cafeId), findMemberByAccount(db, cafeId, account)]);
  const tryPassword = async () => {
    await refuseTooManyFailures(db, cafeId, account, address, now);
    const isRight = await passwordFits(password ?? "", row?.password_hash);
    if (!isRight) await noteSignInFailure(db, cafeId, account, address, now);
    return isRight;
  };
  // In the turn of the account's own log-ins, because both count as tries of one password.
  const fits = isTry && (await inSignInTurn(`${scope.row.license_name} ${account}`, address, tryPassword));
  if (row === undefined) return { member: null, verify: false };
  const member = await memberOnWire(scope, live, row, now);
  return { member, verify: password === undefined || fits, ...member };
}

function bindChanges(api: Api, { cafes, live }: MemberParts): void {
  api.bind(operations.addMember, async (call) => ({
    member_id: await addMember(await cafes.scope(call.cafeId), call),
  }));

  api.bind(operations.changeMember, async (call) => {
    await changeMember(await cafes.scope(call.cafeId), call);
    return { member_id: call.input.memberId };
  });

  api.bind(operations.removeMember, async (call) => {
    await removeMember(live, call);
    return {};
  });
}

function bindMoney(api: Api, { db, cafes, live }: MemberParts): void {
  api.bind(
    operations.topUp,
    async (call) => {
      const scope = await cafes.scope(call.cafeId);
      const { members, replayed } = await topUpMember(db, live, scope, call);
      if (replayed) call.replayed();
      return {
        order_ids: members.map(({ orderId }) => orderId),
        members: members.map((member) => holdingsOf(scope, member)),
      };
    },
    { claimsKeyItself: true },
  );

  api.bind(operations.fetchBonus, async ({ cafeId, input, now }) => {
    const scope = await cafes.scope(cafeId);
    const memberIds = input.member_id ?? [];
    const fetched = await fetchBonus(db, scope, {
      memberIds,
      value: input.topup_value,
      promoCode: input.promo_code,
      now,
    });
    return {
      ...bonusOnWire(scope, fetched.bonus),
      member_id: memberIds[0] ?? null,
      members: fetched.members.map(({ memberId, bonus }) => ({
        ...bonusOnWire(scope, bonus),
        member_id: memberId,
      })),
    };
  });
}
