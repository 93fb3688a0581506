import type { Tx } from "../../kernel/db/database.ts";
import { notFound } from "../../kernel/refusal.ts";
import { findPcByName } from "../pcs/index.ts";
import {
  correctFeedback,
  findAccount,
  insertFeedback,
  lockFeedback,
  writeReply,
  type FeedbackRow,
} from "./feedback-store.ts";
import { markRead } from "./log-store.ts";

/** Keeps a message for a member until it was shown. Members are a module of this level, so it is handed in. */
export type TellMember = (
  tx: Tx,
  told: { cafeId: number; memberId: number; message: string; staffName: string; now: Date },
) => Promise<void>;

interface Named {
  memberAccount: string | undefined;
  pcName: string | undefined;
}

/** Member and PC as they are written; "" stands for none. Refuses `member.not_found`, `pc.not_found`. */
async function resolve(tx: Tx, cafeId: number, { memberAccount, pcName }: Named) {
  const member = memberAccount ? await findAccount(tx, cafeId, memberAccount) : null;
  if (member === undefined) throw notFound("member.not_found", "Member");
  const pc = pcName ? await findPcByName(tx, cafeId, pcName) : null;
  if (pc === undefined) throw notFound("pc.not_found", "PC");
  return {
    memberId: member?.member_id ?? null,
    memberAccount: member?.account ?? "",
    pcName: pc?.name ?? "",
  };
}

export interface AddFeedback extends Named {
  cafeId: number;
  now: Date;
  subject: string;
  message: string;
  /** Who wrote it down; "" when the member did. */
  staffName: string;
}

/**
 * Writes what was said to the café as a FEEDBACK row (api-v2.md 2.13); the row's id. Refuses `member.not_found`,
 * `pc.not_found`.
 */
export async function addFeedback(tx: Tx, asked: AddFeedback): Promise<number> {
  return insertFeedback(tx, { ...asked, ...(await resolve(tx, asked.cafeId, asked)) });
}

export interface ChangeFeedback extends Named {
  cafeId: number;
  logId: number;
  now: Date;
  subject: string | undefined;
  message: string | undefined;
  isRead: boolean | undefined;
  reply: string | undefined;
  staffName: string;
}

function memberAfter(row: FeedbackRow, asked: ChangeFeedback, named: Awaited<ReturnType<typeof resolve>>) {
  if (asked.memberAccount === undefined)
    return { member_id: row.member_id, member_account: row.member_account };
  return { member_id: named.memberId, member_account: named.memberAccount };
}

/**
 * Corrects, marks or answers feedback; what is not given stays, and so does the row as it was written. A reply is kept for the member, announced
 * (`members.message`), and marks the row read unless the call says otherwise. Refuses `feedback.not_found`, `member.not_found`, `pc.not_found`.
 */
export async function changeFeedback(tx: Tx, tellMember: TellMember, asked: ChangeFeedback): Promise<void> {
  const { cafeId, logId, reply, staffName, now } = asked;
  const row = await lockFeedback(tx, cafeId, logId);
  if (row === undefined) throw notFound("feedback.not_found", "Feedback");
  const named = await resolve(tx, cafeId, asked);
  const member = memberAfter(row, asked, named);
  const corrects = [asked.subject, asked.message, asked.memberAccount, asked.pcName].some(
    (value) => value !== undefined,
  );
  if (corrects) {
    await correctFeedback(tx, cafeId, logId, {
      ...member,
      subject: asked.subject ?? row.subject,
      message: asked.message ?? row.message,
      pc_name: asked.pcName === undefined ? row.pc_name : named.pcName,
      ...{ staffName, now },
    });
  }
  const isRead = asked.isRead ?? (reply ? true : row.is_read);
  await markRead(tx, cafeId, [logId], isRead);
  if (reply === undefined || reply === row.reply) return;
  await writeReply(tx, cafeId, logId, { reply, staffName, now });
  if (reply === "" || member.member_id === null) return;
  await tellMember(tx, { cafeId, memberId: member.member_id, message: reply, staffName, now });
  await tx.announce(cafeId, "members.message", { member_ids: [member.member_id] });
}
