import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CacheBus } from "../../kernel/cache-bus.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { openCafes } from "../cafes/index.ts";
import { addPc } from "./add-pc.ts";
import { addPcGroup, changePcGroup, removePcGroup } from "./change-pc-group.ts";
import { changePc, removePc } from "./change-pc.ts";
import { addRoom, changeRoom, removeRoom } from "./change-room.ts";
import { addHardware } from "./change-hardware.ts";
import { listHardware } from "./hardware-store.ts";
import { readPcs } from "./list-pcs.ts";
import type { LiveFacts } from "./live-facts.ts";
import { findPcGroup, listPcGroups } from "./pc-group-store.ts";
import { findPcById, findPcByName, listPcs, nextStateNo, noteHeard } from "./pc-store.ts";
import { listRooms } from "./room-store.ts";
import { saveLayout } from "./save-layout.ts";
import { savePlan, type Plan } from "./save-plan.ts";
import { setOutOfOrder } from "./set-out-of-order.ts";
import { aSession, listAnnounced, listLogs, liveFactsOf, makeTestCafe } from "./test-cafe.ts";
import { wakePcs } from "./wake-pcs.ts";

const now = new Date("2026-01-01T00:00:00Z");
const caller: Caller = { kind: "key", cafeId: 0, keyId: 1, name: "API", rateScope: "key:1" };
const live = liveFactsOf();

let testing: TestDatabase;
let cafeId: number;
let pcGroupId: number;

beforeAll(async () => (testing = await openTestDatabase()));
afterAll(() => testing.close());
beforeEach(async () => ({ cafeId, pcGroupId } = await makeTestCafe(testing.db, now)));

const add = (name: string, more: object = {}) =>
  testing.db.transact((tx) => addPc(tx, cafeId, { name, ...more }));
const change = (pcName: string, asked: object, facts = live) =>
  testing.db.transact((tx) => changePc(tx, { cafeId, caller, now, live: facts, pcName, asked }));
const names = async () => (await listPcs(testing.db, cafeId)).map((pc) => pc.name);

describe("adding and listing PCs", () => {
  test("lists are by name as text: 10 before 101 before 11, upper before lower case", async () => {
    for (const name of ["11", "a", "101", "10", "B"]) await add(name);
    expect(await names()).toEqual(["10", "101", "11", "B", "a"]);
  });

  test("the network address is stored upper case with dashes, the group is the first when none is named", async () => {
    await add("PC1", { mac: "02:00:00:ab:cd:ef", ip: "192.0.2.11" });
    expect(await findPcByName(testing.db, cafeId, "pc1")).toMatchObject({
      name: "PC1",
      mac: "02-00-00-AB-CD-EF",
      ip: "192.0.2.11",
      pc_group_id: pcGroupId,
      pc_group_name: "Default",
      room_name: "",
    });
  });

  test("a name exists once without regard to case, also when fifty try at once", async () => {
    const tries = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => add(n % 2 ? "PC1" : "pc1")));
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    const refused = tries.flatMap((one) =>
      one.status === "rejected" ? [one.reason as { error: string }] : [],
    );
    expect(new Set(refused.map((refusal) => refusal.error))).toEqual(new Set(["pc.name_exists"]));
  });

  test("the 501st PC is refused, also when two try for the last place", async () => {
    await testing.db.transact((tx) =>
      tx.run(
        "insert into pcs (cafe_id, name, pc_group_id) select $1, 'PC' || n, $2 from generate_series(1, 499) n",
        [cafeId, pcGroupId],
      ),
    );
    const tries = await Promise.allSettled([add("A"), add("B"), add("C")]);
    expect(tries.filter((one) => one.status === "fulfilled")).toHaveLength(1);
    await expect(add("D")).rejects.toMatchObject({ error: "limit.max_records" });
  });

  test.each([
    [{ pcGroupId: 999 }, "pc_group.not_found"],
    [{ roomName: "Nowhere" }, "room.not_found"],
    [{ mac: "02-00" }, "request.validation"],
    [{ ip: "999.1.1.1" }, "request.validation"],
  ])("%j is refused as %s and nothing is added", async (more, error) => {
    await expect(add("PC1", more)).rejects.toMatchObject({ error });
    expect(await names()).toEqual([]);
  });
});

