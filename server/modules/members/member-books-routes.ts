import * as operations from "../../../contract/operations/member-books.ts";
import type { Api } from "../../kernel/http/api.ts";
import { decimalFromHundredths, decimalFromMinor } from "../../kernel/money.ts";
import type { Bonus } from "../ledger/index.ts";
import type { MemberParts } from "./member-parts.ts";
import { getMember } from "./member-store.ts";
import { previewBonus } from "./preview-bonus.ts";
import { previewRefund } from "./preview-refund.ts";
import { readLots, readRefundable, readStatement } from "./read-statement.ts";

/** Binds a member's statement, lots of bonus, and the preview of a top-up. */
export function bindMemberBookRoutes(api: Api, parts: MemberParts): void {
  bindReads(api, parts);
  bindPreviews(api, parts);
}

function bindReads(api: Api, { db, cafes }: MemberParts): void {
  api.bind(operations.memberStatement, async ({ cafeId, input }) => {
    const [scope] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    return readStatement(db, scope, input.memberId, input);
  });

  api.bind(operations.listBonusLots, async ({ cafeId, input, now }) => {
    const [scope] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    return readLots(db, scope, input.memberId, now);
  });

  api.bind(operations.listTopUps, async ({ cafeId, input }) => {
    const [scope] = await Promise.all([cafes.scope(cafeId), getMember(db, cafeId, input.memberId)]);
    return readRefundable(db, scope, input);
  });
}

function bindPreviews(api: Api, { db, cafes, live }: MemberParts): void {
  api.bind(operations.previewRefund, async (call) =>
    previewRefund(db, live, await cafes.scope(call.cafeId), call),
  );

  api.bind(operations.previewBonus, async (call) => {
    const scope = await cafes.scope(call.cafeId);
    const { steps, code, points, weekday, percentHundredths } = await previewBonus(db, scope, call);
    const bonusText = (minor: number) => decimalFromMinor(minor, scope.exponent);
    const given = ({ bonusMinor, coinsHundredths }: Bonus) => ({
      bonus: bonusText(bonusMinor),
      coins: coinsHundredths / 100,
    });
    return {
      bonus: bonusText(steps.bonusMinor + code.bonusMinor),
      coins: (steps.coinsHundredths + code.coinsHundredths) / 100,
      points,
      weekday: weekday + 1,
      weekday_percent: decimalFromHundredths(percentHundredths),
      by_steps: given(steps),
      by_code: given(code),
    };
  });
}
