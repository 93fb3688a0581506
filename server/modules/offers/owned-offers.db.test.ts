import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { TurnedClock } from "../../kernel/clock.ts";
import { silentLog } from "../../kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { nextTransferId, postTransfer } from "../ledger/index.ts";
import { addCafe, addMember, brokenInBooks, startOfBooks } from "../ledger/test-books.ts";
import { expireDueOffers, expireOffers, nextOfferExpiry } from "./expire-offers.ts";
import { OfferClock } from "./offer-clock.ts";
import { termsOf } from "./offer-samples.ts";
import type { OfferTerms } from "./owned-offer-rules.ts";
import { listOwnedOffers, startUse, useOffer, type OfferUse } from "./use-offer.ts";

const cafe = 10_001;
const system = { actorKind: "system", actorId: null, actorName: "System" } as const;
const after = (seconds: number) => new Date(startOfBooks.getTime() + seconds * 1000);
let test: TestDatabase;
let lastMember = 0;

beforeAll(async () => {
  test = await openTestDatabase();
  await addCafe(test.db, cafe);
});
afterEach(async () => expect(await brokenInBooks(test.db)).toEqual([]));
afterAll(() => test.close());

const newMember = async () => {
  await addMember(test.db, cafe, ++lastMember);
  return lastMember;
};

/** An offer of an hour that the member has from somewhere. */
function give(
  memberId: number,
  about: { name?: string; seconds?: number; priority?: number; expiresAt?: Date; terms?: OfferTerms } = {},
): Promise<number> {
  const { name = "1 hour", seconds = 3_600, priority = 0, expiresAt = null, terms = termsOf() } = about;
  return test.db.transact(async (tx) => {
    const transferId = await nextTransferId(tx);
    const row = await tx.row<{ id: number }>(
      `insert into owned_offers (cafe_id, owned_offer_id, member_id, name, priority, seconds, terms, bought_at, expires_at,
         sale_transfer_id, tender)
       values ($1, nextval('owned_offer_ids'), $2, $3, $4, $5, $6, $7, $8, $9, 'none') returning owned_offer_id as id`,
      [cafe, memberId, name, priority, seconds, JSON.stringify(terms), startOfBooks, expiresAt, transferId],
    );
    const ownedOfferId = row?.id ?? 0;
    await postTransfer(tx, cafe, startOfBooks, {
      transferId,
      kind: "offer_sale",
      actor: system,
      shiftId: null,
      entries: [
        { account: "offer_seconds", memberId, ownedOfferId, amount: seconds },
        { account: "offer_seconds_given", amount: -seconds },
      ],
      logs: [{ event: "ORDER", memberId }],
    });
    return ownedOfferId;
  });
}

const use = (memberId: number, ownedOfferId: number, seconds: number, at = after(seconds)) => {
  const asked: OfferUse = {
    ownedOfferId,
    memberId,
    memberAccount: `player${memberId}`,
    seconds,
    sessionId: 1,
    pcName: "PC001",
    details: "Offer 1 hour, by Auto",
    actor: system,
    staffName: "",
    shiftId: null,
  };
  return test.db.transact((tx) => useOffer(tx, cafe, at, asked));
};
const offersOf = async (memberId: number) =>
  (await listOwnedOffers(test.db, cafe, [memberId])).get(memberId) ?? [];
const logsOf = (memberId: number, event: string) =>
  test.db.rows(
    "select at, used_seconds, details, transfer_id is null as without from billing_logs where member_id = $1 and event = $2 order by at",
    [memberId, event],
  );

