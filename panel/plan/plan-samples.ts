import fc from "fast-check";
import type { PcPlaceRow, RoomRow } from "./read-plan-rules.ts";
import type { Plan, PlanPc, PlanRoom, Spot } from "./plan-rules.ts";

/** Plans for tests. */

export const aRoom = (key: string, left: number, top: number, width = 300, height = 240): PlanRoom => ({
  ...{ key, roomId: null, name: key, color: "", left, top, width, height },
});
export const aPc = (name: string, spot: Spot | null = null, roomKey: string | null = null): PlanPc => ({
  ...{ name, spot, roomKey },
});

/** Two rooms side by side with two PCs each, a PC outside and one in the tray. */
export const twoRooms: Plan = {
  rooms: [aRoom("A", 20, 20), aRoom("B", 340, 20)],
  pcs: [
    aPc("A1", { left: 40, top: 60 }, "A"),
    aPc("A2", { left: 160, top: 60 }, "A"),
    aPc("B1", { left: 360, top: 60 }, "B"),
    aPc("B2", { left: 480, top: 60 }, "B"),
    aPc("OUT", { left: 40, top: 300 }),
    aPc("TRAY"),
  ],
};

/** Rows as any program may have saved them. */
export const anyRows = fc.record({
  pcs: fc
    .uniqueArray(
      fc.record({
        pc_name: fc.integer({ min: 1, max: 40 }).map((number) => `PC${number}`),
        pc_area_id: fc.option(fc.integer({ min: 1, max: 5 })),
        pc_box_left: fc.integer({ min: -500, max: 2_000 }),
        pc_box_top: fc.integer({ min: -500, max: 2_000 }),
      }),
      { maxLength: 20, selector: (row) => row.pc_name },
    )
    .map((rows): PcPlaceRow[] => rows),
  rooms: fc
    .uniqueArray(
      fc.record({
        area_id: fc.integer({ min: 1, max: 5 }),
        area_name: fc.constantFrom("Hall", "Stage"),
        area_frame_x: fc.integer({ min: -100, max: 1_000 }),
        area_frame_y: fc.integer({ min: -100, max: 1_000 }),
        area_frame_width: fc.integer({ min: -1, max: 800 }),
        area_frame_height: fc.integer({ min: 0, max: 800 }),
        area_order: fc.integer({ min: 0, max: 3 }),
        area_color: fc.constantFrom("", "#228be6"),
      }),
      { maxLength: 4, selector: (row) => row.area_id },
    )
    .map((rows): RoomRow[] => rows),
});
