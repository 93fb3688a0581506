import { actionRule } from "../../../contract/frames/actions.ts";
import { dataObject, refusal, response, type RequestFrame } from "../../../contract/frames/frame.ts";
import { Refusal } from "../../kernel/refusal.ts";
import { noteHeard, type CredentialRow } from "../pcs/index.ts";
import type { AgentActs } from "./hub-parts.ts";
import type { Link } from "./link.ts";
import { takeJournal } from "./take-journal.ts";

/** What a logged-in PC or service may ask of the hub (pc-protocol.md 3.4, 3.6). */

type Answer = (
  agents: AgentActs,
  credential: CredentialRow,
  frame: RequestFrame,
) => Promise<Record<string, unknown>>;

const renewAfterMs = 30 * 60_000;
const remindEveryMs = 60_000;

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
  async request_checkout({ parts }, credential) {
    if (credential.pc_id !== null) await parts.sessions.endByClient(credential.cafe_id, credential.pc_id);
    return {};
  },
  // The server goes by its own clock: it answers with the state as it is.
  async auto_checkout(agents, credential) {
    if (credential.pc_id !== null) agents.pushStatus(credential.cafe_id, credential.pc_id);
    return {};
  },
};

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
    passOn(agents, credential, link, frame);
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
    const data = await answer(agents, credential, frame);
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
function passOn(agents: AgentActs, credential: CredentialRow, link: Link, frame: RequestFrame): void {
  const nowMs = agents.parts.clock.now().getTime();
  if (frame.action === "boot_state") {
    const rows = Array.isArray(frame.data) ? frame.data : [dataObject(frame)];
    agents.parts.bootStates.note(credential.cafe_id, rows);
    return agents.parts.panels.forward(credential.cafe_id, "boot", "boot_state", rows);
  }
  if (frame.action !== "remind" || nowMs - (lastReminds.get(link) ?? -remindEveryMs) < remindEveryMs) return;
  lastReminds.set(link, nowMs);
  agents.parts.panels.forward(credential.cafe_id, "notices", "remind", {
    ...dataObject(frame),
    pc: credential.pc_name,
  });
}
