import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addPc } from "./add-pc.ts";
import { addHardware, changeHardware, removeHardware, type HardwareAsked } from "./change-hardware.ts";
import { findHardware, listHardware, type HardwareDriver } from "./hardware-store.ts";
import { hardwareOf } from "./place-wire.ts";
import { switchAutomaticHardware, switchHardware, type SwitchAsked } from "./switch-hardware.ts";
import { makeTestCafe } from "./test-cafe.ts";

const now = new Date("2026-01-01T00:00:00Z");
const heard: string[] = [];
const device = createServer((request, response) => {
  heard.push(request.url ?? "");
  response.writeHead(request.url?.startsWith("/broken") ? 500 : 200).end();
});

let testing: TestDatabase;
let cafeId: number;
let address = "";
let localService: "done" | "failed" | "offline" = "offline";
const asked: object[] = [];

beforeAll(async () => {
  testing = await openTestDatabase();
  await new Promise<void>((resolve) => device.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${(device.address() as AddressInfo).port}`;
});
afterAll(async () => {
  device.close();
  await testing.close();
});
beforeEach(async () => {
  ({ cafeId } = await makeTestCafe(testing.db, now));
  await testing.db.transact((tx) => addPc(tx, cafeId, { name: "PS5-1", consoleType: 5 }));
  heard.length = 0;
  asked.length = 0;
  localService = "offline";
});

const add = (name: string, driver: HardwareDriver, more: HardwareAsked = {}) =>
  testing.db.transact((tx) => addHardware(tx, cafeId, { ...more, name, driver }, now));
const parts = () => ({
  db: testing.db,
  switchThroughLocalService: async (_: number, one: object) => {
    asked.push(one);
    return localService;
  },
});
const turn = (what: Partial<SwitchAsked>) =>
  switchHardware(parts(), { cafeId, turn: "on", staffName: "API", now, ...what });

test("an http switch is called at its address and its state kept", async () => {
  const id = await add("Plug", "http", { address: `${address}/relay/{switch}`, pcName: "ps5-1" });
  expect(await turn({ pcNames: ["PS5-1"] })).toEqual([
    { hardware_id: id, pc_name: "PS5-1", status: "success" },
  ]);
  expect(heard).toEqual(["/relay/on"]);
  expect((await findHardware(testing.db, cafeId, id))?.state).toBe("on");
});

test("a switch that fails keeps its state and says error", async () => {
  const id = await add("Plug", "http", { address: `${address}/broken` });
  expect(await turn({ hardwareIds: [id] })).toMatchObject([{ status: "error" }]);
  expect((await findHardware(testing.db, cafeId, id))?.state).toBe("unknown");
});

test("an ewelink switch goes through the local service; without one, and with driver none, it is offline", async () => {
  const plug = await add("Plug", "ewelink", { mac: "02:00:00:00:00:0a" });
  const none = await add("Bare", "none");
  await expect(turn({ hardwareIds: [plug] })).rejects.toMatchObject({ error: "device.offline" });
  await expect(turn({ hardwareIds: [none] })).rejects.toMatchObject({ error: "device.offline" });
  localService = "done";
  expect(await turn({ hardwareIds: [plug, none], turn: "off" })).toMatchObject([
    { hardware_id: plug, status: "success" },
    { hardware_id: none, status: "error" },
  ]);
  expect(asked.at(-1)).toEqual({
    deviceNames: ["Plug"],
    deviceIds: ["02-00-00-00-00-0A"],
    turn: "off",
    staffName: "API",
  });
});

test("unknown switches, consoles and consoles without a switch are refused by name", async () => {
  await expect(turn({ hardwareIds: [999] })).rejects.toMatchObject({ error: "hardware.not_found" });
  await expect(turn({ pcNames: ["PS5-9"] })).rejects.toMatchObject({ error: "pc.not_found" });
  await expect(turn({ pcNames: ["PS5-1"] })).rejects.toMatchObject({ error: "hardware.not_found" });
  await expect(turn({})).rejects.toMatchObject({ error: "request.validation" });
});

test("only switches that follow sessions are switched by themselves", async () => {
  await add("A", "http", { address: `${address}/a`, pcName: "PS5-1", isAutomatic: true });
  await add("B", "http", { address: `${address}/b`, pcName: "PS5-1" });
  expect(await switchAutomaticHardware(parts(), { cafeId, pcName: "ps5-1", turn: "on", now })).toBe(true);
  expect(heard).toEqual(["/a"]);
});

test("names exist once, addresses outside the own network are refused, the key is never shown", async () => {
  const id = await add("Plug", "http", { address: `${address}/x`, secret: "top-secret" });
  await expect(add("PLUG", "none")).rejects.toMatchObject({ error: "hardware.name_exists" });
  await expect(add("Other", "http", { address: "http://8.8.8.8/" })).rejects.toMatchObject({
    error: "request.validation",
  });
  await expect(add("Other", "http")).rejects.toMatchObject({ error: "request.validation" });
  await expect(add("Other", "none", { pcName: "PS5-9" })).rejects.toMatchObject({ error: "pc.not_found" });
  expect(JSON.stringify((await listHardware(testing.db, cafeId)).map(hardwareOf))).not.toContain(
    "top-secret",
  );
  await testing.db.transact((tx) => changeHardware(tx, cafeId, id, { isAutomatic: true }, now));
  expect(await findHardware(testing.db, cafeId, id)).toMatchObject({
    is_automatic: true,
    secret: "top-secret",
  });
});

test("changing a switch to http needs an address it may have; a removed one is gone", async () => {
  const id = await add("Plug", "none");
  const change = testing.db.transact((tx) => changeHardware(tx, cafeId, id, { driver: "http" }, now));
  await expect(change).rejects.toMatchObject({ error: "request.validation" });
  const remove = () => testing.db.transact((tx) => removeHardware(tx, cafeId, id));
  await remove();
  await expect(remove()).rejects.toMatchObject({ error: "hardware.not_found" });
});
