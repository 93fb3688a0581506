import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { dataObject } from "../contract/frames/frame.ts";
import { formatPairText } from "../contract/frames/pair-text.ts";
import { startHall } from "./hall.ts";
import { seatNames } from "./options.ts";
import { selfSigned, startHub, type Hub } from "./testing/peer-hub.ts";

const identity = selfSigned();
let dir: string;
let hub: Hub;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), "netcafe-hall-"));
  hub = await startHub(identity);
});
afterEach(async () => {
  await hub.stop();
  rmSync(dir, { recursive: true, force: true });
});

const pairText = () =>
  Promise.resolve(
    formatPairText({ host: "localhost", port: hub.port, pairCode: "7KQM2XPD4H", pin: identity.pin }),
  );
const logins = () => hub.peer.received.filter((frame) => frame.action === "login");

test("each PC of a hall enrols once with a key of its own and proves itself on a socket of its own", async () => {
  const first = await startHall({ pcNames: seatNames("PC", 6), dir, pairText, bootPcs: 12 });
  await hub.peer.until(() => logins().length === 7);
  await first.stop();
  expect([...first.pcs.keys()]).toEqual(["PC01", "PC02", "PC03", "PC04", "PC05", "PC06"]);
  expect(first.pcs.get("PC01")?.state()).toMatchObject({
    pc_name: "PC01",
    state: "connecting",
    offline: true,
  });
  expect(first.boot?.states()).toHaveLength(12);
  expect(new Set(hub.enrolled.map(({ public_key }) => public_key)).size).toBe(7);
  expect(logins().filter(({ from }) => from === "boot")).toHaveLength(1);

  const refused = () => Promise.reject(new Error("nobody may ask for a pair text again"));
  const second = await startHall({ pcNames: seatNames("PC", 6), dir, pairText: refused });
  await hub.peer.until(() => logins().length === 13);
  await second.stop();
  expect(hub.enrolled).toHaveLength(7);
  const credentials = logins().map((frame) => dataObject(frame).credential_id);
  expect(new Set(credentials).size).toBe(7);
});

test("a PC that cannot be enrolled is named with its reason and stops no other", async () => {
  const hall = await startHall({
    pcNames: ["PC01", "PC02"],
    dir,
    pairText: ({ pcName }) =>
      pcName === "PC01" ? Promise.reject(new Error("no right pc_edit")) : pairText(),
  });
  expect([...hall.pcs.keys()]).toEqual(["PC02"]);
  expect(hall.failed.get("PC01")).toBe("no right pc_edit");
  await hall.stop();
});

test("a hall whose credentials the server no longer knows enrols again, once", async () => {
  const hall = await startHall({ pcNames: ["PC01"], dir, pairText });
  await hub.peer.until(() => logins().length === 1);
  hub.peer.sockets.at(-1)?.close(4401);
  await hub.peer.until(() => logins().length === 2);
  expect(hub.enrolled).toHaveLength(2);
  await hall.stop();
});
