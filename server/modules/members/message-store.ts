import type { Queries, Tx } from "../../kernel/db/database.ts";

/** Messages of staff to members, kept until they were shown (api-v2.md 2.7, 2.9 memberMessage). */
export interface MessageRow {
  member_message_id: number;
  message: string;
  staff_name: string;
  created_at: Date;
  read_at: Date | null;
}

const columns = "member_message_id, message, staff_name, created_at, read_at";

/** The last hundred, newest first. */
export const listMessages = (db: Queries, cafeId: number, memberId: number) =>
  db.rows<MessageRow>(
    `select ${columns} from member_messages where cafe_id = $1 and member_id = $2 order by member_message_id desc limit 100`,
    [cafeId, memberId],
  );

/** The member's unread messages, oldest first, and marks them read: whoever calls this shows them. */
export async function takeMessages(
  tx: Tx,
  cafeId: number,
  memberId: number,
  now: Date,
): Promise<MessageRow[]> {
  const rows = await tx.rows<MessageRow>(
    `update member_messages set read_at = $3 where cafe_id = $1 and member_id = $2 and read_at is null returning ${columns}`,
    [cafeId, memberId, now],
  );
  return rows.sort((a, b) => a.member_message_id - b.member_message_id);
}

/** The same message to each of the members that are there; how many that are. */
export const insertMessages = (
  tx: Tx,
  cafeId: number,
  memberIds: readonly number[],
  { message, staffName }: { message: string; staffName: string },
  now: Date,
) =>
  tx.run(
    `insert into member_messages (cafe_id, member_id, staff_name, message, created_at)
     select $1, member_id, $3, $4, $5 from members where cafe_id = $1 and member_id = any ($2) and deleted_at is null
     order by member_id`,
    [cafeId, memberIds, staffName, message, now],
  );

/** Keeps one message for one member, cut to 500 characters; the caller announces `members.message`. */
export async function tellMember(
  tx: Tx,
  about: { cafeId: number; memberId: number; message: string; staffName: string; now: Date },
): Promise<void> {
  const { cafeId, memberId, staffName, now } = about;
  const message = [...about.message].slice(0, 500).join("");
  await insertMessages(tx, cafeId, [memberId], { message, staffName }, now);
}

/** Forgets what was sent to a member, for an account about to be removed. */
export const deleteMessages = (tx: Tx, cafeId: number, memberId: number) =>
  tx.run("delete from member_messages where cafe_id = $1 and member_id = $2", [cafeId, memberId]);
