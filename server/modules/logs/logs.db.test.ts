import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Db, Queries, Tx } from "../../kernel/db/database.ts";
import { secureIds } from "../../kernel/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { registerServer, setUpCafe } from "../cafes/index.ts";
import { logChecks } from "./log-checks.ts";
import { listLogs } from "./list-logs.ts";
import type { LogFilter } from "./log-filter.ts";
import { logRange, type LogRange } from "./log-range-rules.ts";
import { hideLog } from "./log-store.ts";

/** The answers from kept sums against the rows themselves (README, "Pages"). */

let database: TestDatabase;
let db: Db;
let cafeId: number;

beforeAll(async () => {
  database = await openTestDatabase();
  db = database.db;
  const now = new Date("2025-01-01T00:00:00Z");
  const made = { name: "Test", countryCode: "ES", currencyCode: "EUR", zone: "UTC", serverCode: "main", now };
  cafeId = await db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    return (await setUpCafe(tx, secureIds, made)).cafeId;
  });
});
afterAll(() => database.close());
beforeEach(() => db.transact((tx) => tx.run("delete from billing_logs where cafe_id = $1", [cafeId])));

const events = ["TOPUP", "CHECKOUT", "STAFF_LOGIN", "FEEDBACK"];
const people = ["", "player1", "Player2", "G_ABC123"];
const any: LogFilter = { events: null, staffName: null, memberAccount: null, pcName: null, of: null };

interface Kept {
  id: number;
  at: Date;
  event: string;
  member: string;
  staff: string;
  pc: string;
  cash: number;
  used: number;
  isHidden: boolean;
}

const fiveDays = 7_200;
const halfYear = 36 * fiveDays;

/** Rows in bunches, some at the same instant, from the change to summer time on: five days unless said. */
const addRows = (tx: Tx, count: number, seed: number, minutes = fiveDays) =>
  tx.run(
    `insert into billing_logs (cafe_id, at, event, member_account, staff_name, pc_name, cash_minor, card_minor, used_seconds)
     select $1, timestamptz '2025-03-28 00:00+00' + make_interval(mins => ((n * n * 37 + n * 7919 + $3::integer * 131) % $6::integer)::integer),
       ($4::text[])[n % 4 + 1], ($5::text[])[(n + $3::integer) % 4 + 1], (array['Ann', 'Bob'])[n % 2 + 1],
       (array['PC1', 'PC2', ''])[n % 3 + 1], n % 50 - 10, n, n % 7
     from generate_series(1::bigint, $2::bigint) n`,
    [cafeId, count, seed, events, people, minutes],
  );

const readAll = () =>
  db.rows<Kept>(
    `select billing_log_id as id, at, event, member_account as member, staff_name as staff, pc_name as pc, cash_minor as cash,
       used_seconds as used, hidden_at is not null as "isHidden" from billing_logs where cafe_id = $1`,
    [cafeId],
  );

function fits(filter: LogFilter, row: Kept): boolean {
  const same = (asked: string | null, value: string) =>
    asked === null || asked.toLowerCase() === value.toLowerCase();
  const isGuest = row.member.toUpperCase().startsWith("G_");
  return (
    (filter.events?.includes(row.event) ?? true) &&
    same(filter.staffName, row.staff) &&
    same(filter.memberAccount, row.member) &&
    same(filter.pcName, row.pc) &&
    (filter.of === null || (filter.of === "guest" ? isGuest : row.member !== "" && !isGuest))
  );
}

/** The same page from all rows. */
function plainPage(all: Kept[], range: LogRange, filter: LogFilter, offset: number, limit: number) {
  const inRange = all.filter(({ at }) => at >= range.startsAt && at < range.endsAt);
  const fitting = inRange.filter((row) => fits(filter, row));
  const visible = fitting
    .filter(({ isHidden }) => !isHidden)
    .sort((a, b) => b.at.getTime() - a.at.getTime() || b.id - a.id);
  const seen = new Set(inRange.filter(({ isHidden }) => !isHidden).map(({ event }) => event));
  return {
    ids: visible.slice(offset, offset + limit).map(({ id }) => id),
    totalRows: visible.length,
    allRows: fitting.length,
    cash: fitting.reduce((sum, { cash }) => sum + cash, 0),
    used: fitting.reduce((sum, { used }) => sum + used, 0),
    events: visible.length === 0 ? [] : [...seen].sort(),
  };
}

async function pageOf(range: LogRange, filter: LogFilter, offset: number, limit: number) {
  const page = await listLogs(db, { cafeId, range, filter, page: { offset, limit } });
  return {
    ids: page.rows.map((row) => row.billing_log_id),
    totalRows: page.totalRows,
    allRows: page.totals.reduce((sum, { allRows }) => sum + allRows, 0),
    cash: page.totals.reduce((sum, { cashMinor }) => sum + cashMinor, 0),
    used: page.totals.reduce((sum, { usedSeconds }) => sum + usedSeconds, 0),
    events: page.events,
  };
}

