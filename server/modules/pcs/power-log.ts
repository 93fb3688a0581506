import type { Db } from "../../kernel/db/database.ts";
import { insertPcLogs } from "./pc-store.ts";

export interface PowerActs {
  cafeId: number;
  at: Date;
  staffName: string;
  /** What was done to which PC; "" where the act is of no single one. */
  acts: readonly { pcName: string; details: string }[];
}

/** Rows PC_POWER: who woke, ended, restarted or switched which PC (api-v2.md 4.9). Written when it was done, not before. */
export async function writePowerLog(db: Db, { cafeId, at, staffName, acts }: PowerActs): Promise<void> {
  if (acts.length === 0) return;
  await db.transact((tx) => insertPcLogs(tx, { cafeId, at, event: "PC_POWER", staffName, rows: acts }));
}
