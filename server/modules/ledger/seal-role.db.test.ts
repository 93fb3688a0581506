import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openDatabase, type Db } from "../../kernel/db/database.ts";
import { migrate } from "../../kernel/db/migrate.ts";
import { silentLog } from "../../kernel/log.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { sealBooks } from "./seal-batch.ts";
import { openServerRole, serverRole } from "./seal-role.ts";
import { postCharge } from "./charge.ts";
import { topUpMembers } from "./top-up.ts";
import { addCafe, addMember, brokenInBooks, holdingOf, startOfBooks, topUpOf } from "./test-books.ts";

const cafe = 10_001;
let test: TestDatabase;
let server: Db;
beforeAll(async () => {
  test = await openTestDatabase();
  expect(await openServerRole(test.db, test.url, silentLog)).toBe(serverRole);
  server = openDatabase(test.url, silentLog, 4, serverRole);
  await addCafe(test.db, cafe);
  await addMember(test.db, cafe, 1);
});
afterAll(async () => {
  await server.close();
  await test.close();
});

const attempt = (sql: string) => server.transact((tx) => tx.script(sql));
const denied = { code: "42501" };

describe("the role of the server", () => {
  it("moves money and seals the books", async () => {
    await topUpMembers(server, topUpOf(cafe, [1], { valueMinor: 1000, bonusMinor: 100 }));
    await server.transact((tx) =>
      postCharge(tx, cafe, startOfBooks, {
        ...{ sessionId: 1, memberId: 1, chargeMinor: 300, taxMinor: 0, taxPercent: "0", bonusFirst: true },
        ...{ useBonus: true, useBalance: true, mayBorrowMinor: 0, bonusSince: startOfBooks, usedSeconds: 60 },
        ...{ pcName: "PC-01", details: "", staffName: "", shiftId: null },
        actor: { actorKind: "system", actorId: null, actorName: "System" },
      }),
    );
    await sealBooks(server, startOfBooks);
    expect(await holdingOf(server, cafe, 1)).toMatchObject({ balance: 800, bonus: 0 });
    expect(await brokenInBooks(server)).toEqual([]);
    expect(await server.row("select count(*) as n from seals")).toEqual({ n: 1 });
  });

  it.each(["transfers", "entries", "seals"])("cannot change, delete or empty %s", async (table) => {
    await expect(attempt(`update ${table} set cafe_id = cafe_id`)).rejects.toMatchObject(denied);
    await expect(attempt(`delete from ${table}`)).rejects.toMatchObject(denied);
    await expect(attempt(`truncate ${table} cascade`)).rejects.toMatchObject(denied);
    await expect(attempt(`select 1 from ${table} for update`)).rejects.toMatchObject(denied);
  });

  it("cannot switch off what guards the ledger", async () => {
    const owner = { code: "42501" };
    await expect(attempt("alter table entries disable trigger all")).rejects.toMatchObject(owner);
    await expect(
      attempt("alter table transfers disable trigger transfers_append_only"),
    ).rejects.toMatchObject(owner);
    await expect(attempt("drop trigger entries_append_only on entries")).rejects.toMatchObject(owner);
    await expect(attempt("drop table seals")).rejects.toMatchObject(owner);
    await expect(attempt("set session_replication_role = replica")).rejects.toMatchObject(denied);
    // PostgreSQL answers a grant by one who has nothing to grant with a warning alone.
    await attempt(`grant update on entries to ${serverRole}`);
    await expect(attempt("update entries set amount = 1")).rejects.toMatchObject(denied);
    await expect(
      attempt(
        "create or replace function ledger_is_append_only() returns trigger language plpgsql as 'begin return null; end'",
      ),
    ).rejects.toMatchObject(owner);
    await expect(attempt("update write_numbers set number_offset = 0")).rejects.toMatchObject(denied);
  });

  it("sets marks on a log row, and changes nothing of what it tells", async () => {
    await attempt("update billing_logs set is_read = true, hidden_at = now()");
    await expect(attempt("update billing_logs set cash_minor = 0")).rejects.toMatchObject(denied);
    await expect(attempt("delete from billing_logs")).rejects.toMatchObject(denied);
  });

  it("is prepared again at each start, by several processes at once", async () => {
    const again = await Promise.all([1, 2, 3].map(() => openServerRole(test.db, test.url, silentLog)));
    expect(again).toEqual([serverRole, serverRole, serverRole]);
  });
});

it("a database user who may not take the role leaves one warning, a server that works, and the triggers", async () => {
  const name = `plain_${test.url.slice(-8)}`;
  await test.db.transact((tx) =>
    tx.script(`create role ${name} login password 'plain'; create schema ${name} authorization ${name};
      alter role ${name} set search_path = ${name}`),
  );
  const url = test.url.replace(/^postgres:\/\/[^@]*@/, `postgres://${name}:plain@`);
  const plain = openDatabase(url, silentLog, 2);
  await migrate(plain, startOfBooks);
  const warn = vi.fn();
  expect(
    await openServerRole(plain, url, Object.assign(Object.create(silentLog) as typeof silentLog, { warn })),
  ).toBeUndefined();
  expect(warn.mock.calls).toEqual([
    [
      expect.stringMatching(
        /^The server works as the owner .* only triggers keep it from changing the ledger\.$/,
      ),
    ],
  ]);
  await addCafe(plain, cafe);
  await addMember(plain, cafe, 1);
  await topUpMembers(plain, topUpOf(cafe, [1], { valueMinor: 500 }));
  await sealBooks(plain, startOfBooks);
  expect(await brokenInBooks(plain)).toEqual([]);
  for (const table of ["transfers", "entries", "seals"]) {
    await expect(plain.transact((tx) => tx.run(`delete from ${table}`))).rejects.toMatchObject({
      constraint: "ledger_is_append_only",
    });
  }
  await plain.close();
  await test.db.transact((tx) => tx.script(`drop owned by ${name}; drop role ${name}`));
});
