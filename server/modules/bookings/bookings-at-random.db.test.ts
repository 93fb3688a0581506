import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { secureIds } from "../../kernel/ids.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { verifyBooks } from "../../verify-books.ts";
import { Settings, type CafeScope } from "../cafes/index.ts";
import { addCafe, addMemberHolding, startOfBooks } from "../ledger/test-books.ts";
import { addFirstPcGroup, addPc } from "../pcs/index.ts";
import type { NamedPrice, Tier } from "../pricing/index.ts";
import { addBookings } from "./add-bookings.ts";
import type { BookingLiveFacts, BookingParts } from "./booking-parts.ts";
import * as store from "./bookings-store.ts";
import { cancelBooking } from "./cancel-booking.ts";
import { carryOutLapses } from "./carry-out.ts";
import { changeBooking } from "./change-booking.ts";
import { turnsOf } from "./turn-rules.ts";

/**
 * Whatever is booked, changed, cancelled and lapses, eight acts at a time, in whatever order they come: no two turns overlap, nobody's
 * money is lost or made, and the books are in order.
 */

let database: TestDatabase;
let cafe = 50_000;
beforeAll(async () => (database = await openTestDatabase()));
afterAll(() => database.close());

const pcNames = ["PC1", "PC2"] as const;
const memberIds = [1, 2, 3] as const;
const startBalance = 6_000;
const startBonus = 900;
const who = { actor: { actorKind: "key", actorId: 1, actorName: "API" } as const, staffName: "API" };

const settings = new Settings([
  { key: "allow_booking_in_queue", value: 1 },
  { key: "booking_grace_minutes", value: 10 },
  { key: "booking_queue_hold_minutes", value: 5 },
  { key: "min_booking_duration_minutes", value: 1 },
  { key: "allow_balance_for_pc_time", value: 1 },
]);

const price: NamedPrice = {
  ...{ id: 1, version: 1, name: "Default", color: "", order: 0, isActive: true, type: "fixed", taxed: true },
  ratesPerHourMinor: [400, null, null, null],
  grid: Array.from({ length: 7 }, () => Array.from({ length: 24 }, (): Tier => 1)),
  ...{ dynamicRows: [], roundingMinor: 0, pcGroupIds: [], memberGroupIds: [] },
};

/** Nobody plays; every third booking is found used when its grace is over. */
const live: BookingLiveFacts = {
  busyPcs: async () => new Set(),
  wasThere: async (_tx, _cafe, { from }) => Math.floor(from.getTime() / 60_000) % 3 === 0,
  touchSessions: async () => undefined,
  runningCost: async () => ({ bonusMinor: 0, balanceMinor: 0 }),
  reservedCost: async () => ({ bonusMinor: 0, balanceMinor: 0 }),
  bonusPays: () => true,
};

type Act =
  | { kind: "book"; pcs: number; inMinutes: number; mins: number; member: number; tender: "balance" | "cash" }
  | { kind: "cancel"; which: number }
  | { kind: "change"; which: number; pc: number; inMinutes: number; mins: number };

const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("book" as const),
      pcs: fc.integer({ min: 1, max: 3 }),
      inMinutes: fc.integer({ min: 1, max: 120 }),
      mins: fc.integer({ min: 5, max: 90 }),
      member: fc.integer({ min: 0, max: 3 }),
      tender: fc.constantFrom("balance" as const, "balance" as const, "cash" as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("change" as const),
      which: fc.nat(20),
      pc: fc.nat(1),
      inMinutes: fc.integer({ min: 1, max: 120 }),
      mins: fc.integer({ min: 5, max: 90 }),
    }),
  },
);
/** So many minutes pass, then these come at once. */
const anyDay = fc.array(
  fc.record({
    after: fc.integer({ min: 0, max: 40 }),
    acts: fc.array(anyAct, { minLength: 1, maxLength: 8 }),
  }),
  { minLength: 1, maxLength: 6 },
);

async function openDay(): Promise<{ scope: CafeScope; parts: BookingParts; pcIds: number[] }> {
  const cafeId = ++cafe;
  await addCafe(database.db, cafeId);
  for (const id of memberIds)
    await addMemberHolding(database.db, cafeId, id, { balance: startBalance, bonus: startBonus });
  await database.db.transact(async (tx) => {
    const pcGroupId = await addFirstPcGroup(tx, cafeId);
    for (const name of pcNames) await addPc(tx, cafeId, { name, pcGroupId });
  });
  const rows = await database.db.rows<{ pc_id: number }>("select pc_id from pcs where cafe_id = $1", [
    cafeId,
  ]);
  const scope = { cafeId, exponent: 2, zone: "UTC", settings, row: {} } as unknown as CafeScope;
  const cafes = { scope: async () => scope, scopeOfLicense: async () => scope };
  const parts = { db: database.db, cafes, ids: secureIds, pricesOf: async () => [price], live };
  return { scope, parts, pcIds: rows.map(({ pc_id: pcId }) => pcId) };
}

type Day = Awaited<ReturnType<typeof openDay>>;

