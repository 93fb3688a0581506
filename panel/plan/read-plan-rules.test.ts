import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSound, move, nothing, placeAll } from "./edit-plan-rules.ts";
import { boxOf, overlap, placedPcs, type Plan } from "./plan-rules.ts";
import { anyRows, twoRooms } from "./plan-samples.ts";
import { readPlan, type PcPlaceRow, type RoomRow } from "./read-plan-rules.ts";
import { changesOf, type PlanSource } from "./save-plan-rules.ts";

const pc = (pc_name: string, pc_box_left: number, pc_box_top: number, pc_area_id: number | null = null) =>
  ({ pc_name, pc_box_left, pc_box_top, pc_area_id }) satisfies PcPlaceRow;
const room = (
  area_id: number,
  area_name: string,
  frame: readonly [number, number, number, number],
): RoomRow => ({
  ...{ area_id, area_name, area_order: 0, area_color: "" },
  ...{
    area_frame_x: frame[0],
    area_frame_y: frame[1],
    area_frame_width: frame[2],
    area_frame_height: frame[3],
  },
});

/** What the server would hold after it saved what is sent. */
function saved(source: PlanSource, plan: Plan): PlanSource {
  const sent = changesOf(source, plan);
  if (sent === null) return source;
  const rooms = new Map(source.rooms.map((row) => [row.area_id, row]));
  for (const id of (sent.removed_area_ids ?? []) as number[]) rooms.delete(id);
  for (const area of (sent.areas ?? []) as Partial<RoomRow>[]) {
    const id = area.area_id ?? 100 + rooms.size;
    const before = rooms.get(id) ?? room(id, "", [0, 0, 0, 0]);
    rooms.set(id, { ...before, ...area, area_id: id });
  }
  const moved = new Map(
    ((sent.pcs ?? []) as unknown as (PcPlaceRow & { pc_area_name: string })[]).map((row) => [
      row.pc_name,
      row,
    ]),
  );
  const idOf = (name: string) => [...rooms.values()].find((row) => row.area_name === name)?.area_id ?? null;
  const pcs = source.pcs.map((row) => {
    const to = moved.get(row.pc_name);
    const pc_area_id = to === undefined ? row.pc_area_id : idOf(to.pc_area_name);
    return { ...row, ...to, pc_area_id: pc_area_id !== null && rooms.has(pc_area_id) ? pc_area_id : null };
  });
  return { pcs, rooms: [...rooms.values()] };
}

describe("reading a plan", () => {
  test("PCs stand where their rows say, those at 0, 0 nowhere", () => {
    const plan = readPlan(
      [pc("PC10", 300, 40, 1), pc("PC9", 40, 60, 1), pc("NEW", 0, 0)],
      [room(1, "Hall", [20, 20, 600, 300])],
    );
    expect(plan.pcs).toEqual([
      { name: "NEW", spot: null, roomKey: null },
      { name: "PC9", spot: { left: 40, top: 60 }, roomKey: "room-1" },
      { name: "PC10", spot: { left: 300, top: 40 }, roomKey: "room-1" },
    ]);
    expect(plan.rooms).toMatchObject([
      { roomId: 1, name: "Hall", left: 20, top: 20, width: 600, height: 300 },
    ]);
  });

  test("places closer together than a PC is wide are spread, with their rooms", () => {
    const plan = readPlan([pc("A", 40, 40), pc("B", 90, 40)], [room(1, "Hall", [20, 20, 200, 200])]);
    expect(plan.pcs.map(({ spot }) => spot)).toEqual([
      { left: 80, top: 40 },
      { left: 180, top: 40 },
    ]);
    expect(plan.rooms[0]).toMatchObject({ left: 40, width: 400, height: 200 });
  });

  test("rooms that share one frame were never laid out: they stand below each other, with their PCs", () => {
    const frame = [0, 0, 1000, 600] as const;
    const plan = readPlan(
      [pc("A", 40, 40, 1), pc("B", 40, 40, 2)],
      [room(1, "One", frame), room(2, "Two", frame)],
    );
    const [one, two] = plan.rooms;
    expect(one && two && !overlap(one, two)).toBe(true);
    for (const { spot, roomKey } of placedPcs(plan)) {
      const home = plan.rooms.find(({ key }) => key === roomKey);
      expect(home !== undefined && overlap(boxOf(spot), home)).toBe(true);
    }
  });

  test("nothing covers anything, and nothing stands beyond the edges, whatever the rows say", () => {
    fc.assert(
      fc.property(anyRows, ({ pcs, rooms }) => {
        const plan = readPlan(pcs, rooms);
        expect(plan.pcs.map(({ name }) => name).sort()).toEqual(pcs.map((row) => row.pc_name).sort());
        const spots = placedPcs(plan);
        for (const [index, { spot }] of spots.entries()) {
          expect(Math.min(spot.left, spot.top)).toBeGreaterThanOrEqual(20);
          for (const other of spots.slice(index + 1))
            expect(overlap(boxOf(spot), boxOf(other.spot))).toBe(false);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe("saving a plan", () => {
  const rows: PlanSource = {
    pcs: [pc("A", 40, 60, 1), pc("B", 160, 60, 1), pc("C", 0, 0)],
    rooms: [room(1, "Hall", [20, 20, 300, 240])],
  };

  test("an untouched plan has nothing to save; one moved PC is one row", () => {
    const plan = readPlan(rows.pcs, rows.rooms);
    expect(changesOf(rows, plan)).toBeNull();
    const moved = move(plan, { ...nothing, pcs: new Set(["A"]) }, { left: 0, top: 100 });
    expect(moved && changesOf(rows, moved)).toEqual({
      pcs: [
        { pc_name: "A", pc_box_position: "absolute", pc_box_left: 40, pc_box_top: 160, pc_area_name: "Hall" },
      ],
    });
  });

  test("what was saved is read again as it was", () => {
    const names = new Set(["A1", "B1", "OUT"]);
    const far = fc.record({
      left: fc.integer({ min: -500, max: 500 }),
      top: fc.integer({ min: -500, max: 500 }),
    });
    const source: PlanSource = { pcs: twoRooms.pcs.map(({ name }) => pc(name, 0, 0)), rooms: [] };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.subarray([...names]), far), { maxLength: 5 }), (moves) => {
        const edited = moves.reduce<Plan>(
          (plan, [some, by]) => move(plan, { ...nothing, pcs: new Set(some) }, by) ?? plan,
          placeAll(twoRooms),
        );
        const after = saved(source, edited);
        const again = readPlan(after.pcs, after.rooms);
        const shown = ({ rooms, pcs }: Plan) => ({
          rooms: rooms.map(({ name, left, top, width, height }) => [name, left, top, width, height]),
          pcs: pcs.map(({ name, spot, roomKey }) => [
            name,
            spot,
            rooms.find(({ key }) => key === roomKey)?.name,
          ]),
        });
        expect(shown(again)).toEqual(shown(edited));
        expect(isSound(again)).toBe(true);
        expect(changesOf(after, again)).toBeNull();
      }),
      { numRuns: 100 },
    );
  });
});
