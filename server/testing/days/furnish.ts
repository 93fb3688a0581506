import { TurnedClock } from "../../kernel/clock.ts";
import { insertMembers } from "../../modules/members/index.ts";
import type { ApiCaller } from "../api-caller.ts";
import { openTestServer } from "../test-server.ts";
import { Chance } from "./chance.ts";
import {
  decimal,
  demand,
  rateFactor,
  type House,
  type HousePc,
  type HouseSettings,
  type OfferOnSale,
} from "./house.ts";
import { Notebook } from "./notebook.ts";

export interface Size {
  pcs: number;
  members: number;
}

/** Zones whose clocks change in both directions within a year, one of them by half an hour. */
const zones = ["Europe/Madrid", "America/New_York", "Europe/Madrid", "Australia/Lord_Howe"] as const;

export const zoneOf = (seed: number): string => zones[seed % zones.length] ?? zones[0];

/** A café with PCs in three groups, members, prices by hour and by rows, and offers with windows and expiry. */
export async function furnish(seed: number, startsAt: Date, size: Size): Promise<House> {
  const clock = new TurnedClock(startsAt);
  const chance = new Chance(seed);
  const server = await openTestServer({ clock, rateFactor });
  const key = await server.makeKey();
  const api = server.caller(key);
  const zone = zoneOf(seed);
  await demand({ api }, "PUT", "configs/centerSettings", { timezone: zone });
  const settings = drawSettings(chance);
  await applySettings(api, chance, settings);
  const groups = await addGroups(api);
  const pcs = await addPcs(server, api, size.pcs, groups);
  return {
    ...{ server, firstServer: server, api, key, clock, chance, zone, settings, pcs },
    memberIds: await addMembers(server, size.members),
    prices: await addPrices(api, groups),
    offers: await addOffers(api, groups.arena),
    notebook: new Notebook(),
    dark: new Set(),
  };
}

function drawSettings(chance: Chance): HouseSettings {
  const evenings = Array.from({ length: 7 }, () =>
    Array.from({ length: 24 }, (_, hour) => (hour >= 16 ? 1 : 0)),
  );
  return {
    freeMinutes: chance.oneOf([0, 3, 10]),
    minimumMinor: chance.oneOf([0, 0, 100]),
    mayOweMinor: chance.oneOf([0, 200, 500]),
    bonusFirst: chance.next() < 0.7,
    bonusHours: chance.next() < 0.3 ? evenings : [],
    keepsChange: chance.next() < 0.3,
    outageMinutes: 45,
    offlineMinutes: chance.oneOf([15, 30]),
    postpaidMostMinor: chance.oneOf([0, 800]),
  };
}

async function applySettings(api: ApiCaller, chance: Chance, settings: HouseSettings): Promise<void> {
  const set = (page: string, values: Record<string, unknown>) =>
    demand({ api }, "PUT", `configs/${page}`, values);
  await set("centerSettings", {
    free_time_minutes: settings.freeMinutes,
    prepaid_session_change_method: settings.keepsChange ? "keep" : "return",
    auto_checkout_power_outage_minutes: settings.outageMinutes,
    postpaid_max_balance: decimal(settings.postpaidMostMinor),
    refund_within_minutes: 30,
  });
  await set("paymentSettings", {
    minimum_charge: decimal(settings.minimumMinor),
    allow_auto_loan: decimal(settings.mayOweMinor),
    tax4_percentage: chance.oneOf(["0.00", "10.00", "7.25"]),
    tax_included_in_price: chance.int(0, 1),
    payment_method_qr: 1,
  });
  await set("loyaltySettings", {
    bonus_expiration_time: chance.oneOf([0, 6, 24]),
    point_enable: 1,
    use_bonus_first: settings.bonusFirst ? 1 : 0,
    bonus_available_time: settings.bonusHours,
    bonus_cashback_enable: chance.int(0, 1),
    bonus_cashback_default: "5.00",
  });
  await set("clientSettings", { offline_play_minutes: settings.offlineMinutes });
  await demand({ api }, "POST", "memberGroups", {
    ...{ member_group_name: "Silver", member_group_point_min: 60 },
    ...{ member_group_discount_pc_time: 10 },
  });
}

interface Groups {
  vip: number;
  arena: number;
}

async function addGroups(api: ApiCaller): Promise<Groups> {
  const add = (name: string) =>
    demand<{ pc_group_id: number }>({ api }, "POST", "pcGroups", { pc_group_name: name });
  return { vip: (await add("VIP")).pc_group_id, arena: (await add("Arena")).pc_group_id };
}

