import type { Tx } from "../../kernel/db/database.ts";

/** Who changes something of the café, when, in which transaction: what a use case of this module takes of a call. */
export interface Act {
  cafeId: number;
  actorName: string;
  now: Date;
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
}

const longestDetails = 4_000;

/** A row CONFIG_UPDATE of the billing log (api-v2.md 4.9). It moves no money; secrets may never be in it. */
export async function logConfigUpdate(
  tx: Tx,
  cafeId: number,
  act: Pick<Act, "actorName" | "now">,
  details: string,
): Promise<void> {
  await tx.run(
    "insert into billing_logs (cafe_id, at, event, staff_name, details) values ($1, $2, 'CONFIG_UPDATE', $3, $4)",
    [cafeId, act.now, act.actorName, details.slice(0, longestDetails)],
  );
}
