import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { bootPc } from "../../../contract/objects/boot-pc.ts";
import { fastJsonStringify } from "../../kernel/http/fast-json.ts";
import { secureIds } from "../../kernel/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { registerServer, setUpCafe } from "../cafes/index.ts";
import { findBootPc, findBootPcs, listBootPcs } from "./boot-pc-store.ts";
import { bootPcOf } from "./boot-pc-wire.ts";
import { addBootPc, changeBootPc, removeBootPc, type BootPcAsked } from "./change-boot-pc.ts";

const now = new Date("2026-01-01T00:00:00Z");

let testing: TestDatabase;
let cafeId: number;

beforeAll(async () => (testing = await openTestDatabase()));
afterAll(() => testing.close());
beforeEach(async () => {
  await testing.db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    const cafe = {
      name: "Test",
      countryCode: "ES",
      currencyCode: "EUR",
      zone: "UTC",
      serverCode: "main",
      now,
    };
    ({ cafeId } = await setUpCafe(tx, secureIds, cafe));
  });
});

const macOf = (n: number) => `02-00-00-00-00-${n.toString(16).padStart(2, "0").toUpperCase()}`;
const add = (name: string, mac: string, more: BootPcAsked = {}) =>
  testing.db.transact((tx) => addBootPc(tx, cafeId, { ...more, name, mac }));
const change = (id: number, asked: BootPcAsked) =>
  testing.db.transact((tx) => changeBootPc(tx, cafeId, id, asked));

test("boot PCs are listed by id and found by the ids power commands name", async () => {
  const first = await add("PC200", macOf(1));
  const second = await add("PC100", macOf(2));
  expect((await listBootPcs(testing.db, cafeId)).map((row) => row.boot_pc_id)).toEqual([first, second]);
  const found = await findBootPcs(testing.db, cafeId, [second, 999_999, first]);
  expect(found.map((row) => row.name)).toEqual(["PC200", "PC100"]);
});

test("what is not said has the defaults, and stays in a change", async () => {
  const id = await add("PC1", "02:00:00:00:00:0a", { ip: "192.0.2.11", mask: "255.255.255.0" });
  await change(id, { boot_mode: "menu", dns1: "2001:db8::53" });
  expect(await findBootPc(testing.db, cafeId, id)).toEqual({
    boot_pc_id: id,
    name: "PC1",
    mac: "02-00-00-00-00-0A",
    ip: "192.0.2.11",
    mask: "255.255.255.0",
    gateway: "",
    dns1: "2001:db8::53",
    dns2: "",
    comment: "",
    boot_mode: "menu",
    boot_firmware: "uefi",
    image_ids: [],
    has_game_disk: false,
    keeps_changes: false,
    is_super_client: false,
    is_enabled: true,
    writeback_mb: 20_480,
    resolution: "",
  });
});

test("name and network address belong to one boot PC, also when ten are added at once", async () => {
  const tries = await Promise.allSettled(
    Array.from({ length: 10 }, (_, n) => add(n % 2 ? "PC1" : "pc1", macOf(n))),
  );
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  await expect(add("PC1", macOf(40))).rejects.toMatchObject({ error: "boot_pc.name_exists" });
  const [row] = await listBootPcs(testing.db, cafeId);
  await expect(add("PC2", row?.mac ?? "")).rejects.toMatchObject({
    error: "request.validation",
    data: { fields: { pc_mac: [expect.stringContaining("belongs to another") as string] } },
  });
});

test.each([
  [{ ip: "2001:db8::1" }, "request.validation"],
  [{ mask: "255.0.255.0" }, "request.validation"],
  [{ gateway: "gateway" }, "request.validation"],
  [{ resolution: "huge" }, "request.validation"],
  [{ image_ids: [1] }, "boot_image.not_found"],
])("%j is refused as %s", async (more, error) => {
  await expect(add("PC1", macOf(1), more)).rejects.toMatchObject({ error });
  expect(await listBootPcs(testing.db, cafeId)).toEqual([]);
});

test("a boot PC without network address, and the 501st, are refused", async () => {
  const id = await add("PC1", macOf(1));
  await expect(change(id, { mac: "" })).rejects.toMatchObject({ error: "request.validation" });
  await testing.db.transact((tx) =>
    tx.run(
      `insert into boot_pcs (cafe_id, boot_pc_id, name, mac)
       select $1, nextval('boot_pc_ids'), 'B' || n, 'mac ' || n from generate_series(1, 498) n`,
      [cafeId],
    ),
  );
  const tries = await Promise.allSettled([add("A", macOf(2)), add("B", macOf(3))]);
  expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
  await expect(add("C", macOf(4))).rejects.toMatchObject({ error: "limit.max_records" });
});

test("a removed boot PC is gone", async () => {
  const id = await add("PC1", macOf(1));
  const remove = () => testing.db.transact((tx) => removeBootPc(tx, cafeId, id));
  await remove();
  await expect(remove()).rejects.toMatchObject({ error: "boot_pc.not_found" });
  await expect(change(id, { comment: "x" })).rejects.toMatchObject({ error: "boot_pc.not_found" });
});

test("without a boot service nothing is known; with one its measurements are shown in café time", async () => {
  const id = await add("PC1", macOf(1));
  const row = await findBootPc(testing.db, cafeId, id);
  if (row === undefined) throw new Error("no row");
  expect(bootPcOf(row, undefined, "UTC")).toMatchObject({
    boot_state: "unknown",
    boot_time: null,
    pc_using: 0,
  });
  const facts = { isUsing: true, state: "on", bootedAt: now, temperature: 55, writebackUsedMb: 120 } as const;
  const shown = bootPcOf(row, facts, "+08:00");
  expect(shown).toMatchObject({
    boot_state: "on",
    boot_time: "2026-01-01 08:00:00",
    temperature: 55,
    pc_using: 1,
  });
  const written = JSON.parse(fastJsonStringify(bootPc)(shown)) as object;
  expect(Object.keys(written)).toEqual(Object.keys(shown));
});