/** A fifth stand in each of the dearer groups; one in ten has no link. */
async function addPcs(
  server: House["server"],
  api: ApiCaller,
  count: number,
  { vip, arena }: Groups,
): Promise<HousePc[]> {
  for (let number = 1; number <= count; number += 1) {
    const group = number % 5 === 1 ? vip : number % 5 === 2 ? arena : undefined;
    await demand({ api }, "POST", "pcs", {
      pc_name: `PC${number}`,
      ...(group === undefined ? {} : { pc_group_id: group }),
    });
  }
  const rows = await server.db.rows<{ pc_id: number; name: string; pc_group_id: number }>(
    "select pc_id, name, pc_group_id from pcs where cafe_id = $1 order by pc_id",
    [server.cafe.cafeId],
  );
  return rows.map(({ pc_id: id, name, pc_group_id: groupId }) => ({
    ...{ id, name, groupId },
    hasLink: Number(name.slice(2)) % 10 !== 0,
  }));
}

/** By the server's own statement: two thousand passwords would be hashed for nothing. */
async function addMembers({ db, cafe, clock }: House["server"], count: number): Promise<number[]> {
  const members = Array.from({ length: count }, (_, index) => ({
    account: `player${index + 1}`,
    passwordHash: null,
    memberGroupId: 0,
  }));
  return db.transact((tx) => insertMembers(tx, cafe.cafeId, members, clock.now()));
}

async function addPrices(api: ApiCaller, { vip, arena }: Groups): Promise<House["prices"]> {
  const halfHours = Array.from({ length: 7 }, (_, day) =>
    Array.from({ length: 48 }, (_, half) => (half < 17 ? 2 : half >= 44 || day === 5 ? 3 : 1)),
  );
  const [first] = await demand<{ price_id: number }[]>({ api }, "GET", "prices");
  const firstId = first?.price_id ?? 0;
  await demand({ api }, "PUT", `prices/${firstId}`, {
    ...{ price_price1: "3.60", price_price2: "2.00", price_price3: "4.35", price_grid: halfHours },
  });
  const rows = await demand<{ price_id: number }>({ api }, "POST", "prices", {
    ...{ price_name: "VIP rows", price_type: "dynamic", price_pc_group_ids: [vip] },
    price_dynamic: [
      { time: 60, amount: "4.00" },
      { time: 180, amount: "9.00" },
    ],
  });
  const rounded = await demand<{ price_id: number }>({ api }, "POST", "prices", {
    ...{ price_name: "Arena", price_type: "fixed", price_price1: "5.00", price_pc_group_ids: [arena] },
    ...{ price_rounding: "0.25", price_tax_id: 0 },
  });
  return [
    { id: firstId, isRows: false },
    { id: rows.price_id, isRows: true },
    { id: rounded.price_id, isRows: false },
  ];
}

/** Offers of every kind of window and expiry (billing.md 8). */
async function addOffers(api: ApiCaller, arena: number): Promise<OfferOnSale[]> {
  const kinds: Record<string, unknown>[] = [
    { product_name: "3 hours", product_price: "7.50", product_mins: 180, product_coin_price: 5 },
    { product_name: "Morning", product_price: "4.00", product_mins: 240, product_enable_time: "08:00-12:30" },
    {
      ...{ product_name: "Night", product_price: "6.00", product_mins: 480, product_priority: 1 },
      ...{ product_enable_time: "22:00-06:00", product_enable_weekday: "5|6|" },
    },
    {
      ...{ product_name: "Day", product_price: "9.99", product_mins: 300 },
      ...{ product_expired_type: 1, product_expired_days: 1 },
    },
    {
      ...{ product_name: "Use soon", product_price: "2.25", product_mins: 60, product_priority: 2 },
      ...{ product_expired_type: 2, product_expired_hours: 3 },
    },
    {
      ...{ product_name: "Arena hour", product_price: "3.50", product_mins: 60 },
      product_pc_groups: JSON.stringify([arena]),
    },
  ];
  const made: OfferOnSale[] = [];
  for (const kind of kinds) {
    const { product_id: productId } = await demand<{ product_id: number }>({ api }, "POST", "products", {
      ...{ product_group_id: -1, product_enable_discount: 0, ...kind },
    });
    made.push({
      productId,
      priceMinor: Math.round(Number(kind["product_price"]) * 100),
      coins: Number(kind["product_coin_price"] ?? 0),
    });
  }
  return made;
}
