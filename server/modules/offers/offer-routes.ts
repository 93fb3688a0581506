import * as operations from "../../../contract/operations/member-offers.ts";
import { assert } from "../../kernel/assert.ts";
import type { Db, Queries } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { Cafes, CafeScope } from "../cafes/index.ts";
import { listMemberOffers, memberExists } from "./member-offer-store.ts";
import { inOrderOfUse } from "./offer-rules.ts";
import { ownedOfferOf } from "./offer-wire.ts";
import { listOwnedOffers } from "./use-offer.ts";

/** What the routes of offers are given by the composition. */
export interface OfferParts {
  db: Db;
  cafes: Cafes;
  /** The offer that the member's running session uses, with what is left of it at this moment; null = none. */
  offerInUse: (
    cafeId: number,
    memberId: number,
    queries: Queries,
  ) => Promise<{ ownedOfferId: number; leftSeconds: number } | null>;
}

/** Binds the lists of owned offers (api-v2.md 2.7, 2.9). */
export function bindOfferRoutes(api: Api, parts: OfferParts): void {
  const { db, cafes } = parts;
  api.bind(operations.memberOffersForDesk, async ({ cafeId, input, now }) => {
    if (!(await memberExists(db, cafeId, input.memberId))) throw notFound("member.not_found", "Member");
    return offersOf(parts, await cafes.scope(cafeId), input.memberId, { all: input.all ?? false, now });
  });
  api.bind(operations.memberOffers, async ({ cafeId, caller, now }) => {
    assert(caller.kind === "member", "the contract lets only members in here");
    return offersOf(parts, await cafes.scope(cafeId), caller.memberId, { all: false, now });
  });
}

async function offersOf(
  { db, offerInUse }: OfferParts,
  scope: CafeScope,
  memberId: number,
  { all, now }: { all: boolean; now: Date },
) {
  const { cafeId } = scope;
  const [rows, owned, inUse] = await Promise.all([
    listMemberOffers(db, cafeId, memberId),
    listOwnedOffers(db, cafeId, [memberId]),
    offerInUse(cafeId, memberId, db),
  ]);
  const shown = new Map(rows.map((row) => [row.owned_offer_id, ownedOfferOf(scope, row, now, inUse)]));
  if (all) return [...shown.values()];
  const open = inOrderOfUse(owned.get(memberId) ?? []).flatMap(
    (offer) => shown.get(offer.ownedOfferId) ?? [],
  );
  return open.filter(
    (offer) => offer.member_offer_state === "unused" || offer.member_offer_state === "in_use",
  );
}
