import type { Clock } from "../../server/kernel/clock.ts";
import type { Db, Tx } from "../../server/kernel/db/database.ts";
import { randomText, type IdSource } from "../../server/kernel/ids.ts";
import { addStaff, generatedPassword, hashPassword } from "../../server/modules/access/index.ts";
import { addBootPc } from "../../server/modules/bootpcs/index.ts";
import { setSetting } from "../../server/modules/cafes/index.ts";
import { topUpMembers } from "../../server/modules/ledger/index.ts";
import { insertMemberGroup, insertMembers, type NewMember } from "../../server/modules/members/index.ts";
import { addPc, addPcGroup } from "../../server/modules/pcs/index.ts";
import { addPrice, type NewPrice } from "../../server/modules/pricing/index.ts";
import { openNewCafe } from "../../server/set-up.ts";
import { firstNames, lastNames } from "./sample-names.ts";
import { addSampleOffers, sellSampleOffers } from "./sample-offers.ts";
import { placeSample } from "./sample-plan.ts";
import { addSampleShop, sellSampleGoods } from "./sample-shop.ts";

/** The sample café of --demo: what a café of forty PCs looks like after a year. */

export interface SampleCafe {
  cafeId: number;
  licenseName: string;
  adminPassword: string;
  staff: { name: string; password: string }[];
  memberIds: number[];
}

interface SampleParts {
  db: Db;
  clock: Clock;
  ids: IdSource;
  serverCode: string;
}

const memberCount = 300;
const bootPcCount = 12;
/** Of the sample's PCs: name prefix, how many, hourly rate in cents. */
const halls = [
  { group: "Standard", room: "Hall", prefix: "PC", count: 24, rateMinor: 200, color: "#228be6" },
  { group: "VIP", room: "VIP", prefix: "VIP", count: 10, rateMinor: 350, color: "#be4bdb" },
  { group: "Stream", room: "Stage", prefix: "LIVE", count: 6, rateMinor: 500, color: "#f76707" },
] as const;

/** Fills an empty database. Everything goes the way a café's own data would; money through the ledger. */
export async function makeSampleCafe(parts: SampleParts): Promise<SampleCafe> {
  const { db, ids, clock } = parts;
  const now = clock.now();
  const [adminPassword, managerPassword, deskPassword] = [
    generatedPassword(ids),
    generatedPassword(ids),
    generatedPassword(ids),
  ];
  const [adminHash, managerHash, deskHash] = await Promise.all(
    [adminPassword, managerPassword, deskPassword].map(hashPassword),
  );
  // Nobody knows this one: sample members log in only after the desk gave them a password.
  const memberHash = await hashPassword(randomText(ids, "abcdefghijklmnopqrstuvwxyz", 32));
  const sample = await db.transact(async (tx) => {
    const cafe = { name: "Netcafe Demo", countryCode: "ES", currencyCode: "EUR", zone: "Europe/Madrid" };
    const { cafeId, licenseName } = await openNewCafe(tx, parts, cafe, adminHash as string);
    await addStaff(tx, {
      cafeId,
      name: "Manager",
      role: "manager",
      rights: [],
      passwordHash: managerHash as string,
      now,
    });
    const deskRights = [
      ...(["session_manage", "session_start_member", "topup", "member_add", "pc_power"] as const),
      ...(["shop_sell", "shop_by_member", "shop_by_balance", "order_confirm"] as const),
    ];
    await addStaff(tx, {
      cafeId,
      name: "Desk",
      role: "staff",
      rights: deskRights,
      passwordHash: deskHash as string,
      now,
    });
    await setSetting(
      tx,
      cafeId,
      "price_bonus",
      [
        { limit: 10, value: 1 },
        { limit: 20, value: 2 },
        { limit: 50, value: 5 },
      ],
      now,
    );
    const inHalls = await addHalls(tx, cafeId);
    const consoles = await addConsoles(tx, cafeId);
    await placeSample(tx, cafeId, { ...inHalls, Lounge: consoles });
    await addBootPcs(tx, cafeId);
    const groupIds = await addGroups(tx, cafeId, now);
    await addSampleOffers(tx, cafeId, now);
    await addSampleShop(tx, cafeId, now);
    const memberIds = await insertMembers(tx, cafeId, sampleMembers(groupIds, memberHash), now);
    return { cafeId, licenseName, memberIds };
  });
  await topUpSample(parts, sample.cafeId, sample.memberIds);
  await sellSampleOffers(parts.db, sample.cafeId, sample.memberIds, now);
  await sellSampleGoods(parts.db, sample.cafeId, sample.memberIds, now);
  return {
    cafeId: sample.cafeId,
    licenseName: sample.licenseName,
    adminPassword,
    memberIds: sample.memberIds,
    staff: [
      { name: "Manager", password: managerPassword },
      { name: "Desk", password: deskPassword },
    ],
  };
}

