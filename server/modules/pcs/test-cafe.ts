import type { Db, Queries } from "../../kernel/db/database.ts";
import { secureIds } from "../../kernel/ids.ts";
import { registerServer, setUpCafe } from "../cafes/index.ts";
import { addFirstPcGroup } from "./change-pc-group.ts";
import type { LiveFacts } from "./live-facts.ts";
import type { PcSessionFacts } from "./pc-rules.ts";

/** A café with its first PC group, for the tests of this module. */
export async function makeTestCafe(db: Db, now: Date): Promise<{ cafeId: number; pcGroupId: number }> {
  return db.transact(async (tx) => {
    await registerServer(tx, "main", "main", "https://cloud.example", now);
    const made = {
      name: "Test",
      countryCode: "ES",
      currencyCode: "EUR",
      zone: "UTC",
      serverCode: "main",
      now,
    };
    const { cafeId } = await setUpCafe(tx, secureIds, made);
    return { cafeId, pcGroupId: await addFirstPcGroup(tx, cafeId) };
  });
}

/** Sessions as a test says them. */
export function liveFactsOf(sessions: ReadonlyMap<number, PcSessionFacts> = new Map()): LiveFacts {
  return {
    isConnected: () => false,
    sessionsOf: async () => sessions,
    bookingsOf: async () => new Map(),
    priceNamesOf: async () => () => "Default",
  };
}

export const aSession: PcSessionFacts = {
  sessionId: 9001,
  kind: "member",
  startedAt: new Date("2026-01-01T00:00:00Z"),
  endsAt: null,
  usedSeconds: 60,
  leftSeconds: null,
  isPaused: false,
  offerName: null,
  priceName: "Default",
  memberId: 1,
  account: "player1",
  balanceMinor: 0,
  bonusMinor: 0,
  group: {
    memberGroupId: 0,
    name: "",
    description: "",
    discountRate: 0,
    discountOffer: 0,
    discountPcTime: 0,
  },
  paidByMemberId: 0,
};

export interface LogRow {
  event: string;
  pc_name: string;
  staff_name: string;
  details: string;
}

/** Log rows of an event, the oldest first. */
export const listLogs = (db: Queries, cafeId: number, event: string) =>
  db.rows<LogRow>(
    "select event, pc_name, staff_name, details from billing_logs where cafe_id = $1 and event = $2 order by billing_log_id",
    [cafeId, event],
  );

/** What was announced on a topic, the oldest first. */
export async function listAnnounced(db: Queries, cafeId: number, topic: string): Promise<unknown[]> {
  const rows = await db.rows<{ payload: unknown }>(
    "select payload from outbox where cafe_id = $1 and topic = $2 order by outbox_id",
    [cafeId, topic],
  );
  return rows.map((row) => row.payload);
}
