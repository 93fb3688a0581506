import { join } from "node:path";
import { startHall, type Hall } from "../../pc/hall.ts";
import { systemClock } from "../../server/kernel/clock.ts";
import { secureIds } from "../../server/kernel/ids.ts";
import type { Log } from "../../server/kernel/log.ts";
import { Refusal } from "../../server/kernel/refusal.ts";
import type { Netcafe } from "../../server/start.ts";
import { countCafes, findFirstCafe } from "../../server/modules/cafes/index.ts";
import { listPcs, makePairCode, pairTextOf } from "../../server/modules/pcs/index.ts";
import { startSession } from "../../server/modules/sessions/index.ts";
import { listMembersByIds } from "../../server/modules/members/index.ts";
import { makeSampleCafe, type SampleCafe } from "./sample-cafe.ts";

/** --demo: a sample café in an empty database, and simulated PCs that connect over the real protocol. */
export interface Demo {
  /** Null when the café was there already: passwords are shown once. */
  made: SampleCafe | null;
  connectPcs(): Promise<void>;
  stop(): Promise<void>;
}

/** Every how many-th PC stays off, so that the panel shows that too. */
const everyOff = 9;
/** Sessions that run at the start. */
const sessionsAtStart = 14;

export async function openDemo(netcafe: Netcafe, log: Log): Promise<Demo> {
  const { db } = netcafe;
  const parts = { db, clock: systemClock, ids: secureIds, serverCode: netcafe.serverCode };
  const made = (await countCafes(db)) === 0 ? await makeSampleCafe(parts) : null;
  const cafe = await findFirstCafe(db);
  if (cafe === undefined) throw new Error("the sample café is missing");
  let hall: Hall | undefined;
  return {
    made,
    async connectPcs() {
      const pcs = (await listPcs(db, cafe.cafe_id)).filter((pc) => pc.console_type === 0);
      hall = await startHall({
        pcNames: pcs.filter((_, index) => index % everyOff !== everyOff - 1).map((pc) => pc.name),
        dir: join(netcafe.dataDir, "demo-pcs"),
        bootPcs: 12,
        pairText: ({ pcName, role }) =>
          db.transact(async (tx) => {
            const { code } = await makePairCode(tx, secureIds, {
              cafeId: cafe.cafe_id,
              pcName,
              role,
              now: systemClock.now(),
            });
            return pairTextOf(netcafe.baseUrl, code, netcafe.spkiPin);
          }),
        print: (line) => log.debug(line),
      });
      if (hall.failed.size > 0)
        log.warn(
          `${hall.failed.size} simulated PCs could not connect: ${[...hall.failed.values()][0] ?? ""}`,
        );
      if (made !== null) await startSampleSessions(netcafe, made, [...hall.pcs.keys()]);
    },
    async stop() {
      await hall?.stop();
    },
  };
}

/** Members with money sit down at every other PC. Who cannot is passed over: this is only a picture of a busy hour. */
async function startSampleSessions(
  netcafe: Netcafe,
  { cafeId, memberIds }: SampleCafe,
  pcNames: readonly string[],
): Promise<void> {
  const { sessions } = netcafe.app;
  const ready = await sessions.ready(cafeId);
  const members = (await listMembersByIds(netcafe.db, cafeId, memberIds)).filter(
    (member) => member.balance_minor >= 1_000,
  );
  for (const [index, member] of members.slice(0, sessionsAtStart).entries()) {
    const pcName = pcNames[index * 2];
    if (pcName === undefined) return;
    const request = { pcName, memberId: member.member_id, kind: "member", staffName: "" } as const;
    await netcafe.db
      .transact((tx) => startSession({ ...ready, tx, now: systemClock.now() }, request))
      .catch((error: unknown) => {
        // A visitor was quicker at that PC.
        if (!(error instanceof Refusal)) throw error;
      });
  }
  await sessions.clock.look();
}