describe("owned offers", () => {
  it("are listed by member in order of use, with what is left", async () => {
    const [ann, ben, eva] = [await newMember(), await newMember(), await newMember()];
    const late = await give(ann, { expiresAt: after(9_000) });
    const first = await give(ann, { priority: 3 });
    const soon = await give(ann, { expiresAt: after(5_000) });
    const bens = await give(ben, { terms: termsOf({ weekdays: [5] }) });
    await use(ann, first, 600);
    const listed = await listOwnedOffers(test.db, cafe, [ann, ben, eva]);
    expect(listed.get(ann)?.map((offer) => offer.ownedOfferId)).toEqual([first, soon, late]);
    expect(listed.get(ann)?.[0]).toMatchObject({ seconds: 3_600, leftSeconds: 3_000, expiresAt: null });
    expect(listed.get(ann)?.[1]?.expiresAt).toBe(after(5_000).getTime() / 1000);
    expect(listed.get(ben)).toMatchObject([{ ownedOfferId: bens, terms: { weekdays: [5] } }]);
    expect(listed.has(eva)).toBe(false);
    expect((await listOwnedOffers(test.db, 99_999, [ann])).size).toBe(0);
  });

  it("give their seconds with one CHECKOUT row, and vanish from the list when used up", async () => {
    const member = await newMember();
    const offer = await give(member);
    expect(await use(member, offer, 3_600)).toBeGreaterThan(0);
    expect(await offersOf(member)).toEqual([]);
    expect(await logsOf(member, "CHECKOUT")).toEqual([
      { at: after(3_600), used_seconds: 3_600, details: "Offer 1 hour, by Auto", without: false },
    ]);
  });

  it("of which no second was used leave a row without a transfer", async () => {
    const member = await newMember();
    const offer = await give(member);
    expect(await use(member, offer, 0)).toBeNull();
    expect(await logsOf(member, "CHECKOUT")).toMatchObject([{ used_seconds: 0, without: true }]);
  });

  it("never give more than is left, whoever asks at once", async () => {
    const member = await newMember();
    const offer = await give(member, { seconds: 1_000 });
    const asked = await Promise.allSettled(Array.from({ length: 50 }, () => use(member, offer, 100)));
    expect(asked.filter((one) => one.status === "fulfilled")).toHaveLength(10);
    expect(await offersOf(member)).toEqual([]);
  });
});

