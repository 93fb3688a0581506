import { expect, test } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { nextTransferId, postTransfer } from "../../modules/ledger/index.ts";
import { verifyBooks } from "../../verify-books.ts";
import { findPcByName } from "../../modules/pcs/index.ts";
import { leaseLasts } from "../../modules/sessions/index.ts";
import { openTestServer, type TestServer } from "../test-server.ts";
import { actByChance, type House } from "./acts.ts";
import { Chance } from "./chance.ts";
import { faultOf, listOver } from "./reckoning.ts";

/**
 * Days in a café by chance: sessions of every kind, money, offers, pauses, PCs without link, moves, edited prices, restarts of the
 * server, over a change of the clocks. The books hold after every quarter of a day, and what sessions were charged agrees with a slow reckoning
 * written apart (billing.md 2, 6, 7). `npm run simulate -- --seed 7 --days 30` plays more of it.
 */

const seeds = (process.env["NETCAFE_SEEDS"] ?? "7").split(",").map(Number);
const hours = 24 * Number(process.env["NETCAFE_DAYS"] ?? 0.5);
const zone = "Europe/Madrid";

async function furnish(server: TestServer, chance: Chance, members: number): Promise<House> {
  const api = server.caller(await server.makeKey());
  const group = (await api.call("POST", "pcGroups", { pc_group_name: "VIP" })).data as {
    pc_group_id: number;
  };
  const pcNames = Array.from({ length: 10 }, (_, index) => `PC${index + 1}`);
  for (const [index, name] of pcNames.entries())
    await api.call("POST", "pcs", {
      pc_name: name,
      ...(index < 3 ? { pc_group_id: group.pc_group_id } : {}),
    });
  const grid = Array.from({ length: 7 }, () => Array.from({ length: 24 }, (_, hour) => (hour < 8 ? 2 : 1)));
  const prices = (await api.call("GET", "prices")).data as { price_id: number }[];
  const first = prices[0]?.price_id ?? 0;
  await api.call("PUT", `prices/${first}`, { price_price1: "3.60", price_price2: "2.00", price_grid: grid });
  await api.call("POST", "prices", {
    price_name: "VIP rows",
    price_type: "dynamic",
    price_pc_group_ids: [group.pc_group_id],
    price_dynamic: [
      { time: 60, amount: "4.00" },
      { time: 180, amount: "9.00" },
    ],
  });
  await api.call("PUT", "configs/centerSettings", { free_time_minutes: 3 });
  await api.call("PUT", "configs/paymentSettings", { allow_auto_loan: "2.00" });
  await api.call("PUT", "configs/loyaltySettings", { bonus_expiration_time: 6, point_enable: 1 });
  const memberIds: number[] = [];
  for (let number = 1; number <= members; number += 1) {
    const password = { member_password: "secret", member_confirm: "secret" };
    const made = await api.call("POST", "members", { member_account: `player${number}`, ...password });
    memberIds.push((made.data as { member_id: number }).member_id);
  }
  return {
    api,
    chance,
    pcNames,
    memberIds,
    priceIds: [first],
    ...happeningsOf(server, chance),
  };
}

const happeningsOf = (server: TestServer, chance: Chance) => ({
  giveOffer: (memberId: number) => giveOffer(server, chance, memberId),
  takeLease: (pcName: string, seconds: number) => takeLease(server, pcName, seconds),
  comeBack: async (pcName: string) => {
    const { cafeId } = server.cafe;
    const pc = await findPcByName(server.db, cafeId, pcName);
    await server.app.sessions.comeBack({ cafeId, pcId: pc?.pc_id ?? 0, pcName });
  },
});

async function takeLease(server: TestServer, pcName: string, seconds: number): Promise<void> {
  const { cafeId } = server.cafe;
  const pc = await findPcByName(server.db, cafeId, pcName);
  const view = pc === undefined ? null : await server.app.sessions.viewOfPc(cafeId, pc.pc_id);
  if (view === null) return;
  const lasts = view.isPaused
    ? seconds
    : leaseLasts({ leftSeconds: view.leftSeconds, validSeconds: seconds });
  const issuedAt = Math.floor(server.clock.now().getTime() / 1000);
  await server.app.sessions.noteLease({
    ...{ cafeId, pcId: view.pcId, pcName, sessionId: view.id, plays: !view.isPaused },
    issuedAt: new Date(issuedAt * 1000),
    until: new Date((issuedAt + lasts) * 1000),
  });
}