/** What a refusal says is no failure: the time is taken, begun, too dear. */
async function act(day: Day, one: Act, now: Date): Promise<void> {
  const { scope, parts } = day;
  const { cafeId } = scope;
  const at = (minutes: number) => (Math.floor(now.getTime() / 60_000) + minutes) * 60;
  const known = await database.db.rows<{ id: number }>(
    "select booking_id as id from bookings where cafe_id = $1 order by booking_id",
    [cafeId],
  );
  const chosen = "which" in one ? known[one.which % Math.max(1, known.length)]?.id : undefined;
  await database.db
    .transact(async (tx) => {
      const work = { tx, scope, now, live };
      if (one.kind === "book")
        return addBookings(
          parts,
          tx,
          { scope, prices: [price], now },
          {
            pcNames: one.pcs === 3 ? [...pcNames].reverse() : [pcNames[one.pcs - 1] ?? "PC1"],
            ...{ kind: "time", from: at(one.inMinutes), minutes: one.mins, productId: undefined, by: "key" },
            memberId: one.member === 0 ? null : one.member,
            tender: one.member === 0 ? "cash" : one.tender,
            ...{ comment: "", allOrNone: false, who },
          },
        );
      if (chosen === undefined) return;
      const asked = { bookingId: chosen, by: "key", who } as const;
      if (one.kind === "cancel") return cancelBooking(work, { ...asked, memberId: null, comment: "" });
      const change = {
        pcName: pcNames[one.pc],
        from: at(one.inMinutes),
        minutes: one.mins,
        comment: undefined,
      };
      return changeBooking(work, [price], { ...asked, ...change });
    })
    .catch((error: unknown) => {
      if (!(error instanceof Refusal)) throw error;
    });
}

async function expectInOrder({ scope, pcIds }: Day): Promise<void> {
  const { cafeId } = scope;
  for (const pcId of pcIds) {
    const rows = await store.listOfPcs(database.db, cafeId, [pcId], startOfBooks);
    const turns = turnsOf(rows.map(store.bookedTimeOf));
    turns.slice(1).forEach((turn, index) => expect(turn.from).toBeGreaterThanOrEqual(turns[index]?.to ?? 0));
  }
  const held = await database.db.row<{ total: number }>(
    "select sum(balance_minor + bonus_minor)::bigint as total from members where cafe_id = $1",
    [cafeId],
  );
  const spent = await database.db.row<{ total: number }>(
    `select coalesce(sum(case when paid_back_at is null then cost_minor else 0 end) filter (where tender = 'balance'), 0)::bigint
       - coalesce(sum(cost_minor) filter (where tender = 'cash' and member_id is not null and ended_how = 'never_came'), 0)::bigint as total
     from bookings where cafe_id = $1`,
    [cafeId],
  );
  expect((held?.total ?? 0) + (spent?.total ?? 0)).toBe(memberIds.length * (startBalance + startBonus));
  const bonus = await database.db.row<{ held: number; spent: number }>(
    `select (select sum(bonus_minor)::bigint from members where cafe_id = $1) as held,
       (select coalesce(sum(bonus_minor), 0)::bigint from bookings where cafe_id = $1 and paid_back_at is null) as spent`,
    [cafeId],
  );
  expect((bonus?.held ?? 0) + (bonus?.spent ?? 0)).toBe(memberIds.length * startBonus);
  const broken: string[] = [];
  for await (const result of verifyBooks(database.db)) if (result.broken !== null) broken.push(result.broken);
  expect(broken).toEqual([]);
}

test("whatever comes at once: one turn at a time, no money lost or made, the books in order", async () => {
  await fc.assert(
    fc.asyncProperty(anyDay, async (steps) => {
      const day = await openDay();
      let minutes = 600;
      for (const { after, acts } of steps) {
        minutes += after;
        const now = new Date(startOfBooks.getTime() + minutes * 60_000 + 17_000);
        const lapses = day.pcIds.map((pcId) =>
          database.db.transact(async (tx) => {
            await store.lockPcOfBooking(tx, day.scope.cafeId, pcId);
            await carryOutLapses({ tx, scope: day.scope, now, live }, pcId);
          }),
        );
        await Promise.all([...acts.map((one) => act(day, one, now)), ...lapses]);
      }
      await expectInOrder(day);
    }),
    { numRuns: 25 },
  );
}, 120_000);

test("the database itself refuses a second booking in the same place of the queue", async () => {
  const { scope, pcIds } = await openDay();
  const add = (id: number, minutes: number) =>
    database.db.transact((tx) =>
      tx.run(
        `insert into bookings (cafe_id, booking_id, pc_id, pc_name, kind, is_guest, password, starts_at, ends_at, place, grace_seconds,
           queue_hold_seconds, cost_minor, tax_minor, bonus_minor, tender, created_at)
         values ($1, $2, $3, 'PC1', 'hold', true, '4711', $4, $4::timestamptz + interval '1 hour', 0, 0, 0, 0, 0, 0, 'none', $5)`,
        [scope.cafeId, id, pcIds[0], new Date(startOfBooks.getTime() + minutes * 60_000), startOfBooks],
      ),
    );
  await add(1, 0);
  await expect(add(2, 59)).rejects.toThrow(/bookings_never_overlap/);
  await add(3, 60);
});
