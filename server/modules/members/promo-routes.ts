import * as operations from "../../../contract/operations/promo-codes.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { pageRequest, pagingInfo } from "../../kernel/http/paging.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound } from "../../kernel/refusal.ts";
import { logConfigUpdate, type Cafes, type CafeScope } from "../cafes/index.ts";
import {
  addPromoCodes,
  askPromoCode,
  changePromoCode,
  getPromoCode,
  listPromoCodes,
  listPromoUses,
  promoFieldsOf,
  promoOf,
  promoUseOf,
  removePromoCode,
  type PromoFields,
  type WritablePromo,
} from "../ledger/index.ts";
import { minorOf } from "./fetch-bonus.ts";
import { listMemberGroups } from "./member-group-store.ts";

export interface PromoParts {
  db: Db;
  cafes: Cafes;
  ids: IdSource;
}

/** A code for a group that is not there would fit nobody. */
async function refuseUnknownGroups(
  db: Queries,
  cafeId: number,
  asked: readonly number[] = [],
): Promise<void> {
  if (asked.length === 0) return;
  const known = new Set((await listMemberGroups(db, cafeId)).map((group) => group.member_group_id));
  if (!asked.every((id) => known.has(id))) throw notFound("member_group.not_found", "Member group");
}

/** A new code's fields, with what it is unless said (api-v2.md 3.23). */
function newFieldsOf(
  scope: CafeScope,
  input: WritablePromo,
): Omit<PromoFields, "code"> & { code: string | undefined } {
  return {
    code: undefined,
    purpose: "topup",
    valueThousandths: 0,
    unit: "currency",
    target: scope.settings.text("promo_bonus_field_type") === "coin" ? "coin" : "bonus",
    minTopupMinor: 0,
    maxUses: 0,
    oncePerMember: true,
    memberGroupIds: [],
    validFrom: null,
    validTo: null,
    isActive: true,
    ...promoFieldsOf(input, scope),
  };
}

/** Binds the promotion codes of api-v2.md 2.10. */
export function bindPromoRoutes(api: Api, parts: PromoParts): void {
  bindReads(api, parts);
  bindChanges(api, parts);
}

function bindReads(api: Api, { db, cafes }: PromoParts): void {
  api.bind(operations.listPromoCodes, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const page = pageRequest(input);
    const { promos, total } = await listPromoCodes(db, cafeId, {
      page,
      sortName: input.sort_name,
      descending: input.sort?.toLowerCase() === "desc",
      text: input.search_text,
      isActive: input.active,
    });
    return { items: promos.map((row) => promoOf(row, scope)), paging_info: pagingInfo(page, total) };
  });

  api.bind(operations.getPromoCode, async ({ cafeId, input }) => {
    const [scope, row, uses] = await Promise.all([
      cafes.scope(cafeId),
      getPromoCode(db, cafeId, input.promoId),
      listPromoUses(db, cafeId, input.promoId),
    ]);
    return { promo: promoOf(row, scope), uses: uses.map((use) => promoUseOf(use, scope)) };
  });

  api.bind(operations.checkPromoCode, async ({ cafeId, input, now }) => {
    const scope = await cafes.scope(cafeId);
    const { promoId, bonusMinor, coinsHundredths } = await askPromoCode(db, {
      cafeId,
      now,
      code: input.promo_code,
      exponent: scope.exponent,
      purpose: input.purpose === "register" ? "register" : "topup",
      memberIds: input.member_id === undefined ? [] : [input.member_id],
      valueMinor: input.topup_value === undefined ? null : minorOf(scope, "topup_value", input.topup_value),
    });
    return {
      promo_id: promoId,
      bonus: decimalFromMinor(bonusMinor, scope.exponent),
      coins: coinsHundredths / 100,
    };
  });
}

/** What changed of a code, from what to what; of its text only that it did, because who knows it may use it. */
function changesInWords(before: object, after: object): string {
  const was = before as Record<string, unknown>;
  return Object.entries(after)
    .map(([name, value]) => ({ name, texts: [was[name], value].map((each) => JSON.stringify(each)) }))
    .filter(({ texts: [old, now] }) => old !== now)
    .map(({ name, texts }) => (name === "promo_code" ? name : `${name}: ${texts.join(" → ")}`))
    .join("; ");
}

function bindChanges(api: Api, { cafes, ids }: PromoParts): void {
  api.bind(operations.addPromoCodes, async ({ cafeId, input, caller, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const fields = newFieldsOf(scope, input);
    const promoIds = await transact(async (tx) => {
      await refuseUnknownGroups(tx, cafeId, fields.memberGroupIds);
      const { exponent } = scope;
      const count = input.count ?? 1;
      const added = await addPromoCodes(tx, { cafeId, now, ids, exponent, fields, count });
      const { promo_value, promo_unit, promo_target } = promoOf(
        await getPromoCode(tx, cafeId, added[0] ?? 0),
        scope,
      );
      const terms = `${promo_value} ${promo_unit} as ${promo_target}`;
      const details = `promotion codes added, ${added.length} from number ${added[0]} on: ${terms}`;
      await logConfigUpdate(tx, cafeId, { ...actorOf(caller), now }, details);
      return added;
    });
    return { promo_id: promoIds[0] ?? 0, promo_ids: promoIds };
  });

  api.bind(operations.changePromoCode, async ({ cafeId, input, caller, now, transact }) => {
    const scope = await cafes.scope(cafeId);
    const change = promoFieldsOf(input, scope);
    const { promoId } = input;
    await transact(async (tx) => {
      await refuseUnknownGroups(tx, cafeId, change.memberGroupIds);
      const before = promoOf(await getPromoCode(tx, cafeId, promoId), scope);
      await changePromoCode(tx, { cafeId, promoId, exponent: scope.exponent, now }, change);
      const words = changesInWords(before, promoOf(await getPromoCode(tx, cafeId, promoId), scope));
      if (words !== "")
        await logConfigUpdate(tx, cafeId, { ...actorOf(caller), now }, `promotion code ${promoId}: ${words}`);
    });
    return { promo_id: promoId };
  });

  api.bind(operations.removePromoCode, async ({ cafeId, input, caller, now, transact }) => {
    await transact(async (tx) => {
      await removePromoCode(tx, cafeId, input.promoId, now);
      const by = { ...actorOf(caller), now };
      await logConfigUpdate(tx, cafeId, by, `promotion code ${input.promoId} removed`);
    });
    return {};
  });
}
