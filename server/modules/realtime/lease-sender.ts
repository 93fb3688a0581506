import type { Lease } from "../../../contract/frames/lease.ts";
import { dataObject, request, type RequestFrame } from "../../../contract/frames/frame.ts";
import { leaseLasts, leaseValidSeconds, renewalSeconds, type SessionView } from "../sessions/index.ts";
import type { AgentParts } from "./hub-parts.ts";
import type { AgentLink } from "./links.ts";
import { signLease } from "./server-keys.ts";

const answerWithinSeconds = 10;

/** Gives PCs their leases, with each state of a session and again before they run out (pc-protocol.md 6.5). */
export class LeaseSender {
  readonly #parts: AgentParts;
  /** By credential: the highest number the PC has seen. */
  #numbers = new Map<string, number>();
  /** By credential: the session whose lease the PC has answered. */
  #answered = new Map<string, number>();
  /** By café: when all its PCs were given new ones. */
  #renewedMs = new Map<number, number>();

  constructor(parts: AgentParts) {
    this.#parts = parts;
  }

  /** A PC logged in and said which number it has seen; the next one is above it. */
  seen(credentialId: string, leaseNo: number): void {
    this.#answered.delete(credentialId);
    this.#numbers.set(credentialId, Math.max(this.#numbers.get(credentialId) ?? 0, leaseNo));
  }

  /**
   * Sends a state, and with a session its lease. What the PC held for another session counts no more once it has answered that
   * state: until then it may be playing on without having heard of it.
   */
  async tell(agent: AgentLink, status: RequestFrame, session: SessionView | null): Promise<void> {
    const before = this.#answered.get(agent.credentialId);
    if (before === undefined || before === session?.id) agent.link.send(status);
    else
      this.#askOver(agent, status, before).catch((error: unknown) =>
        this.#parts.log.error({ err: error }, "a lease that is over could not be forgotten"),
      );
    if (session !== null) await this.#send(agent, session);
  }

  async #askOver(agent: AgentLink, status: RequestFrame, sessionId: number): Promise<void> {
    if ((await agent.link.ask(status, answerWithinSeconds)) === null) return;
    if (this.#answered.get(agent.credentialId) === sessionId) this.#answered.delete(agent.credentialId);
    await this.#parts.sessions.forgetLease({ cafeId: agent.cafeId, pcId: agent.pcId, sessionId });
  }

  async #send(agent: AgentLink, session: SessionView): Promise<void> {
    const { clock, signingKey, log } = this.#parts;
    const leaseNo = (this.#numbers.get(agent.credentialId) ?? 0) + 1;
    this.#numbers.set(agent.credentialId, leaseNo);
    const validSeconds = await this.#validSeconds(agent.cafeId);
    const issuedMs = clock.now().getTime();
    const lease: Lease = {
      v: 1,
      kid: signingKey.kid,
      cafe: agent.cafeId,
      pc: agent.credentialId,
      lease_no: leaseNo,
      session_id: session.id,
      kind: session.kind,
      issued_ms: issuedMs,
      left_s: session.leftSeconds,
      run: runOf(session),
      valid_s: validSeconds,
      valid_until_ms: issuedMs + validSeconds * 1000,
    };
    this.#ask(agent, session, lease).catch((error: unknown) =>
      log.error({ err: error }, "an answered lease could not be noted"),
    );
  }

  /** Sends it; what the PC answers is what it may do without a link. */
  async #ask(agent: AgentLink, session: SessionView, lease: Lease): Promise<void> {
    const data = { token: signLease(this.#parts.signingKey, lease) };
    const frame = request({ action: "lease", from: "wss-server", target: "client", data });
    const answer = await agent.link.ask(frame, answerWithinSeconds);
    if (answer?.status !== "success" || dataObject(answer)["lease_no"] !== lease.lease_no) return;
    this.#answered.set(agent.credentialId, session.id);
    const issuedAt = Math.floor(lease.issued_ms / 1000);
    const plays = lease.run !== "hold";
    const lasts = leaseLasts({
      leftSeconds: plays ? lease.left_s : null,
      validSeconds: lease.valid_s,
    });
    await this.#parts.sessions.noteLease({
      ...{ cafeId: agent.cafeId, pcId: agent.pcId, pcName: agent.pcName, sessionId: session.id, plays },
      issuedAt: new Date(issuedAt * 1000),
      until: new Date((issuedAt + lasts) * 1000),
    });
  }

  async #validSeconds(cafeId: number): Promise<number> {
    const { settings } = await this.#parts.cafes.scope(cafeId);
    return leaseValidSeconds({
      offlinePlayMinutes: settings.int("offline_play_minutes"),
      lockTimeoutSeconds: settings.int("wss_lock_timeout"),
      outageMinutes: settings.int("auto_checkout_power_outage_minutes"),
    });
  }

  /** New leases where the last ones are old enough. */
  async renewDue(): Promise<void> {
    const { clock, links } = this.#parts;
    for (const cafeId of links.cafeIds()) {
      if (links.of(cafeId).agents.size === 0) continue;
      const nowMs = clock.now().getTime();
      const everyMs = renewalSeconds(await this.#validSeconds(cafeId)) * 1000;
      if (nowMs - (this.#renewedMs.get(cafeId) ?? -Infinity) < everyMs) continue;
      this.#renewedMs.set(cafeId, nowMs);
      await this.#renewAll(cafeId);
    }
  }

  async #renewAll(cafeId: number): Promise<void> {
    const { links, sessions } = this.#parts;
    const running = await sessions.viewsOfPcs(cafeId);
    for (const agent of links.of(cafeId).agents.values()) {
      const session = running.get(agent.pcId);
      if (session !== undefined) await this.#send(agent, session);
    }
  }
}

/** How the PC counts: held in a pause, up where used time is shown, else down (pc-protocol.md 6.5). */
function runOf({ isPaused, kind }: SessionView): Lease["run"] {
  if (isPaused) return "hold";
  return kind === "postpaid" || kind === "free" || kind === "guest" ? "up" : "down";
}
