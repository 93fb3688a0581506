import { request } from "../../../contract/frames/frame.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Log } from "../../kernel/log.ts";
import { takeMessages } from "../members/index.ts";
import { findPcsByNames } from "../pcs/index.ts";
import type { Sessions } from "../sessions/index.ts";
import type { Cafes } from "../cafes/index.ts";
import type { Agents } from "./agents.ts";
import type { BootStates } from "./ask-services.ts";
import type { Links } from "./links.ts";
import type { Announcement } from "./outbox-reader.ts";
import { isNoticeKind, type Panels } from "./panels.ts";

export interface DelivererParts {
  db: Db;
  clock: Clock;
  log: Log;
  links: Links;
  agents: Agents;
  panels: Panels;
  sessions: Sessions;
  cafes: Cafes;
  bootStates: BootStates;
  settingsVersion(cafeId: number): Promise<number>;
}

const numbers = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((part): part is number => typeof part === "number") : [];
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((part): part is string => typeof part === "string") : [];

/** Turns what was announced into frames. An announcement says "look again"; the state itself is read here. */
export class Deliverer {
  readonly #parts: DelivererParts;

  constructor(parts: DelivererParts) {
    this.#parts = parts;
  }

  async deliver(news: readonly Announcement[]): Promise<void> {
    for (const one of gathered(news)) {
      await this.#deliverOne(one).catch((error: unknown) =>
        this.#parts.log.error({ err: error, topic: one.topic }, "an announcement could not be delivered"),
      );
    }
  }

  async #deliverOne({ cafeId, topic, payload }: Announcement): Promise<void> {
    switch (topic) {
      case "members.money":
      case "members.changed":
        return this.#membersChanged(cafeId, numbers(payload["member_ids"]), topic === "members.money");
      case "bookings.changed":
        await this.#parts.sessions.recomputeAt(cafeId, numbers(payload["pc_ids"]));
        return this.#pcsById(cafeId, numbers(payload["pc_ids"]));
      case "sessions.changed":
        await this.#pcsById(cafeId, numbers(payload["pc_ids"]));
        return this.#showMessagesAt(cafeId, numbers(payload["pc_ids"]));
      case "pcs.changed":
        return this.#pcsByName(cafeId, texts(payload["pc_names"]), true);
      case "pc.status":
        return this.#pcsByName(cafeId, texts(payload["pc_names"]), false);
      case "settings.changed":
        return this.#settingsChanged(cafeId);
      case "staff.changed":
        return this.#parts.panels.staffChanged(cafeId, numbers(payload["staff_ids"]));
      case "pc.credential_cancelled":
        this.#parts.agents.closeCredential(cafeId, String(payload["credential_id"]));
        return;
      case "pc.renamed":
        // Their tokens and rows hold the old name: the agents log in again and get new ones.
        for (const credentialId of texts(payload["credential_ids"]))
          this.#parts.agents.closeCredential(cafeId, credentialId, "again");
        return this.#pcsByName(cafeId, [], true);
      case "members.message":
        return this.#showMessages(cafeId, numbers(payload["member_ids"]));
      case "orders.changed":
        this.#ordersChanged(cafeId, payload);
        return;
      case "shop.low_stock":
        this.#parts.panels.notice(cafeId, { kind: "restock", text: String(payload["text"]) });
        return;
      case "panel.notice":
        this.#notice(cafeId, payload);
        return;
      case "pc.paid":
        this.#paid(cafeId, payload);
        return;
      case "boot_pcs.changed":
        return this.#bootPcsChanged(cafeId);
      default:
        this.#parts.log.warn(`nobody delivers the topic ${topic}`);
    }
  }

  /** Money that moved changes when a running session ends; its PC is then told both. */
  async #membersChanged(cafeId: number, memberIds: readonly number[], moneyMoved: boolean): Promise<void> {
    const { sessions } = this.#parts;
    if (moneyMoved) {
      await sessions.recompute(cafeId, memberIds);
      await sessions.seatGuests(cafeId, memberIds);
    }
    await this.#pcsById(cafeId, await sessions.pcIdsOfMembers(cafeId, memberIds));
  }

  async #pcsById(cafeId: number, pcIds: readonly number[]): Promise<void> {
    const { agents, panels, links } = this.#parts;
    for (const pcId of pcIds) agents.pushStatus(cafeId, pcId);
    if (pcIds.length === 0) return;
    // A PC without link has no name here; then panels are told of all.
    const names = pcIds.flatMap((pcId) => links.agent(cafeId, pcId)?.pcName ?? []);
    panels.pcsChanged(cafeId, names.length === pcIds.length ? names : []);
  }

  async #pcsByName(cafeId: number, names: readonly string[], panelsToo: boolean): Promise<void> {
    const { agents, panels, links, db } = this.#parts;
    const pcIds =
      names.length === 0
        ? [...links.of(cafeId).agents.keys()]
        : (await findPcsByNames(db, cafeId, names)).map((pc) => pc.pc_id);
    for (const pcId of pcIds) agents.pushStatus(cafeId, pcId);
    if (panelsToo) panels.pcsChanged(cafeId, names);
  }

  /** Messages of staff are shown at once where the member plays, else kept until the next session. */
  async #showMessages(cafeId: number, memberIds: readonly number[]): Promise<void> {
    await this.#showMessagesAt(cafeId, await this.#parts.sessions.pcIdsOfMembers(cafeId, memberIds));
  }

  async #showMessagesAt(cafeId: number, pcIds: readonly number[]): Promise<void> {
    const { db, clock, sessions, links } = this.#parts;
    for (const pcId of pcIds) {
      const agent = links.agent(cafeId, pcId);
      const session = agent === undefined ? null : await sessions.viewOfPc(cafeId, pcId);
      if (agent === undefined || session === null) continue;
      const messages = await db.transact((tx) => takeMessages(tx, cafeId, session.member.id, clock.now()));
      for (const { message } of messages) {
        agent.link.send(
          request({
            action: "admin_message",
            from: "web",
            target: "client",
            data: { message, from: "Staff" },
          }),
        );
      }
    }
  }

  /** Panels look again at what they show of orders; a new one of a customer is a notice besides. */
  #ordersChanged(cafeId: number, payload: Record<string, unknown>): void {
    const { panels } = this.#parts;
    const orderNos = numbers(payload["order_nos"]).map(String);
    panels.forward(cafeId, "orders", "orders_changed", { order_nos: orderNos });
    const notice = payload["notice"] as { pc_name?: unknown; text?: unknown } | null | undefined;
    if (notice === null || notice === undefined) return;
    panels.notice(cafeId, {
      ...{ kind: "order", text: String(notice.text), pc_name: String(notice.pc_name) },
      ...(orderNos[0] === undefined ? {} : { order_no: orderNos[0] }),
    });
  }

  #notice(cafeId: number, { kind, pc_name: pcName, text }: Record<string, unknown>): void {
    if (!isNoticeKind(kind) || typeof text !== "string") return;
    this.#parts.panels.notice(cafeId, { kind, text, ...(typeof pcName === "string" && { pc_name: pcName }) });
  }

  /** The page of the PC closes its window for paying (pc-protocol.md 3.2). */
  #paid(cafeId: number, { pc_id: pcId, ...data }: Record<string, unknown>): void {
    const agent = this.#parts.links.agent(cafeId, Number(pcId));
    agent?.link.send(request({ action: "payment_qr", from: "wss-server", target: "client", data }));
  }

  async #bootPcsChanged(cafeId: number): Promise<void> {
    const boot = this.#parts.links.of(cafeId).boot;
    if (boot === undefined) return;
    const { zone } = await this.#parts.cafes.scope(cafeId);
    // The service answers in its own time; other announcements do not wait for it.
    void this.#parts.bootStates
      .configure(cafeId, boot.link, zone)
      .catch((error: unknown) =>
        this.#parts.log.warn({ err: error }, "the boot service could not be told its PCs"),
      );
  }

  async #settingsChanged(cafeId: number): Promise<void> {
    const version = await this.#parts.settingsVersion(cafeId);
    for (const { link } of this.#parts.links.of(cafeId).agents.values()) {
      link.send(
        request({ action: "settings_changed", from: "wss-server", target: "client", data: { version } }),
      );
    }
    this.#parts.panels.pcsChanged(cafeId, []);
  }
}

/** Topics that name members or PCs, each with where. */
const naming: Readonly<Record<string, string>> = {
  "members.money": "member_ids",
  "members.changed": "member_ids",
  "sessions.changed": "pc_ids",
  "bookings.changed": "pc_ids",
};

/**
 * Announcements of one kind and café become one that names all: what is told is the state of now, so whoever was named ten
 * times is looked at once.
 */
export function gathered(news: readonly Announcement[]): Announcement[] {
  const all: Announcement[] = [];
  const ids = new Map<string, Set<number>>();
  for (const one of news) {
    const field = naming[one.topic];
    const known = field === undefined ? undefined : ids.get(`${one.cafeId} ${one.topic}`);
    if (field === undefined) all.push(one);
    else if (known !== undefined) for (const id of numbers(one.payload[field])) known.add(id);
    else {
      const named = new Set(numbers(one.payload[field]));
      ids.set(`${one.cafeId} ${one.topic}`, named);
      all.push(one);
    }
  }
  return all.map((one) => {
    const [field, named] = [naming[one.topic], ids.get(`${one.cafeId} ${one.topic}`)];
    return field === undefined || named === undefined ? one : { ...one, payload: { [field]: [...named] } };
  });
}
