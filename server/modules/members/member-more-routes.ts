import * as operations from "../../../contract/operations/members-more.ts";
import type { Api } from "../../kernel/http/api.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { localText } from "../../kernel/local-time.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { readBalanceHistory } from "./balance-history.ts";
import { changePhoto } from "./change-photo.ts";
import { changePoints } from "./change-points.ts";
import { deductBalance } from "./deduct-balance.ts";
import { fetchBonus } from "./fetch-bonus.ts";
import { importMembers } from "./import-members.ts";
import { photoName, readPicture } from "./keep-picture.ts";
import { lendToMember } from "./lend-to-member.ts";
import type { MemberParts } from "./member-parts.ts";
import { getMember } from "./member-store.ts";
import { bonusOnWire, holdingsOf } from "./member-wire.ts";
import { listMessages } from "./message-store.ts";
import { refreshBonus } from "./refresh-bonus.ts";
import { sendMessage } from "./send-message.ts";

/** Binds the rows of api-v2.md 2.7 on history, messages, photo, loans, points, deductions and import. */
export function bindMoreMemberRoutes(api: Api, parts: MemberParts): void {
  bindPages(api, parts);
  bindMovements(api, parts);
  bindRefreshBonus(api, parts);
  api.bind(operations.importMembers, async (call) =>
    importMembers(await parts.cafes.scope(call.cafeId), call),
  );
}

function bindPages(api: Api, { db, cafes }: MemberParts): void {
  api.bind(operations.balanceHistory, async ({ cafeId, input }) => {
    const [scope] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    return readBalanceHistory(db, scope, input.memberId, input);
  });
  api.bind(operations.listMessages, async ({ cafeId, input }) => {
    const [{ zone }] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    const rows = await listMessages(db, cafeId, input.memberId);
    return {
      log_list: rows.map((row) => ({
        log_id: row.member_message_id,
        log_details: row.message,
        log_staff_name: row.staff_name,
        log_date_local: localText(row.created_at, zone),
        read: flagOf(row.read_at !== null),
      })),
    };
  });
  api.bind(operations.sendMessage, async (call) => ({ sent: await sendMessage(call) }));
  api.bind(operations.getPhoto, ({ cafeId, caller, input }) => {
    if (caller.kind === "member" && caller.memberId !== input.memberId)
      throw new Refusal("permission.other_member", "A member may see its own photo only.");
    return readPicture(db, cafeId, photoName(input.memberId));
  });
  api.bind(operations.putPhoto, async (call) => {
    await changePhoto(call);
    return {};
  });
}

function bindMovements(api: Api, { db, cafes, live }: MemberParts): void {
  const itself = { claimsKeyItself: true };
  api.bind(
    operations.addLoan,
    async (call) => {
      const scope = await cafes.scope(call.cafeId);
      const { memberId, balanceMinor, loanMinor } = await lendToMember(db, scope, call);
      const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
      return { member_id: memberId, member_balance: money(balanceMinor), member_loan: money(loanMinor) };
    },
    itself,
  );
  api.bind(
    operations.addPoints,
    async (call) => {
      const moved = await changePoints(db, await cafes.scope(call.cafeId), call);
      const points = decimalFromHundredths(moved.pointsHundredths);
      return { member_id: moved.memberId, member_points: points, member_group_id: moved.memberGroupId };
    },
    itself,
  );
  api.bind(
    operations.deductBalance,
    async (call) => {
      const scope = await cafes.scope(call.cafeId);
      const moved = await deductBalance(db, live, scope, call);
      const members = moved.map((member) => holdingsOf(scope, member));
      const [first] = members;
      if (first === undefined) throw new Error("a deduction answered no member");
      return {
        member_id: first.member_id,
        member_balance: first.member_balance,
        member_balance_bonus: first.member_balance_bonus,
        order_ids: moved.flatMap(({ orderId }) => (orderId === null ? [] : [orderId])),
        members,
      };
    },
    itself,
  );
}

const leftOnWire = (scope: CafeScope, bonusMinor: number) => {
  const bonus = decimalFromMinor(bonusMinor, scope.exponent);
  return { bonus, topup_balance_bonus: bonus, member_balance_bonus: bonus };
};

function bindRefreshBonus(api: Api, { db, cafes }: MemberParts): void {
  api.bind(operations.refreshBonus, async ({ cafeId, input, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const memberIds = input.member_id ?? [];
    if (input.topup_value !== undefined) {
      const asked = { memberIds, value: input.topup_value, promoCode: input.promo_code, now };
      const { bonus, members } = await fetchBonus(db, scope, asked);
      return {
        ...bonusOnWire(scope, bonus),
        member_id: memberIds[0] ?? null,
        members: members.map((member) => ({
          ...bonusOnWire(scope, member.bonus),
          member_id: member.memberId,
        })),
      };
    }
    const [first] = memberIds;
    if (first === undefined)
      throw invalidField("member_id", "The member_id field is required without an amount.");
    const left = await transact((tx) => refreshBonus(tx, cafeId, memberIds, now));
    return {
      ...leftOnWire(scope, left.get(first) ?? 0),
      member_id: first,
      members: memberIds.map((memberId) => ({
        ...leftOnWire(scope, left.get(memberId) ?? 0),
        member_id: memberId,
      })),
    };
  });
}