describe("the expiry of an offer", () => {
  it("after first use starts with the first use alone", async () => {
    const member = await newMember();
    const offer = await give(member, {
      terms: termsOf({ expiry: { kind: "after_first_use", seconds: 7_200 } }),
    });
    const start = (at: Date) => test.db.transact((tx) => startUse(tx, cafe, offer, at));
    await start(after(100));
    await start(after(500));
    expect(await offersOf(member)).toMatchObject([
      { firstUsedAt: after(100).getTime() / 1000, expiresAt: after(7_300).getTime() / 1000 },
    ]);
  });

  it("after purchase is not moved by its use", async () => {
    const member = await newMember();
    const expiry = { kind: "after_purchase", seconds: 7_200 } as const;
    const offer = await give(member, { expiresAt: after(7_200), terms: termsOf({ expiry }) });
    await test.db.transact((tx) => startUse(tx, cafe, offer, after(100)));
    expect(await offersOf(member)).toMatchObject([{ expiresAt: after(7_200).getTime() / 1000 }]);
  });

  it("is booked at its own second, however late it is noticed, and once", async () => {
    const member = await newMember();
    const [a, b, c] = [
      await give(member, { name: "Night", expiresAt: after(7_200) }),
      await give(member, { expiresAt: after(3_600) }),
      await give(member, { expiresAt: after(90_000) }),
    ];
    await use(member, a, 1);
    const expire = () => test.db.transact((tx) => expireOffers(tx, cafe, member, after(86_400)));
    expect(await expire()).toBe(true);
    expect(await expire()).toBe(false);
    expect((await offersOf(member)).map((offer) => offer.ownedOfferId)).toEqual([c]);
    expect(await logsOf(member, "OFFER_EXPIRE")).toEqual([
      { at: after(3_600), used_seconds: 0, details: "1 hour expired: 01:00:00 lost", without: false },
      { at: after(7_200), used_seconds: 0, details: "Night expired: 00:59:59 lost", without: false },
    ]);
    const moved = await test.db.rows(
      "select t.at, t.kind, e.amount from entries e join transfers t using (cafe_id, transfer_id) where e.owned_offer_id = $1 order by t.at",
      [b],
    );
    expect(moved).toEqual([
      { at: startOfBooks, kind: "offer_sale", amount: 3_600 },
      { at: after(3_600), kind: "offer_expiry", amount: -3_600 },
    ]);
  });

  it("leaves the offer in use to its session", async () => {
    const member = await newMember();
    const inUse = await give(member, { expiresAt: after(60) });
    await give(member, { expiresAt: after(50) });
    await test.db.transact((tx) => expireOffers(tx, cafe, member, after(60), inUse));
    expect((await offersOf(member)).map((offer) => offer.ownedOfferId)).toEqual([inUse]);
    await use(member, inUse, 60, after(60));
    await test.db.transact((tx) => expireOffers(tx, cafe, member, after(60)));
    expect(await offersOf(member)).toEqual([]);
  });

  it("counts from its second on, not a moment before", async () => {
    const member = await newMember();
    await give(member, { expiresAt: after(60) });
    const early = new Date(after(60).getTime() - 1);
    expect(await test.db.transact((tx) => expireOffers(tx, cafe, member, early))).toBe(false);
    expect(await test.db.transact((tx) => expireOffers(tx, cafe, member, after(60)))).toBe(true);
  });

  it("is found for all cafés by the clock", async () => {
    await expireDueOffers(test.db, after(1_000_000));
    expect(await nextOfferExpiry(test.db)).toBeNull();
    const [ann, ben] = [await newMember(), await newMember()];
    await give(ann, { expiresAt: after(2_000_000) });
    await give(ben, { expiresAt: after(2_000_060) });
    expect(await nextOfferExpiry(test.db)).toEqual(after(2_000_000));
    expect(await expireDueOffers(test.db, after(2_000_030))).toBe(1);
    expect(await nextOfferExpiry(test.db)).toEqual(after(2_000_060));
    // Two clocks at once book it once.
    const both = await Promise.all([1, 2].map(() => expireDueOffers(test.db, after(2_000_060))));
    expect(both.reduce((sum, one) => sum + one)).toBe(1);
    expect(await nextOfferExpiry(test.db)).toBeNull();
  });

  it("is left to the session of a member who plays", async () => {
    const member = await newMember();
    await give(member, { expiresAt: after(3_000_000) });
    const session = {
      ...{ cafe_id: cafe, session_id: 1, pc_id: 1, pc_name: "PC1", member_id: member, kind: "member" },
      ...{ started_at: startOfBooks, ended_by: "", charge_minor: 0, tax_minor: 0 },
      ...{ free_seconds: 0, minimum_minor: 0, version: 1, comment: "" },
    };
    await test.db.transact((tx) =>
      tx.run("insert into sessions select (jsonb_populate_record(null::sessions, $1)).*", [
        JSON.stringify(session),
      ]),
    );
    const span =
      "insert into session_spans (cafe_id, session_id, span_no, source, started_at) values ($1, 1, 1, 'free', $2)";
    await test.db.transact((tx) => tx.run(span, [cafe, startOfBooks]));
    expect(await nextOfferExpiry(test.db)).toBeNull();
    expect(await expireDueOffers(test.db, after(3_000_020))).toBe(0);
    await test.db.transact((tx) =>
      tx.run("update sessions set ended_at = $2, ended_by = 'Cafe' where member_id = $1", [
        member,
        after(3_000_010),
      ]),
    );
    await test.db.transact((tx) => tx.run("update session_spans set ended_at = $1", [after(3_000_010)]));
    expect(await expireDueOffers(test.db, after(3_000_020))).toBe(1);
  });

  it("comes by the clock at its second, also for an offer given while it waits", async () => {
    const clock = new TurnedClock(after(4_000_000).toISOString());
    const offerClock = new OfferClock({ db: test.db, clock, log: silentLog });
    const member = await newMember();
    await offerClock.look();
    await give(member, { expiresAt: after(4_000_090) });
    clock.turn(60);
    await offerClock.look();
    expect(await offersOf(member)).toHaveLength(1);
    clock.turn(30);
    await vi.waitFor(async () => expect(await offersOf(member)).toEqual([]));
    expect(await logsOf(member, "OFFER_EXPIRE")).toMatchObject([{ at: after(4_000_090) }]);
    await offerClock.stop();
  });
});
