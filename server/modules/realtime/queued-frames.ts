import type { RequestFrame } from "../../../contract/frames/frame.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Db, Tx } from "../../kernel/db/database.ts";
import type { AgentLink } from "./links.ts";

/** Messages for a PC without link: kept until the agent answers, a day at most (pc-protocol.md 2.4). */

const mostPerPc = 50;

export async function keepFrame(
  tx: Tx,
  cafeId: number,
  pcId: number,
  frame: RequestFrame,
  now: Date,
): Promise<void> {
  await tx.run("insert into queued_frames (cafe_id, pc_id, frame, created_at) values ($1, $2, $3, $4)", [
    cafeId,
    pcId,
    JSON.stringify(frame),
    now,
  ]);
  await tx.run(
    `delete from queued_frames where cafe_id = $1 and pc_id = $2 and queued_frame_id <=
       (select queued_frame_id from queued_frames where cafe_id = $1 and pc_id = $2 order by queued_frame_id desc offset ${mostPerPc} limit 1)`,
    [cafeId, pcId],
  );
}

interface QueuedRow {
  queued_frame_id: number;
  frame: RequestFrame;
}

/** Sends what waited, oldest first; each goes out of the queue when the agent has answered it. */
export async function sendQueued(
  { db, clock }: { db: Db; clock: Clock },
  agent: AgentLink | undefined,
): Promise<void> {
  if (agent === undefined) return;
  const { cafeId, pcId, link } = agent;
  await db.transact((tx) =>
    tx.run(
      "delete from queued_frames where cafe_id = $1 and created_at < $2::timestamptz - interval '24 hours'",
      [cafeId, clock.now()],
    ),
  );
  const rows = await db.rows<QueuedRow>(
    "select queued_frame_id, frame from queued_frames where cafe_id = $1 and pc_id = $2 order by queued_frame_id",
    [cafeId, pcId],
  );
  for (const row of rows) {
    void link.ask(row.frame, 10).then(
      async (answer) => {
        if (answer === null) return;
        await db.transact((tx) =>
          tx.run("delete from queued_frames where cafe_id = $1 and queued_frame_id = $2", [
            cafeId,
            row.queued_frame_id,
          ]),
        );
      },
      () => undefined,
    );
  }
}