const two = (n: number) => String(n).padStart(2, "0");
const local = fc
  .tuple(fc.integer({ min: 27, max: 33 }), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(
    ([d, h, m]) => [d > 31 ? `2025-04-${two(d - 31)}` : `2025-03-${two(d)}`, `${two(h)}:${two(m)}`] as const,
  );
const rangeArbitrary = fc
  .tuple(local, local, fc.constantFrom("UTC", "Europe/Madrid", "Asia/Kathmandu", "-03:30", "America/Havana"))
  .map(([[date_start, time_start], [date_end, time_end], zone]) =>
    logRange({ date_start, date_end, time_start, time_end }, zone),
  )
  .filter((range) => range !== null);
const instant = fc.integer({ min: Date.UTC(2025, 2, 20, 7, 10) / 1000, max: Date.UTC(2025, 9, 10) / 1000 });
const longRange = fc.tuple(instant, instant).map(([one, other]) => ({
  startsAt: new Date(Math.min(one, other) * 1000),
  endsAt: new Date(Math.max(one, other) * 1000),
}));
const orNull = <T>(...values: T[]) => fc.constantFrom(null, null, ...values);
const eventFilters = orNull<readonly string[]>([], ["TOPUP"], ["CHECKOUT", "FEEDBACK"], ["NO_SUCH"]);
const byEvents = eventFilters.map((wanted): LogFilter => ({ ...any, events: wanted }));
const byAll: fc.Arbitrary<LogFilter> = fc.record({
  events: eventFilters,
  staffName: orNull("ann", "BOB"),
  memberAccount: orNull("PLAYER1", "g_abc123"),
  pcName: orNull("pc1"),
  of: orNull<"member" | "guest">("member", "guest"),
});
const place = fc.tuple(fc.constantFrom(0, 0, 1, 7, 30, 100, 600, 3_000), fc.constantFrom(1, 7, 30, 500));

async function expectSame(
  filters: fc.Arbitrary<LogFilter>,
  numRuns: number,
  ranges: fc.Arbitrary<LogRange> = rangeArbitrary,
): Promise<void> {
  const all = await readAll();
  await fc.assert(
    fc.asyncProperty(ranges, filters, place, async (range, filter, [offset, limit]) => {
      expect(await pageOf(range, filter, offset, limit)).toEqual(
        plainPage(all, range, filter, offset, limit),
      );
    }),
    { numRuns },
  );
}

const fold = () => db.transact((tx) => tx.run("select fold_billing_log_changes()"));

describe("what the kept sums answer is what a plain scan finds", () => {
  test("for rows just written, before anything is folded", async () => {
    await db.transact((tx) => addRows(tx, 150, 1));
    await expectSame(byEvents, 60);
  });

  test("after folding, hiding, removing, changing and adding more, for every filter and range", async () => {
    await db.transact((tx) => addRows(tx, 1_500, 2));
    await fold();
    await db.transact(async (tx) => {
      await tx.run("update billing_logs set hidden_at = at where cafe_id = $1 and billing_log_id % 5 = 0", [
        cafeId,
      ]);
      await tx.run("delete from billing_logs where cafe_id = $1 and billing_log_id % 31 = 0", [cafeId]);
      await tx.run(
        "update billing_logs set at = at + interval '3 hours', event = 'TOPUP', cash_minor = cash_minor + 3 where cafe_id = $1 and billing_log_id % 29 = 0",
        [cafeId],
      );
      await addRows(tx, 200, 3);
    });
    await expectSame(byEvents, 80);
    await expectSame(byAll, 60);
    await fold();
    await expectSame(byEvents, 60);
  });

  test("over half a year, where blocks of days are read and pages lie across them", async () => {
    await db.transact((tx) => addRows(tx, 900, 20, halfYear));
    await fold();
    await db.transact(async (tx) => {
      await tx.run("update billing_logs set hidden_at = at where cafe_id = $1 and billing_log_id % 7 = 0", [
        cafeId,
      ]);
      await addRows(tx, 100, 21, halfYear);
    });
    await expectSame(byEvents, 60, longRange);
    await expectSame(byAll, 90, longRange);
  });

  test("also while rows are written and folded all the time: a page never counts what it does not list", async () => {
    const range = { startsAt: new Date("2025-03-01T00:00:00Z"), endsAt: new Date("2025-05-01T00:00:00Z") };
    await db.transact((tx) => addRows(tx, 40, 4));
    let writing = true;
    const write = async () => {
      for (let seed = 5; writing; seed++) {
        await db.transact((tx) => addRows(tx, 3, seed));
        await fold();
      }
    };
    const writer = write();
    try {
      for (let turn = 0; turn < 60; turn++) {
        const page = await listLogs(db, { cafeId, range, filter: any, page: { offset: 0, limit: 100_000 } });
        expect(page.rows.length).toBe(page.totalRows);
      }
    } finally {
      writing = false;
      await writer;
    }
  });
});

describe("sums are kept by the database alone", () => {
  const broken = async (tx: Queries) => {
    const found: object[] = [];
    for (const { sql } of logChecks) found.push(...(await tx.rows(sql)));
    return found;
  };
  const expectKept = async () => expect(await broken(db)).toEqual([]);

  test("fifty tills writing at once lose nothing and wait for no shared row", async () => {
    const writers = Array.from({ length: 50 }, (_, seed) =>
      (async () => {
        for (let turn = 0; turn < 8; turn++)
          await db.transact((tx) => addRows(tx, 1 + (seed % 3), seed + turn));
      })(),
    );
    await Promise.all(writers);
    await expectKept();
  });

  test("a sum that was changed from outside is named, with its span and its facet", async () => {
    await db.transact((tx) => addRows(tx, 100, 12));
    await fold();
    const undone = new Error("undone");
    const foundAfter = async (sql: string) => {
      let found: object[] = [];
      await db
        .transact(async (tx) => {
          await tx.script(`set local session_replication_role = replica; ${sql}`);
          found = await broken(tx);
          throw undone;
        })
        .catch((error: unknown) => expect(error).toBe(undone));
      return found;
    };
    const ofPc = await foundAfter(
      "update billing_log_spans set cash_minor = cash_minor + 1 where facet = 'p:pc1' and event = 'TOPUP'",
    );
    expect(ofPc[0]).toEqual({
      broken: expect.stringMatching(
        /^café \d+, log sums of the day 2025-03-28 00:00, TOPUP \(p:pc1\): kept \{\d.*\}, the rows say \{/,
      ) as string,
    });
    const ofHours = await foundAfter("delete from billing_log_spans where span_seconds = 3600");
    expect(ofHours[0]).toEqual({
      broken: expect.stringMatching(
        /sums of the hour 2025-03-28 \d\d:00, [A-Z_]+: kept nothing, the rows say/,
      ) as string,
    });
    const ofRow = await foundAfter(
      "delete from billing_logs where billing_log_id = (select min(billing_log_id) from billing_logs)",
    );
    expect(ofRow.length).toBeGreaterThan(2);
  });

  test("what is taken back was never counted", async () => {
    const takenBack = db.transact(async (tx) => {
      await addRows(tx, 600, 9);
      throw new Error("taken back");
    });
    await expect(takenBack).rejects.toThrow("taken back");
    await expectKept();
    const count = await db.row<{ count: number }>("select count(*) as count from billing_logs");
    expect(count?.count).toBe(0);
  });

  test("changes are folded by the writers themselves, so that few are ever left", async () => {
    for (let turn = 0; turn < 400; turn++) await db.transact((tx) => addRows(tx, 4, turn));
    const left = await db.row<{ count: number }>("select count(*) as count from billing_log_changes");
    expect(left?.count).toBeLessThan(300);
    await expectKept();
  });

  test("marking as read changes no sums, and hiding leaves them: only the list is shorter", async () => {
    await db.transact((tx) => addRows(tx, 20, 10));
    const range = { startsAt: new Date("2025-03-01T00:00:00Z"), endsAt: new Date("2025-05-01T00:00:00Z") };
    const before = await pageOf(range, any, 0, 30);
    const changes = () => db.row<{ count: number }>("select count(*) as count from billing_log_changes");
    const counted = await changes();
    await db.transact((tx) => tx.run("update billing_logs set is_read = true where cafe_id = $1", [cafeId]));
    expect(await changes()).toEqual(counted);
    const hidden = before.ids[0] as number;
    const by = { staffName: "Admin", now: new Date() };
    expect(await db.transact((tx) => hideLog(tx, cafeId, hidden, by))).toBe(true);
    expect(await db.transact((tx) => hideLog(tx, cafeId, hidden, by))).toBe(false);
    const after = await pageOf(range, any, 0, 30);
    expect(after).toEqual({
      ...before,
      ids: before.ids.slice(1),
      totalRows: before.totalRows - 1,
      events: after.events,
    });
  });
});

test("a loop over the pages meets every row once, newest first, however many share an instant", async () => {
  await db.transact((tx) => addRows(tx, 700, 11));
  const range = { startsAt: new Date("2025-03-28T00:10:00Z"), endsAt: new Date("2025-04-01T20:20:00Z") };
  const met: number[] = [];
  for (let offset = 0; ; offset += 30) {
    const { ids } = await pageOf(range, any, offset, 30);
    if (ids.length === 0) break;
    met.push(...ids);
  }
  expect(met).toEqual(plainPage(await readAll(), range, any, 0, 1_000).ids);
});