const price = (
  name: string,
  rateMinor: number,
  pcGroupId: number,
  order: number,
  color: string,
): NewPrice => ({
  name,
  color,
  order,
  isActive: true,
  type: "fixed",
  // Tier 1 by day, tier 2 from 22:00 to 08:00.
  ratesPerHourMinor: [rateMinor, Math.round(rateMinor * 0.7), null, null],
  grid: Array.from({ length: 7 }, () =>
    Array.from({ length: 24 }, (_, hour) => (hour >= 22 || hour < 8 ? (2 as const) : (1 as const))),
  ),
  dynamicRows: [],
  roundingMinor: 0,
  taxed: true,
  pcGroupIds: [pcGroupId],
  memberGroupIds: [],
});

/** PCs by the room they are for. */
type InHalls = Record<(typeof halls)[number]["room"], string[]>;

async function addHalls(tx: Tx, cafeId: number): Promise<InHalls> {
  const inHalls: InHalls = { Hall: [], VIP: [], Stage: [] };
  for (const [order, hall] of halls.entries()) {
    const pcGroupId = await addPcGroup(tx, cafeId, { name: hall.group, color: hall.color, level: order });
    await addPrice(tx, cafeId, price(hall.group, hall.rateMinor, pcGroupId, order + 1, hall.color));
    for (let number = 1; number <= hall.count; number++) {
      const name = `${hall.prefix}${String(number).padStart(hall.prefix === "PC" ? 3 : 2, "0")}`;
      await addPc(tx, cafeId, { name, pcGroupId });
      inHalls[hall.room].push(name);
    }
  }
  return inHalls;
}

async function addConsoles(tx: Tx, cafeId: number): Promise<string[]> {
  const names: string[] = [];
  const pcGroupId = await addPcGroup(tx, cafeId, { name: "Consoles", color: "#12b886", level: 3 });
  await addPrice(tx, cafeId, price("Consoles", 300, pcGroupId, 9, "#12b886"));
  for (const [index, consoleType] of [5, 5, 2, 2].entries()) {
    const name = consoleType === 5 ? `PS5-${index + 1}` : `XBOX-${index - 1}`;
    await addPc(tx, cafeId, { name, consoleType, pcGroupId });
    names.push(name);
  }
  return names;
}

async function addBootPcs(tx: Tx, cafeId: number): Promise<void> {
  for (let number = 1; number <= bootPcCount; number++) {
    const two = String(number).padStart(2, "0");
    await addBootPc(tx, cafeId, {
      name: `BOOT${two}`,
      mac: `02-00-00-01-00-${two}`,
      ip: `192.0.2.${100 + number}`,
    });
  }
}

async function addGroups(tx: Tx, cafeId: number, now: Date): Promise<number[]> {
  const silver = {
    name: "Silver",
    description: "From 100 points",
    pointMinHundredths: 10_000,
    discountRate: 5,
    discountPcTime: 5,
    discountOffer: 0,
  };
  const gold = {
    name: "Gold",
    description: "From 500 points",
    pointMinHundredths: 50_000,
    discountRate: 10,
    discountPcTime: 10,
    discountOffer: 5,
  };
  return [await insertMemberGroup(tx, cafeId, silver, now), await insertMemberGroup(tx, cafeId, gold, now)];
}

const pick = <T>(from: readonly T[], index: number): T => from[index % from.length] as T;

function sampleMembers([silver = 0, gold = 0]: number[], passwordHash: string): NewMember[] {
  return Array.from({ length: memberCount }, (_, index) => {
    const firstName = pick(firstNames, index);
    const lastName = pick(lastNames, index * 7 + Math.floor(index / 23));
    return {
      account: index === 0 ? "player1" : `${firstName}.${lastName}${index}`.toLowerCase(),
      passwordHash,
      memberGroupId: index % 10 === 3 ? gold : index % 4 === 1 ? silver : 0,
      firstName,
      lastName,
      email: `member${index + 1}@example.com`,
      phone: `+34 600 ${String(100_000 + index * 37).slice(0, 3)} ${String(100_000 + index * 91).slice(3)}`,
      birthdayOn: `${1985 + (index % 22)}-${String(1 + (index % 12)).padStart(2, "0")}-${String(1 + (index % 28)).padStart(2, "0")}`,
    };
  });
}

/** Balances come from top-ups, as everybody's do: ten amounts, in turn. */
async function topUpSample(
  { db, clock }: SampleParts,
  cafeId: number,
  memberIds: readonly number[],
): Promise<void> {
  for (let amount = 0; amount < 10; amount++) {
    const valueMinor = amount * 500 + (amount % 3) * 50;
    if (valueMinor === 0) continue;
    await topUpMembers(db, {
      cafeId,
      now: clock.now(),
      memberIds: memberIds.filter((_, index) => index % 10 === amount),
      valueMinor,
      bonusMinor: amount >= 4 ? amount * 20 : 0,
      coinsHundredths: 0,
      tender: amount % 3 === 0 ? "card" : "cash",
      comment: "",
      actor: { actorKind: "system", actorId: null, actorName: "System" },
      shiftId: null,
      minorPerPoint: 0,
      bonusHours: 0,
      bonusFirst: true,
      runningCosts: new Map(),
      idempotency: null,
    });
  }
}