/** An offer of some hours, in some hours of the day, that expires in time or after its first use. */
function giveOffer(server: TestServer, chance: Chance, memberId: number): Promise<void> {
  const { db, cafe, clock } = server;
  const seconds = chance.int(5, 180) * 60;
  const fromMinute = chance.int(0, 23) * 60;
  const expiresAt =
    chance.next() < 0.5 ? new Date(clock.now().getTime() + chance.int(1, 20) * 3_600_000) : null;
  const kind = expiresAt === null && chance.next() < 0.5 ? "after_first_use" : "none";
  const terms = {
    ...{ validFrom: null, validTo: null, weekdays: [], pcGroupIds: [], memberGroupIds: [] },
    hours: { fromMinute, toMinute: chance.next() < 0.3 ? fromMinute : chance.int(0, 23) * 60 },
    expiry: { kind, seconds: 7_200 },
  };
  return db.transact(async (tx) => {
    await tx.rows("select 1 from members where cafe_id = $1 and member_id = $2 for update", [
      cafe.cafeId,
      memberId,
    ]);
    const transferId = await nextTransferId(tx);
    const row = await tx.row<{ id: number }>(
      `insert into owned_offers (cafe_id, owned_offer_id, member_id, name, priority, seconds, terms, bought_at, expires_at,
         sale_transfer_id, tender)
       values ($1, nextval('owned_offer_ids'), $2, 'hours', $3, $4, $5, $6, $7, $8, 'none') returning owned_offer_id as id`,
      [
        cafe.cafeId,
        memberId,
        chance.int(0, 2),
        seconds,
        JSON.stringify(terms),
        clock.now(),
        expiresAt,
        transferId,
      ],
    );
    await postTransfer(tx, cafe.cafeId, clock.now(), {
      ...{ kind: "offer_given", transferId, shiftId: null },
      actor: { actorKind: "system", actorId: null, actorName: "System" },
      entries: [
        { account: "offer_seconds", memberId, ownedOfferId: row?.id ?? 0, amount: seconds },
        { account: "offer_seconds_given", amount: -seconds },
      ],
      logs: [{ event: "OFFER_SWITCH", memberId, details: "given" }],
    });
    await tx.announce(cafe.cafeId, "members.money", { member_ids: [memberId] });
  });
}

test.each(seeds)("seed %i", { timeout: 3_600_000 }, async (seed) => {
  const chance = new Chance(seed);
  // The clocks go forward on the last Sunday of March, back on that of October.
  const clock = new TurnedClock(seed % 2 === 0 ? "2026-10-24T16:00:00Z" : "2026-03-28T16:00:00Z");
  const first = await openTestServer({ clock });
  let server = first;
  const house = await furnish(server, chance, 30);
  const until = clock.now().getTime() + hours * 3_600_000;
  let reckoned = 0;
  let sessions = 0;
  for (let step = 1; clock.now().getTime() < until; step += 1) {
    clock.turn(chance.int(20, 1_200) + 0.4);
    for (let acts = chance.int(1, 3); acts > 0; acts -= 1) await actByChance(house);
    await server.app.sessions.clock.look();
    if (step % 20 !== 0) continue;
    for (const session of await listOver(server.db, reckoned)) {
      expect(faultOf(session, zone)).toBeNull();
      sessions += 1;
    }
    reckoned = (await listOver(server.db, reckoned)).reduce(
      (most, { session_id: id }) => Math.max(most, id),
      0,
    );
    for await (const { guarantee, broken } of verifyBooks(server.db)) expect(broken, guarantee).toBeNull();
    if (step % 60 === 0) {
      const next = await openTestServer({ beside: server });
      await server.app.close();
      server = next;
      house.api = server.caller(await server.makeKey());
      Object.assign(house, happeningsOf(server, chance));
    }
  }
  expect(sessions).toBeGreaterThan(5);
  // What is rare must have come up, or the days prove nothing of it.
  const held = await server.db.rows<{ reason: string }>("select distinct reason from session_holds");
  expect(held.map(({ reason }) => reason)).toContain("link");
  await server.close();
  if (server !== first) await first.close().catch(() => undefined);
});
