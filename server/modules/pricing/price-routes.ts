import * as operations from "../../../contract/operations/prices.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { durationText } from "../../kernel/local-time.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { notFound } from "../../kernel/refusal.ts";
import type { Cafes } from "../cafes/index.ts";
import { priceShow } from "./calculation-rules.ts";
import { addAskedPrice, changePrice, getPrice, removePrice, type PriceParts } from "./change-price.ts";
import { coverageOf, previewPrice, type Preview } from "./preview-price.ts";
import { listPrices } from "./price-store.ts";
import { priceChangeOf, priceObject } from "./price-wire.ts";

export interface PriceRouteParts extends PriceParts {
  db: Db;
  cafes: Cafes;
}

/** Binds the rows of prices of api-v2.md 2.10, and what prices would mean. */
export function bindPriceRoutes(api: Api, parts: PriceRouteParts): void {
  bindPrices(api, parts);
  bindMeaning(api, parts);
}

function bindPrices(api: Api, parts: PriceRouteParts): void {
  const { db, cafes } = parts;
  const actOf = async (call: Call<unknown>) => {
    const { exponent } = await cafes.scope(call.cafeId);
    const { cafeId, now, caller, transact } = call;
    return { cafeId, now, caller, transact, exponent };
  };
  api.bind(operations.listPrices, async ({ cafeId }) => {
    const { exponent } = await cafes.scope(cafeId);
    return (await listPrices(db, cafeId)).map((row) => priceObject(row, exponent));
  });
  api.bind(operations.getPrice, async ({ cafeId, input }) => {
    const { exponent } = await cafes.scope(cafeId);
    return { price: priceObject(await getPrice(db, cafeId, input.priceId), exponent) };
  });
  api.bind(operations.addPrice, async (call) => {
    const act = await actOf(call);
    return { price_id: await addAskedPrice(parts, act, priceChangeOf(call.input, act.exponent)) };
  });
  api.bind(operations.changePrice, async (call) => {
    const act = await actOf(call);
    const { priceId, ...asked } = call.input;
    await changePrice(parts, act, priceId, priceChangeOf(asked, act.exponent));
    return { price_id: priceId };
  });
  api.bind(operations.removePrice, async (call) => {
    await removePrice(parts, await actOf(call), call.input.priceId);
    return {};
  });
}

function bindMeaning(api: Api, { db, cafes, facts }: PriceRouteParts): void {
  api.bind(operations.previewPrice, async ({ cafeId, input }) => {
    const scope = await cafes.scope(cafeId);
    const [prices, pcGroups, memberGroups] = await Promise.all([
      listPrices(db, cafeId),
      facts.listPcGroups(db, cafeId),
      facts.listMemberGroups(db, cafeId),
    ]);
    const pcGroup = pcGroups.find(({ id }) => id === input.pc_group_id);
    if (pcGroup === undefined) throw notFound("pc_group.not_found", "PC group");
    const memberGroup = memberGroups.find(({ id }) => id === input.member_group_id);
    if (memberGroup === undefined) throw notFound("member_group.not_found", "Member group");
    const preview = previewPrice(scope, prices, {
      priceId: input.price_id ?? null,
      change: priceChangeOf(input, scope.exponent),
      ...{ pcGroup, memberGroup },
      ...{ date: input.date, timeStart: input.time_start, timeEnd: input.time_end },
    });
    return previewAnswer(preview, scope.exponent);
  });
  api.bind(operations.readPriceCoverage, async ({ cafeId }) => {
    const [prices, pcGroups, memberGroups] = await Promise.all([
      listPrices(db, cafeId),
      facts.listPcGroups(db, cafeId),
      facts.listMemberGroups(db, cafeId),
    ]);
    const coverage = coverageOf(prices, pcGroups, memberGroups);
    return {
      pc_groups: pcGroups.map(({ id, name, pcs }) => ({
        pc_group_id: id,
        pc_group_name: name,
        pc_number: pcs,
      })),
      member_groups: memberGroups.map(({ id, name }) => ({ member_group_id: id, member_group_name: name })),
      prices: coverage.prices.map(({ pcGroupId, memberGroupId, price }) => ({
        pc_group_id: pcGroupId,
        member_group_id: memberGroupId,
        price_id: price?.id ?? null,
        price_name: price?.name ?? null,
      })),
      gaps: coverage.gaps.map(({ pcGroupId, memberGroupId }) => ({
        pc_group_id: pcGroupId,
        member_group_id: memberGroupId,
      })),
    };
  });
}

function previewAnswer({ price, isStored, holding, booked, ...more }: Preview, exponent: number) {
  const money = (minor: number) => decimalFromMinor(minor, exponent);
  const isNew = holding !== null && holding.id === price.id && !isStored;
  return {
    price_id: isStored ? price.id : null,
    price_name: price.name,
    price_show: priceShow(price, exponent),
    holds: flagOf(holding?.id === price.id),
    holding_price_id: isNew ? null : (holding?.id ?? null),
    holding_price_name: holding?.name ?? null,
    discount_pc_time: Math.round(Number(more.discountPercent)),
    used_secs: durationText(more.usedSeconds),
    cost: money(booked.chargeMinor),
    tax: money(booked.taxMinor),
    total: money(booked.totalMinor),
    cost_details: more.words,
  };
}
