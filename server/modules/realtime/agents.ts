import { closeCodes } from "../../../contract/frames/close-codes.ts";
import type { LoginAnswer } from "../../../contract/frames/login.ts";
import { request, response, type RequestFrame } from "../../../contract/frames/frame.ts";
import { durationText } from "../../kernel/local-time.ts";
import { issueSubjectToken } from "../access/index.ts";
import { findPcById, markCredentialSeen, nextStateNo, noteHeard, type CredentialRow } from "../pcs/index.ts";
import { answerAgent } from "./agent-requests.ts";
import { judgeLogin } from "./agent-login.ts";
import { clientStatusOf } from "./client-status.ts";
import type { AgentActs, AgentParts } from "./hub-parts.ts";
import type { Link } from "./link.ts";
import { LeaseSender } from "./lease-sender.ts";
import type { AgentLink } from "./links.ts";
import { writePcLog } from "./pc-log.ts";
import * as queue from "./queued-frames.ts";
import { signServers } from "./server-keys.ts";
import { StatusPusher } from "./status-pusher.ts";

/** A relay token lives an hour and is renewed by the pulse after half of it (pc-protocol.md 5.1). */
const relayTokenSeconds = 3_600;
const firstPingSeconds = 5;
const twiceEveryMs = 10 * 60_000;

/** PCs and services: log-in, states, leases, what waited for them (pc-protocol.md 2.2 to 2.5, 6.5). */
export class Agents implements AgentActs {
  readonly parts: AgentParts;
  readonly #pusher: StatusPusher;
  readonly leases: LeaseSender;
  /** By café and PC: when a second machine was told of last. */
  #twiceMs = new Map<string, number>();

