import pg from "pg";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../testing/test-database.ts";
import { leftOutOfOneCafe, listSequences, listTables, ownOfInstallation } from "./schema-facts.ts";

/** No table is forgotten: what a backup holds is compared with what the database says of itself. */

/** Without a café in their rows, and so in a whole backup alone. A new one is added here after thinking about it. */
const ofInstallation = ["server_groups", "server_keys", "servers"];

let test: TestDatabase;
let client: pg.Client;
beforeAll(async () => {
  test = await openTestDatabase();
  client = new pg.Client({ connectionString: test.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await test.close();
});

const columnsThere = async () => {
  const found = await client.query<{ name: string; columns: string[] }>(
    `select table_name::text as name, array_agg(column_name::text order by ordinal_position) as columns
     from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = current_schema() and table_type = 'BASE TABLE' and is_generated = 'NEVER'
     group by table_name order by table_name`,
  );
  return found.rows;
};

it("a whole backup holds every table with every column but the two that each installation has of its own", async () => {
  const held = (await listTables(client, false)).map(({ name, columns }) => ({ name, columns }));
  const there = (await columnsThere()).filter(({ name }) => !ownOfInstallation.has(name));
  expect([...held].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(there);
  expect([...ownOfInstallation].sort()).toEqual(["migrations", "write_numbers"]);
});

it("the backup of one café holds every table of cafés but those named as left behind", async () => {
  const held = (await listTables(client, true)).map(({ name }) => name);
  const there = (await columnsThere()).map(({ name }) => name);
  const known = [...held, ...leftOutOfOneCafe, ...ownOfInstallation, ...ofInstallation];
  expect([...known].sort()).toEqual(there);
});

it("each table comes after those it refers to, and none that moves refers to one that stays", async () => {
  const found = await client.query<{ from: string; to: string }>(
    `select distinct conrelid::regclass::text as from, confrelid::regclass::text as to from pg_constraint
     where contype = 'f' and conrelid <> confrelid and connamespace = current_schema()::regnamespace`,
  );
  for (const ofOneCafe of [false, true]) {
    const order = (await listTables(client, ofOneCafe)).map(({ name }) => name);
    for (const { from, to } of found.rows.filter((key) => order.includes(key.from))) {
      // Servers are chosen anew for a café that moves.
      if (ofOneCafe && to === "servers") continue;
      expect(order.indexOf(to), `${from} refers to ${to}`).toBeGreaterThanOrEqual(0);
      expect(order.indexOf(to), `${from} refers to ${to}`).toBeLessThan(order.indexOf(from));
    }
  }
});

it("every sequence that has given out an id is told of", async () => {
  await client.query("select nextval('transfer_ids'), nextval('member_ids')");
  const names = (await listSequences(client)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(["member_ids", "transfer_ids"]));
});