test("a list of a hundred PCs is one statement and asks once for sessions, bookings and prices", async () => {
  await testing.db.transact((tx) =>
    tx.run(
      "insert into pcs (cafe_id, name, pc_group_id) select $1, 'PC' || n, $2 from generate_series(1, 100) n",
      [cafeId, pcGroupId],
    ),
  );
  const asked: string[] = [];
  const db: typeof testing.db = {
    ...testing.db,
    rows: (text, values) => {
      asked.push("pcs");
      return testing.db.rows(text, values);
    },
  };
  const counting: LiveFacts = {
    isConnected: () => false,
    sessionsOf: (...about) => {
      asked.push("sessions");
      return live.sessionsOf(...about);
    },
    bookingsOf: (...about) => {
      asked.push("bookings");
      return live.bookingsOf(...about);
    },
    priceNamesOf: (about) => {
      asked.push("prices");
      return live.priceNamesOf(about);
    },
  };
  const bus = await CacheBus.open(testing.db);
  const { pcs } = await readPcs({ db, cafes: openCafes(testing.db, bus), live: counting }, cafeId);
  await bus.close();
  expect(pcs).toHaveLength(100);
  expect(asked.sort()).toEqual(["bookings", "pcs", "prices", "sessions"]);
});

describe("changing PCs", () => {
  test("what is not said stays; an empty room name means none", async () => {
    await testing.db.transact((tx) => addRoom(tx, cafeId, { name: "Hall" }));
    await add("PC1", { roomName: "hall", comment: "old" });
    await change("PC1", { comment: "new headset" });
    expect(await findPcByName(testing.db, cafeId, "PC1")).toMatchObject({
      comment: "new headset",
      room_name: "Hall",
    });
    await change("PC1", { roomName: "" });
    expect(await findPcByName(testing.db, cafeId, "PC1")).toMatchObject({ room_id: null, room_name: "" });
  });

  test("renaming takes the switch along and refuses a name that is taken", async () => {
    await add("PC1");
    await add("PC2");
    const hardware = { name: "Plug", driver: "none", pcName: "PC1" } as const;
    await testing.db.transact((tx) => addHardware(tx, cafeId, hardware, now));
    expect(await change("PC1", { name: "Stage" })).toBe("Stage");
    expect((await listHardware(testing.db, cafeId))[0]?.pc_name).toBe("Stage");
    await expect(change("Stage", { name: "pc2" })).rejects.toMatchObject({ error: "pc.name_exists" });
    expect(await change("Stage", { name: "STAGE" })).toBe("STAGE");
  });

  test("a PC in a session is neither renamed nor removed, but may be changed", async () => {
    const pcId = await add("PC1");
    const busy = liveFactsOf(new Map([[pcId, aSession]]));
    await expect(change("PC1", { name: "PC2" }, busy)).rejects.toMatchObject({ error: "pc.in_session" });
    const removal = testing.db.transact((tx) => removePc(tx, { cafeId, now, live: busy, pcName: "PC1" }));
    await expect(removal).rejects.toMatchObject({ error: "pc.in_session" });
    await change("PC1", { comment: "x" }, busy);
    expect(await names()).toEqual(["PC1"]);
  });

  test("a removed PC is gone, a second removal is refused", async () => {
    await add("PC1");
    const remove = () => testing.db.transact((tx) => removePc(tx, { cafeId, now, live, pcName: "PC1" }));
    await remove();
    await expect(remove()).rejects.toMatchObject({ error: "pc.not_found" });
  });

  test("state numbers of a PC only rise, also fifty at once", async () => {
    const pcId = await add("PC1");
    const numbers = await Promise.all(
      Array.from({ length: 50 }, () => testing.db.transact((tx) => nextStateNo(tx, cafeId, pcId))),
    );
    expect(numbers.sort((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1));
  });

  test("an older sign of life does not turn back the last one", async () => {
    const pcId = await add("PC1");
    const later = new Date(now.getTime() + 60_000);
    await testing.db.transact((tx) => noteHeard(tx, { cafeId, pcId, at: later, agentVersion: "1.2.3" }));
    await testing.db.transact((tx) => noteHeard(tx, { cafeId, pcId, at: now }));
    expect(await findPcById(testing.db, cafeId, pcId)).toMatchObject({
      last_heard_at: later,
      agent_version: "1.2.3",
    });
  });
});

describe("out of order", () => {
  const order = (body: object) =>
    testing.db.transact((tx) => setOutOfOrder(tx, { cafeId, caller, now, body }));
  const enabled = async () => (await listPcs(testing.db, cafeId)).map((pc) => pc.is_enabled);

  test("takes PCs out and back, with a log row for each that changed and a word to its screen", async () => {
    await add("PC1");
    await add("PC2");
    await order({
      pcs: [
        { pc_name: "pc1", pc_enabled: 0 },
        { pc_name: "PC2", pc_enabled: 1 },
      ],
    });
    expect(await enabled()).toEqual([false, true]);
    await order({ pc_name: ["PC1"], out_of_order: false });
    expect(await enabled()).toEqual([true, true]);
    expect(await listLogs(testing.db, cafeId, "PC_OUT_OF_ORDER")).toEqual([
      { event: "PC_OUT_OF_ORDER", pc_name: "PC1", staff_name: "API", details: "out of order" },
      { event: "PC_OUT_OF_ORDER", pc_name: "PC1", staff_name: "API", details: "back in use" },
    ]);
    expect(await listAnnounced(testing.db, cafeId, "pc.status")).toEqual([
      { pc_names: ["PC1"] },
      { pc_names: ["PC1"] },
    ]);
  });

  test("an unknown name is named and nothing at all changes", async () => {
    await add("PC1");
    await expect(order({ pcs: ["PC1", "PC99"] })).rejects.toMatchObject({
      error: "pc.not_found",
      message: "PC PC99 not found.",
    });
    expect(await enabled()).toEqual([true]);
    expect(await listLogs(testing.db, cafeId, "PC_OUT_OF_ORDER")).toEqual([]);
  });

  test("a repeat changes nothing and is not logged again", async () => {
    await add("PC1");
    await order({ pcs: ["PC1"] });
    await order({ pcs: ["PC1"] });
    expect(await listLogs(testing.db, cafeId, "PC_OUT_OF_ORDER")).toHaveLength(1);
  });
});

describe("plan, rooms and groups", () => {
  test("places are saved all or none", async () => {
    await testing.db.transact((tx) => addRoom(tx, cafeId, { name: "Hall" }));
    await add("PC1");
    const save = (moved: { pcName: string; boxTop?: number; roomName?: string }[]) =>
      testing.db.transact((tx) => saveLayout(tx, cafeId, moved));
    expect(await save([{ pcName: "pc1", boxTop: 78, roomName: "hall" }])).toBe(1);
    expect(await findPcByName(testing.db, cafeId, "PC1")).toMatchObject({
      box_top: 78,
      box_left: 0,
      room_name: "Hall",
    });
    await expect(save([{ pcName: "PC1", boxTop: 9 }, { pcName: "PC2" }])).rejects.toMatchObject({
      error: "pc.not_found",
    });
    await expect(save([{ pcName: "PC1", roomName: "Attic" }])).rejects.toMatchObject({
      error: "room.not_found",
    });
    expect(await findPcByName(testing.db, cafeId, "PC1")).toMatchObject({ box_top: 78 });
  });

  test("a plan is saved whole: rooms first, PCs in them, and nothing when one part is refused", async () => {
    const save = (plan: Partial<Plan>) =>
      testing.db.transact((tx) => savePlan(tx, cafeId, { pcs: [], rooms: [], removedRoomIds: [], ...plan }));
    const [hall, stage] = await testing.db.transact(async (tx) => [
      await addRoom(tx, cafeId, { name: "Hall", isBookable: false }),
      await addRoom(tx, cafeId, { name: "Stage" }),
    ]);
    await add("PC1");
    await add("PC2", { roomName: "Stage" });
    const saved = await save({
      removedRoomIds: [stage],
      rooms: [
        { roomId: hall, frameX: 20, frameWidth: 400, frameHeight: 300, color: "#4dabf7" },
        { roomId: undefined, name: "Stage", frameX: 460 },
      ],
      pcs: [{ pcName: "PC1", boxLeft: 480, boxTop: 60, roomName: "Stage" }],
    });
    expect(saved).toBe(1);
    expect(await listRooms(testing.db, cafeId)).toMatchObject([
      { name: "Hall", is_bookable: false, frame_x: 20, frame_width: 400, width: 400, height: 300, pcs: 0 },
      { name: "Stage", frame_x: 460, pcs: 1 },
    ]);
    expect(await findPcByName(testing.db, cafeId, "PC1")).toMatchObject({
      box_left: 480,
      room_name: "Stage",
    });
    expect(await findPcByName(testing.db, cafeId, "PC2")).toMatchObject({ room_name: "" });

    const [{ room_id: next } = { room_id: 0 }] = (await listRooms(testing.db, cafeId)).slice(1);
    const swapped = [
      { roomId: hall, name: "Stage" },
      { roomId: next, name: "Hall" },
    ];
    expect(await save({ rooms: swapped })).toBe(0);
    expect((await findPcByName(testing.db, cafeId, "PC1"))?.room_name).toBe("Hall");

    const before = await listRooms(testing.db, cafeId);
    const refusals: [Partial<Plan>, string][] = [
      [{ removedRoomIds: [hall], pcs: [{ pcName: "PC9" }] }, "pc.not_found"],
      [{ removedRoomIds: [hall], rooms: [{ roomId: hall, frameX: 1 }] }, "room.not_found"],
      [
        {
          rooms: [
            { roomId: hall, frameX: 1 },
            { roomId: undefined, name: "hall" },
          ],
        },
        "room.name_exists",
      ],
      [
        {
          rooms: [
            { roomId: hall, frameX: 1 },
            { roomId: undefined, frameX: 5 },
          ],
        },
        "request.validation",
      ],
      [{ rooms: [{ roomId: hall, name: "" }] }, "request.validation"],
    ];
    for (const [plan, error] of refusals) await expect(save(plan)).rejects.toMatchObject({ error });
    expect(await listRooms(testing.db, cafeId)).toEqual(before);
  });

  test("a room's new name follows into its PCs; after its removal they have none", async () => {
    const roomId = await testing.db.transact((tx) =>
      addRoom(tx, cafeId, { name: "Hall", isBookable: false }),
    );
    await add("PC1", { roomName: "Hall" });
    await testing.db.transact((tx) => changeRoom(tx, cafeId, roomId, { name: "Gallery" }));
    expect(await listRooms(testing.db, cafeId)).toMatchObject([
      { name: "Gallery", is_bookable: false, pcs: 1, width: 1000 },
    ]);
    expect((await findPcByName(testing.db, cafeId, "PC1"))?.room_name).toBe("Gallery");
    await testing.db.transact((tx) => removeRoom(tx, cafeId, roomId));
    expect((await findPcByName(testing.db, cafeId, "PC1"))?.room_id).toBeNull();
    await expect(testing.db.transact((tx) => removeRoom(tx, cafeId, roomId))).rejects.toMatchObject({
      error: "room.not_found",
    });
  });

  test("room names exist once", async () => {
    await testing.db.transact((tx) => addRoom(tx, cafeId, { name: "Hall" }));
    const again = testing.db.transact((tx) => addRoom(tx, cafeId, { name: "HALL" }));
    await expect(again).rejects.toMatchObject({ error: "room.name_exists" });
  });

  test("a group is removed only when no PC is in it; groups are listed by level", async () => {
    const vip = await testing.db.transact((tx) => addPcGroup(tx, cafeId, { name: "VIP", level: 1 }));
    await add("PC1", { pcGroupId: vip });
    const remove = () => testing.db.transact((tx) => removePcGroup(tx, cafeId, vip));
    await expect(remove()).rejects.toMatchObject({ error: "pc_group.in_use" });
    await testing.db.transact((tx) => changePcGroup(tx, cafeId, vip, { name: "Stage" }));
    expect((await listPcGroups(testing.db, cafeId)).map((group) => [group.name, group.pcs])).toEqual([
      ["Default", 0],
      ["Stage", 1],
    ]);
    await change("PC1", { pcGroupId });
    await remove();
    expect(await findPcGroup(testing.db, cafeId, vip)).toBeUndefined();
    await expect(remove()).rejects.toMatchObject({ error: "pc_group.not_found" });
  });
});

test("waking tells for each PC whether it was sent to; unknown names wake none", async () => {
  await add("PC1", { mac: "02-00-00-00-00-01" });
  await add("PC2");
  const sent: string[] = [];
  const by = { staffName: "Ann", now: new Date() };
  const parts = {
    db: testing.db,
    wakePcs: async (_: number, macs: readonly string[]) => {
      sent.push(...macs);
      return new Set(macs);
    },
  };
  await expect(wakePcs(parts, cafeId, ["PC1", "PC9"], by)).rejects.toMatchObject({ error: "pc.not_found" });
  expect(sent).toEqual([]);
  expect(await wakePcs(parts, cafeId, ["pc1", "PC2"], by)).toEqual([
    { pc_name: "PC1", status: "success" },
    { pc_name: "PC2", status: "error" },
  ]);
  const told =
    "select pc_name, staff_name, details from billing_logs where cafe_id = $1 and event = 'PC_POWER'";
  expect(await testing.db.rows(told, [cafeId])).toEqual([
    { pc_name: "PC1", staff_name: "Ann", details: "woken over the network" },
  ]);
});