  constructor(parts: AgentParts) {
    this.parts = parts;
    this.leases = new LeaseSender(parts);
    this.#pusher = new StatusPusher({
      clock: parts.clock,
      send: (cafeId, pcId) => this.sendStatus(cafeId, pcId),
      failed: (error) => parts.log.warn({ err: error }, "a PC could not be told its state"),
    });
  }

  async logIn(link: Link, frame: RequestFrame, nonce: string): Promise<boolean> {
    const { db, clock, links, panels } = this.parts;
    const verdict = await judgeLogin(db, frame, nonce, this.parts.baseUrls());
    if ("close" in verdict) {
      link.close(verdict.close);
      return false;
    }
    const { credential } = verdict;
    const { cafe_id: cafeId, credential_id: credentialId, pc_id: pcId, pc_name: pcName } = credential;
    if (credential.role !== "client") {
      this.#takeService(credential, link);
    } else {
      const heardBefore = (await findPcById(db, cafeId, pcId ?? 0))?.last_heard_at ?? null;
      const agent: AgentLink = { link, cafeId, credentialId, pcId: pcId ?? 0, pcName, heardBefore };
      if (!(await this.#takePlace(agent))) return false;
      this.leases.seen(credentialId, verdict.leaseNo);
      await this.#welcome(agent);
    }
    link.onRequest((next) => {
      answerAgent(this, credential, link, next).catch((error: unknown) =>
        this.parts.log.error({ err: error }, "a PC's frame failed"),
      );
    });
    const answer = await this.#loginAnswer(credential);
    await db.transact(async (tx) => {
      const at = clock.now();
      await markCredentialSeen(tx, { credentialId, at, agentVersion: verdict.agentVersion });
      // A PC that is back is heard of: its session is not ended as one of a silent PC before the first pulse.
      if (pcId !== null) await noteHeard(tx, { cafeId, pcId, at });
    });
    link.answer(response(frame, { ...answer }));
    if (credential.role === "client" && pcId !== null) {
      await this.sendStatus(cafeId, pcId);
      await queue.sendQueued(this.parts, links.agent(cafeId, pcId));
      panels.pcsChanged(cafeId, [pcName]);
    }
    if (credential.role === "boot") {
      const { zone } = await this.parts.cafes.scope(cafeId);
      void this.parts.bootStates
        .configure(cafeId, link, zone)
        .catch((error: unknown) =>
          this.parts.log.warn({ err: error }, "the boot service could not be told its PCs"),
        );
    }
    return true;
  }

  /** The newest link of a PC is its link, unless the one before still answers (pc-protocol.md 2.5). */
  async #takePlace(agent: AgentLink): Promise<boolean> {
    const { links, panels } = this.parts;
    const { agents } = links.of(agent.cafeId);
    // Asked again after each wait: another newcomer may have taken the place meanwhile.
    for (let before = agents.get(agent.pcId); before?.link.isOpen; before = agents.get(agent.pcId)) {
      if (await before.link.isAlive(firstPingSeconds)) {
        agent.link.close(closeCodes.connectedTwice);
        await this.#alertTwice(agent);
        return false;
      }
      before.link.close(closeCodes.replaced);
    }
    agents.set(agent.pcId, agent);
    agent.link.onClose(() => {
      if (agents.get(agent.pcId) !== agent) return;
      agents.delete(agent.pcId);
      this.#pusher.forget(agent.cafeId, agent.pcId);
      panels.pcsChanged(agent.cafeId, [agent.pcName]);
    });
    return agent.link.isOpen;
  }

  /** The credential may have been copied: told at once, but not with every try of the second machine (pc-protocol.md 2.5). */
  async #alertTwice({ cafeId, pcName }: AgentLink): Promise<void> {
    const { db, clock, panels } = this.parts;
    const at = clock.now();
    const place = `${cafeId}:${pcName}`;
    if (at.getTime() - (this.#twiceMs.get(place) ?? -Infinity) < twiceEveryMs) return;
    this.#twiceMs.set(place, at.getTime());
    const text = `A second machine tried to be ${pcName}.`;
    await db.transact((tx) => writePcLog(tx, { cafeId, at, event: "ALERT", pcName, details: text }));
    panels.notice(cafeId, { kind: "pc_twice", pc_name: pcName, text });
  }

  /** A PC is back: its session goes on, and what it let somebody play after a session's end is told (pc-protocol.md 6.5). */
  async #welcome({ cafeId, pcId, pcName }: AgentLink): Promise<void> {
    const overrun = await this.parts.sessions.comeBack({ cafeId, pcId, pcName });
    if (overrun === null) return;
    const text = `${pcName} may have been played on for ${durationText(overrun.seconds)} after its session; billed to nobody.`;
    this.parts.panels.notice(cafeId, { kind: "overrun", pc_name: pcName, text });
  }

  #takeService({ cafe_id: cafeId, credential_id: credentialId, role }: CredentialRow, link: Link): void {
    const place = this.parts.links.of(cafeId);
    const slot = role === "boot" ? "boot" : "server";
    place[slot]?.link.close(closeCodes.replaced);
    const service = { link, cafeId, credentialId };
    place[slot] = service;
    link.onClose(() => {
      if (place[slot] === service) place[slot] = undefined;
    });
  }

  async #loginAnswer(credential: CredentialRow): Promise<LoginAnswer> {
    const { clock, cafes, signingKey, spkiPin } = this.parts;
    const scope = await cafes.scope(credential.cafe_id);
    const servers = [{ code: scope.row.server_code, url: this.parts.baseUrls()[0] ?? "", pins: [spkiPin] }];
    const keys = [{ kid: signingKey.kid, public_key: signingKey.publicKey }];
    return {
      pc_name: credential.pc_name,
      license_server_code: scope.row.server_code,
      server_ms: clock.now().getTime(),
      settings_version: await this.parts.settingsVersion(credential.cafe_id),
      data_version: 1,
      relay_token: await this.relayToken(credential),
      servers,
      server_keys: keys,
      servers_signature: signServers(signingKey, credential.cafe_id, servers, keys),
      maintenance: 0,
    };
  }

  /** The token with which the agent relays the page's calls. */
  relayToken({
    cafe_id: cafeId,
    credential_id: credentialId,
    pc_name: pcName,
  }: CredentialRow): Promise<string> {
    const { db, ids, clock } = this.parts;
    const subject = {
      cafeId,
      now: clock.now(),
      livesSeconds: relayTokenSeconds,
      kind: "pc",
      credentialId,
      pcName,
    } as const;
    return db.transact((tx) => issueSubjectToken(tx, ids, subject));
  }

  /** Sends the newest state, now or as soon as half a second has passed since the last one. */
  pushStatus(cafeId: number, pcId: number): void {
    if (this.parts.links.agent(cafeId, pcId) !== undefined) this.#pusher.push(cafeId, pcId);
  }

  async sendStatus(cafeId: number, pcId: number): Promise<void> {
    const { db, cafes, sessions, links } = this.parts;
    const agent = links.agent(cafeId, pcId);
    if (agent === undefined) return;
    const scope = await cafes.scope(cafeId);
    const stateNo = await db.transact((tx) => nextStateNo(tx, cafeId, pcId));
    const [pc, session, booking] = await Promise.all([
      findPcById(db, cafeId, pcId),
      sessions.viewOfPc(cafeId, pcId),
      this.parts.bookingOf(cafeId, pcId),
    ]);
    if (pc === undefined) {
      agent.link.close(closeCodes.pcUnknown);
      return;
    }
    const pcToken = session === null ? "" : sessions.pcToken(cafeId, session.id);
    const status = clientStatusOf({ scope, pc, stateNo, session, booking, pcToken });
    const frame = request({
      action: "client_status",
      from: "wss-server",
      target: "client",
      data: { client_status: { ...status } },
    });
    await this.leases.tell(agent, frame, session);
  }

  /** Closes links that were not heard from for `wss_ping_timeout` (pc-protocol.md 2.3). */
  async closeSilent(): Promise<void> {
    const { cafes, links } = this.parts;
    for (const cafeId of links.cafeIds()) {
      const { agents, boot, server } = links.of(cafeId);
      if (agents.size === 0 && !boot && !server) continue;
      const timeout = (await cafes.scope(cafeId)).settings.int("wss_ping_timeout");
      for (const { link } of [...agents.values(), ...(boot ? [boot] : []), ...(server ? [server] : [])]) {
        if (!link.heardWithin(timeout)) link.close(1000);
      }
    }
  }

  /** A cancelled credential loses its link at once. */
  closeCredential(cafeId: number, credentialId: string, mayComeBack: "again" | "never" = "never"): void {
    const code = mayComeBack === "again" ? closeCodes.serverRestarts : closeCodes.credentialUnknown;
    const { agents, boot, server } = this.parts.links.of(cafeId);
    for (const place of [...agents.values(), boot, server]) {
      if (place?.credentialId === credentialId) place.link.close(code);
    }
  }

  stop(): void {
    this.#pusher.stop();
  }
}
