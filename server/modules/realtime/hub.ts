import type { WebSocket } from "ws";
import { closeCodes } from "../../../contract/frames/close-codes.ts";
import { request, type RequestFrame } from "../../../contract/frames/frame.ts";
import { Agents } from "./agents.ts";
import { BootStates } from "./ask-services.ts";
import { Deliverer } from "./deliver-announcements.ts";
import { Link } from "./link.ts";
import { Links } from "./links.ts";
import { OutboxReader } from "./outbox-reader.ts";
import { LostPcs } from "./lost-pcs.ts";
import type { HubParts } from "./hub-parts.ts";
import { Panels } from "./panels.ts";

const loginWithinMs = 10_000;
const sweepEveryMs = 5_000;
const bootEveryMs = 10_000;
const lostEveryMs = 15_000;
const leaseEveryMs = 1_000;

/** Where all sockets of this process come together (pc-protocol.md 2). */
export class Hub {
  readonly links = new Links();
  readonly agents: Agents;
  readonly panels: Panels;
  readonly bootStates: BootStates;
  readonly #parts: HubParts;
  readonly #outbox: OutboxReader;
  readonly #lost: LostPcs;
  #callOffs: (() => void)[] = [];

  constructor(parts: HubParts) {
    this.#parts = parts;
    this.panels = new Panels({ ...parts, ...parts.panel, links: this.links });
    this.bootStates = new BootStates(parts.db, this.links);
    this.agents = new Agents({
      ...parts,
      links: this.links,
      panels: this.panels,
      bootStates: this.bootStates,
    });
    this.#lost = new LostPcs(this.agents.parts);
    const deliverer = new Deliverer({
      ...parts,
      links: this.links,
      agents: this.agents,
      panels: this.panels,
      bootStates: this.bootStates,
    });
    this.#outbox = new OutboxReader({
      db: parts.db,
      log: parts.log,
      deliver: (news) => deliverer.deliver(news),
    });
  }

  async start(): Promise<void> {
    await this.#outbox.start();
    this.#every(sweepEveryMs, () => this.agents.closeSilent());
    this.#every(sweepEveryMs, () => this.panels.closeSignedOut());
    this.#every(bootEveryMs, () => this.bootStates.refreshAll());
    this.#every(lostEveryMs, () => this.lookForLost());
    this.#every(leaseEveryMs, () => this.agents.leases.renewDue());
  }

  /** Tells staff of PCs in session that were not heard of for too long. */
  lookForLost(): Promise<void> {
    return this.#lost.look();
  }

  #every(ms: number, act: () => Promise<void>): void {
    const slot = this.#callOffs.length;
    const arm = () => {
      this.#callOffs[slot] = this.#parts.clock.at(new Date(this.#parts.clock.now().getTime() + ms), () => {
        act().catch((error: unknown) =>
          this.#parts.log.error({ err: error }, "a round over the links failed"),
        );
        arm();
      });
    };
    arm();
  }

  /** A new socket: says hello, and closes it when no good login comes in time. */
  accept(
    socket: WebSocket,
    from: {
      address: string;
      cookie: string | undefined;
      origin: string | undefined;
      host: string | undefined;
    },
  ): void {
    const { clock, ids } = this.#parts;
    const link = new Link({ socket, clock, ids, address: from.address });
    const nonce = Buffer.from(ids.bytes(24)).toString("base64url");
    const callOff = clock.at(new Date(clock.now().getTime() + loginWithinMs), () =>
      link.close(closeCodes.loginTooLate),
    );
    link.onClose(callOff);
    link.onRequest((frame) => {
      if (frame.action !== "login" || frame.target !== "wss-server") return link.close(closeCodes.badFrame);
      link.onRequest(() => link.close(closeCodes.badFrame));
      this.#logIn(link, frame, nonce, from, callOff).catch((error: unknown) => {
        this.#parts.log.error({ err: error }, "a login at the hub failed");
        link.close(closeCodes.serverRestarts);
      });
    });
    link.send(
      request({
        action: "hello",
        from: "wss-server",
        target: "client",
        data: { nonce, server_ms: clock.now().getTime() },
      }),
    );
  }

  async #logIn(
    link: Link,
    frame: RequestFrame,
    nonce: string,
    from: { cookie: string | undefined; origin: string | undefined; host: string | undefined },
    loggedIn: () => void,
  ): Promise<void> {
    const accepted =
      frame.from === "web"
        ? await this.panels.logIn(link, frame, from)
        : await this.agents.logIn(link, frame, nonce);
    if (accepted) loggedIn();
  }

  /** Waits until all that was announced by now is told. */
  caughtUp(): Promise<void> {
    return this.#outbox.caughtUp();
  }

  isConnected(cafeId: number, pcId: number): boolean {
    return this.links.agent(cafeId, pcId)?.link.isOpen ?? false;
  }

  async close(): Promise<void> {
    for (const callOff of this.#callOffs) callOff();
    for (const link of this.links.all()) link.close(closeCodes.serverRestarts);
    await this.#outbox.stop();
    this.agents.stop();
    this.panels.stop();
  }
}
