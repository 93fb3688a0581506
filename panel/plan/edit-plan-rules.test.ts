import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addRoom,
  changeRoom,
  isSound,
  move,
  nothing,
  place,
  placeAll,
  removeRooms,
  resizeRoom,
  roomNameFault,
  step,
  unplace,
  withPcs,
  type Picked,
} from "./edit-plan-rules.ts";
import { aPc, aRoom, twoRooms } from "./plan-samples.ts";
import { gridStep, type Plan } from "./plan-rules.ts";
import { handles, pulled } from "./pull-rules.ts";

const pcs = (...names: string[]): Picked => ({ ...nothing, pcs: new Set(names) });
const rooms = (...keys: string[]): Picked => ({ ...nothing, rooms: new Set(keys) });
const pcOf = (plan: Plan | null, name: string) => plan?.pcs.find((pc) => pc.name === name);
const roomOf = (plan: Plan | null, key: string) => plan?.rooms.find((room) => room.key === key);

describe("moving", () => {
  test("a PC snaps to the grid", () => {
    expect(pcOf(move(twoRooms, pcs("OUT"), { left: 9, top: 31 }), "OUT")?.spot).toEqual({
      left: 40,
      top: 340,
    });
  });

  test("a PC dropped on another lands beside it", () => {
    const after = move(twoRooms, pcs("A1"), { left: 120, top: 0 });
    expect(pcOf(after, "A1")?.spot).not.toEqual({ left: 160, top: 60 });
    expect(after !== null && isSound(after)).toBe(true);
  });

  test("a PC belongs to the room in which it is put down, and to none outside", () => {
    expect(pcOf(move(twoRooms, pcs("A1"), { left: 340, top: 100 }), "A1")?.roomKey).toBe("B");
    expect(pcOf(move(twoRooms, pcs("A1"), { left: 0, top: 400 }), "A1")?.roomKey).toBeNull();
    expect(pcOf(move(twoRooms, pcs("OUT"), { left: 0, top: -140 }), "OUT")?.roomKey).toBe("A");
  });

  test("a room takes its PCs along, and stops at other rooms", () => {
    const after = move(twoRooms, rooms("A"), { left: 0, top: 400 });
    expect(roomOf(after, "A")).toMatchObject({ left: 20, top: 420 });
    expect(pcOf(after, "A1")?.spot).toEqual({ left: 40, top: 460 });
    expect(pcOf(after, "B1")?.spot).toEqual({ left: 360, top: 60 });
    const against = move(twoRooms, rooms("A"), { left: 200, top: 0 });
    expect(against !== null && isSound(against)).toBe(true);
  });

  test("a step goes over what stands in the way; where it is closed there is none", () => {
    const right = step(twoRooms, pcs("A1"), { direction: "right", steps: 1 });
    expect(pcOf(right, "A1")?.spot?.top).toBe(60);
    expect(right !== null && isSound(right)).toBe(true);
    expect(pcOf(step(twoRooms, pcs("OUT"), { direction: "down", steps: 5 }), "OUT")?.spot).toEqual({
      left: 40,
      top: 400,
    });
    expect(step(twoRooms, rooms("A"), { direction: "left", steps: 1 })).toBeNull();
    expect(step(twoRooms, nothing, { direction: "left", steps: 1 })).toBeNull();
  });
});

describe("tray", () => {
  test("a PC goes into the tray and is placed again", () => {
    const out = unplace(twoRooms, new Set(["A1"]));
    expect(pcOf(out, "A1")).toMatchObject({ spot: null, roomKey: "A" });
    expect(out && pcOf(place(out, "A1", { left: 361, top: 150 }), "A1")).toMatchObject({ roomKey: "B" });
    expect(unplace(twoRooms, new Set(["TRAY"]))).toBeNull();
  });

  test("all of the tray are placed, those with a room in it", () => {
    const more = { ...twoRooms, pcs: [...twoRooms.pcs, aPc("A3", null, "A"), aPc("X")] };
    const after = placeAll(more);
    expect(after.pcs.every((pc) => pc.spot !== null)).toBe(true);
    expect(pcOf(after, "A3")?.roomKey).toBe("A");
    expect(isSound(after)).toBe(true);
  });

  test("new PCs wait in the tray, removed ones are gone; else the plan is the same one", () => {
    const names = twoRooms.pcs.map(({ name }) => name);
    expect(withPcs(twoRooms, names)).toBe(twoRooms);
    const after = withPcs(twoRooms, [...names.slice(1), "NEW"]);
    expect(pcOf(after, "NEW")).toEqual(aPc("NEW"));
    expect(pcOf(after, "A1")).toBeUndefined();
  });
});

