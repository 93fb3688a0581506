import type { Tx } from "../../server/kernel/db/database.ts";
import { savePlan } from "../../server/modules/pcs/index.ts";

/** The plan of the sample café: where its rooms are and where each PC stands, px. PCs are 100 wide and 80 high. */

export const sampleRooms = [
  { name: "Hall", color: "#228be6", frameX: 20, frameY: 20, frameWidth: 880, frameHeight: 420 },
  { name: "Lounge", color: "#12b886", frameX: 920, frameY: 20, frameWidth: 260, frameHeight: 420 },
  { name: "VIP", color: "#be4bdb", frameX: 20, frameY: 460, frameWidth: 560, frameHeight: 260 },
  { name: "Stage", color: "#f76707", frameX: 600, frameY: 460, frameWidth: 580, frameHeight: 260 },
] as const;

export type SampleRoom = (typeof sampleRooms)[number]["name"];

const across = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index * step);
const rowsAt = (lefts: readonly number[], tops: readonly number[]) =>
  tops.flatMap((top) => lefts.map((left) => ({ left, top })));

/** Two rows of desks back to back and one along the wall; consoles apart; the stage in a bow. */
const places: Record<SampleRoom, readonly { left: number; top: number }[]> = {
  Hall: rowsAt(across(60, 100, 8), [80, 160, 320]),
  Lounge: rowsAt([940, 1060], [100, 300]),
  VIP: rowsAt(across(60, 100, 5), [520, 600]),
  Stage: [
    ...[640, 840, 1040].map((left) => ({ left, top: left === 840 ? 500 : 540 })),
    ...[640, 840, 1040].map((left) => ({ left, top: left === 840 ? 600 : 620 })),
  ],
};

/** Draws the rooms and puts each room's PCs there, in the order given. */
export async function placeSample(
  tx: Tx,
  cafeId: number,
  pcNames: Record<SampleRoom, readonly string[]>,
): Promise<void> {
  const pcs = sampleRooms.flatMap(({ name }) =>
    places[name].flatMap(({ left, top }, index) => {
      const pcName = pcNames[name][index];
      return pcName === undefined ? [] : [{ pcName, boxLeft: left, boxTop: top, roomName: name }];
    }),
  );
  const rooms = sampleRooms.map((room) => ({ ...room, roomId: undefined }));
  await savePlan(tx, cafeId, { rooms, pcs, removedRoomIds: [] });
}
