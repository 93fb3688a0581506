import type { Tx } from "../../server/kernel/db/database.ts";
import { savePlan } from "../../server/modules/pcs/index.ts";

/** The plan of the sample café: where its rooms are and where each PC stands, px. PCs are 100 wide and 80 high. */

export const sampleRooms = [
  { name: "Hall", color: "#228be6", frameX: 20, frameY: 20, frameWidth: 880, frameHeight: 340 },
  { name: "Lounge", color: "#12b886", frameX: 920, frameY: 20, frameWidth: 260, frameHeight: 340 },
  { name: "VIP", color: "#be4bdb", frameX: 20, frameY: 380, frameWidth: 580, frameHeight: 220 },
  { name: "Stage", color: "#f76707", frameX: 620, frameY: 380, frameWidth: 560, frameHeight: 220 },
] as const;

export type SampleRoom = (typeof sampleRooms)[number]["name"];

const across = (from: number, step: number, count: number) =>
  Array.from({ length: count }, (_, index) => from + index * step);
const rowsAt = (lefts: readonly number[], tops: readonly number[]) =>
  tops.flatMap((top) => lefts.map((left) => ({ left, top })));

/** Two rows of desks back to back and one along the wall; consoles apart; the stage in a bow. */
const places: Record<SampleRoom, readonly { left: number; top: number }[]> = {
  Hall: rowsAt(across(60, 100, 8), [60, 140, 260]),
  Lounge: rowsAt([940, 1060], [80, 240]),
  VIP: rowsAt(across(60, 100, 5), [420, 500]),
  Stage: [
    ...[660, 840, 1020].map((left) => ({ left, top: left === 840 ? 400 : 420 })),
    ...[660, 840, 1020].map((left) => ({ left, top: left === 840 ? 480 : 500 })),
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