describe("rooms", () => {
  test("a new room takes the nearest free place", () => {
    const after = addRoom(twoRooms, { key: "C", name: "C", color: "" }, { left: 20, top: 20 });
    expect(after?.rooms).toHaveLength(3);
    expect(after !== null && isSound(after)).toBe(true);
  });

  test("its PCs stay where they are when it is removed", () => {
    const after = removeRooms(twoRooms, new Set(["A"]));
    expect(after.rooms.map(({ key }) => key)).toEqual(["B"]);
    expect(pcOf(after, "A1")).toEqual(aPc("A1", { left: 40, top: 60 }, null));
  });

  test.each([
    ["wider", { left: 20, top: 20, width: 318, height: 240 }, { width: 320 }],
    ["not below the least size", { left: 20, top: 20, width: 10, height: 10 }, null],
    ["not over another room", { left: 20, top: 20, width: 400, height: 240 }, null],
    ["not across a PC", { left: 20, top: 20, width: 300, height: 300 }, null],
    ["not away from its PCs", { left: 20, top: 160, width: 300, height: 140 }, null],
  ])("a frame is pulled %s", (_how, frame, expected) => {
    const after = resizeRoom(twoRooms, "A", frame);
    if (expected === null) expect(after).toBeNull();
    else expect(roomOf(after, "A")).toMatchObject(expected);
  });

  test("a room pulled around a PC takes it in", () => {
    const after = resizeRoom(twoRooms, "A", { left: 20, top: 20, width: 300, height: 380 });
    expect(pcOf(after, "OUT")?.roomKey).toBe("A");
  });

  test.each([
    ["C", null],
    ["", "missing"],
    ["  ", "missing"],
    [" b ", "taken"],
    ["a", null],
  ])("named %j it is at fault: %s", (name, fault) => {
    const plan = changeRoom(twoRooms, "A", { name });
    expect(roomNameFault(plan, { ...aRoom("A", 0, 0), name })).toBe(fault);
  });

  test("the side opposite to a handle stays, and the frame keeps a size", () => {
    const frame = { left: 100, top: 100, width: 300, height: 240 };
    const by = fc.record({
      left: fc.integer({ min: -900, max: 900 }),
      top: fc.integer({ min: -900, max: 900 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...handles), by, (handle, pull) => {
        const after = pulled(frame, handle, pull);
        expect(after.width).toBeGreaterThanOrEqual(140);
        expect(after.height).toBeGreaterThanOrEqual(120);
        if (!handle.includes("w")) expect(after.left).toBe(100);
        if (!handle.includes("n")) expect(after.top).toBe(100);
        if (!handle.includes("e")) expect(after.left + after.width).toBe(400);
        if (!handle.includes("s")) expect(after.top + after.height).toBe(340);
      }),
    );
  });
});

test("whatever is done to a plan keeps its rules, its PCs and the grid", () => {
  const by = fc.record({
    left: fc.integer({ min: -800, max: 800 }),
    top: fc.integer({ min: -800, max: 800 }),
  });
  const names = twoRooms.pcs.map(({ name }) => name);
  const someNames = fc.subarray(names).map((chosen) => new Set(chosen));
  const act = fc.oneof(
    fc
      .record({ pcs: someNames, rooms: fc.subarray(["A", "B", "C"]).map((keys) => new Set(keys)) })
      .chain((picked) =>
        fc.oneof(
          by.map((far) => (plan: Plan) => move(plan, picked, far)),
          fc
            .constantFrom("left" as const, "down" as const)
            .map((direction) => (plan: Plan) => step(plan, picked, { direction, steps: 1 })),
        ),
      ),
    someNames.map((chosen) => (plan: Plan) => unplace(plan, chosen)),
    fc.tuple(fc.constantFrom(...names), by).map(
      ([name, spot]) =>
        (plan: Plan) =>
          place(plan, name, spot),
    ),
    by.map(
      (spot) => (plan: Plan) =>
        plan.rooms.some(({ key }) => key === "C")
          ? plan
          : addRoom(plan, { key: "C", name: "C", color: "" }, spot),
    ),
    fc
      .tuple(fc.constantFrom("A", "B", "C"), fc.constantFrom(...handles), by)
      .map(([key, handle, pull]) => (plan: Plan) => {
        const room = roomOf(plan, key);
        return room === undefined ? null : resizeRoom(plan, key, pulled(room, handle, pull));
      }),
    fc.constant((plan: Plan) => placeAll(plan)),
    fc.constant((plan: Plan) => removeRooms(plan, new Set(["C"]))),
  );
  expect(isSound(twoRooms)).toBe(true);
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), (acts) => {
      const after = acts.reduce<Plan>((plan, doIt) => doIt(plan) ?? plan, twoRooms);
      expect(isSound(after)).toBe(true);
      expect(after.pcs.map(({ name }) => name)).toEqual(names);
      for (const { spot, roomKey } of after.pcs) {
        if (spot === null) continue;
        expect([spot.left % gridStep, spot.top % gridStep]).toEqual([0, 0]);
        const around = after.rooms.find(
          (room) =>
            spot.left >= room.left &&
            spot.left < room.left + room.width &&
            spot.top >= room.top &&
            spot.top < room.top + room.height,
        );
        expect(roomKey).toBe(around?.key ?? null);
      }
    }),
    { numRuns: 150 },
  );
});
