import { actionRule } from "../../../contract/frames/actions.ts";
import {
  dataObject,
  isRecord,
  refusal,
  response,
  type RequestFrame,
} from "../../../contract/frames/frame.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { noteHeard, type CredentialRow } from "../pcs/index.ts";
import type { AgentActs } from "./hub-parts.ts";
import type { Link } from "./link.ts";
import { writePcLog } from "./pc-log.ts";
import { takeJournal } from "./take-journal.ts";

/** What a logged-in PC or service may ask of the hub (pc-protocol.md 3.4, 3.6). */

type Answer = (
  agents: AgentActs,
  credential: CredentialRow,
  frame: RequestFrame,
  link: Link,
) => Promise<Record<string, unknown>>;

const renewAfterMs = 30 * 60_000;
const remindEveryMs = 60_000;

const mostPlayed = 50;

const lastLeaves = new WeakMap<Link, number>();
const lastReminds = new WeakMap<Link, number>();
const tokenAges = new WeakMap<Link, number>();

const answers: Record<string, Answer> = {
  async pulse({ parts }, credential) {
    const now = parts.clock.now();
    if (credential.pc_id !== null) {
      const heard = {
        cafeId: credential.cafe_id,
        pcId: credential.pc_id,
        at: now,
      };
      await parts.db.transact((tx) => noteHeard(tx, heard));
    }
    return { server_ms: now.getTime() };
  },
  journal: ({ parts }, credential, frame) =>
    takeJournal(parts, credential, frame).then((answer) => ({ ...answer })),
  async pc_ending({ parts }, credential) {
    if (credential.pc_id !== null) await parts.sessions.endOnShutdown(credential.cafe_id, credential.pc_id);
    return {};
  },
  async request_checkout(agents, credential, frame, link) {
    if (credential.pc_id !== null) await leave(agents, credential, credential.pc_id, frame, link);
    return {};
  },
  // The server goes by its own clock: what is due is done, and the state is told as it is then.
  async auto_checkout(agents, credential) {
    if (credential.pc_id === null) return {};
    await agents.parts.sessions.catchUp(credential.cafe_id, credential.pc_id);
    agents.pushStatus(credential.cafe_id, credential.pc_id);
    return {};
  },
};

/** The customer wants to leave; where staff must settle it, they are told, once a minute at most (pc-protocol.md 3.4). */
async function leave(
  agents: AgentActs,
  { cafe_id: cafeId, pc_name: pcName }: CredentialRow,
  pcId: number,
  frame: RequestFrame,
  link: Link,
): Promise<void> {
  const { sessions, panels, clock } = agents.parts;
  const played = recentPlayed(dataObject(frame)["member_recent_played"]);
  try {
    await sessions.endByClient(cafeId, pcId, played);
    agents.pushStatus(cafeId, pcId);
  } catch (error) {
    if (!(error instanceof Refusal) || error.error !== "session.kind_refused") throw error;
    const nowMs = clock.now().getTime();
    if (nowMs - (lastLeaves.get(link) ?? -Infinity) >= remindEveryMs) {
      lastLeaves.set(link, nowMs);
      const view = await sessions.viewOfPc(cafeId, pcId);
      const who = view === null ? "The customer" : view.member.account;
      const text = `${who} wants to leave ${pcName} and is waiting for the checkout.`;
      panels.notice(cafeId, { kind: "checkout_request", pc_name: pcName, text });
    }
    throw error;
  }
}

/** What the page says was played last, newest first; anything else is passed over. */
function recentPlayed(sent: unknown): { pkg_id: number }[] | null {
  if (!Array.isArray(sent)) return null;
  const ids = sent.slice(0, mostPlayed).map((one: unknown) => (isRecord(one) ? Number(one["pkg_id"]) : NaN));
  return ids.every((id) => Number.isSafeInteger(id) && id > 0) ? ids.map((id) => ({ pkg_id: id })) : null;
}

export async function answerAgent(
  agents: AgentActs,
  credential: CredentialRow,
  link: Link,
  frame: RequestFrame,
): Promise<void> {
  const rule = actionRule({ from: credential.role, target: frame.target, action: frame.action });
  if (rule === undefined || frame.from !== credential.role) {
    link.answer(
      refusal(frame, { error: "route.not_found", message: `There is no action ${frame.action} here.` }),
    );
    return;
  }
  if (rule.target === "web") {
    await passOn(agents, credential, link, frame);
    return;
  }
  const answer = answers[frame.action];
  if (answer === undefined) {
    if (rule.answered)
      link.answer(
        refusal(frame, { error: "feature.disabled", message: `${frame.action} is not offered here.` }),
      );
    return;
  }
  try {
    const data = await answer(agents, credential, frame, link);
    const renewed = frame.action === "pulse" ? await renewedToken(agents, credential, link) : {};
    if (rule.answered) link.answer(response(frame, { ...data, ...renewed }));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    link.answer(refusal(frame, { error: error.error, message: error.message }));
  }
}

async function renewedToken(
  agents: AgentActs,
  credential: CredentialRow,
  link: Link,
): Promise<{ relay_token?: string }> {
  const nowMs = agents.parts.clock.now().getTime();
  const madeMs = tokenAges.get(link);
  if (madeMs === undefined) tokenAges.set(link, nowMs);
  if (madeMs === undefined || nowMs - madeMs < renewAfterMs) return {};
  tokenAges.set(link, nowMs);
  return { relay_token: await agents.relayToken(credential) };
}

/** A call for staff goes to every panel, once a minute at most; the hub says itself which PC it is. */
async function passOn(
  agents: AgentActs,
  { cafe_id: cafeId, pc_name: pcName }: CredentialRow,
  link: Link,
  frame: RequestFrame,
): Promise<void> {
  const { parts } = agents;
  const now = parts.clock.now();
  if (frame.action === "boot_state") {
    const rows = Array.isArray(frame.data) ? frame.data : [dataObject(frame)];
    parts.bootStates.note(cafeId, rows);
    parts.panels.forward(cafeId, "boot", "boot_state", rows);
    return;
  }
  if (frame.action !== "remind" || now.getTime() - (lastReminds.get(link) ?? -remindEveryMs) < remindEveryMs)
    return;
  lastReminds.set(link, now.getTime());
  parts.panels.forward(cafeId, "notices", "remind", { ...dataObject(frame), pc: pcName });
  const row = { cafeId, at: now, event: "ASSIST", pcName, details: "called for staff" } as const;
  await parts.db.transact((tx) => writePcLog(tx, row));
}
