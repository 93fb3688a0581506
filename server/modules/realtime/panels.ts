import { closeCodes } from "../../../contract/frames/close-codes.ts";
import { dataObject, refusal, request, response, type RequestFrame } from "../../../contract/frames/frame.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Right } from "../../../contract/rights.ts";
import { mayUse, type Caller } from "../../kernel/http/caller.ts";
import type { Log } from "../../kernel/log.ts";
import type { Link } from "./link.ts";
import type { Links, PanelLink } from "./links.ts";

/** PC rows and counts as panels show them (pc-protocol.md 3.7). */
export interface PcRows {
  pcs: object[];
  counts: object;
  /** The server's clock at which the rows' times hold. */
  server_ms: number;
}

export interface PanelParts {
  clock: Clock;
  log: Log;
  links: Links;
  /** All PCs, or those named. */
  listPcRows(cafeId: number, pcNames: readonly string[]): Promise<PcRows>;
  /** The staff of a sign-in with the rights of now, or null when it holds no longer; asked again while the link lasts. */
  findSignedIn(token: string, address: string): Promise<StaffCaller | null>;
  /** The staff a panel's cookie stands for, when the page also showed its CSRF token. */
  findStaff(
    cookie: string | undefined,
    csrfToken: string,
    address: string,
  ): Promise<{ token: string; staff: StaffCaller } | null>;
}

const noticeKinds = [
  ...(["order", "checkout_request", "leave_request", "restock"] as const),
  ...(["pc_lost", "pc_twice", "overrun", "alert"] as const),
] as const;
type NoticeKind = (typeof noticeKinds)[number];
export const isNoticeKind = (kind: unknown): kind is NoticeKind =>
  noticeKinds.some((known) => known === kind);
type StaffCaller = Extract<Caller, { kind: "staff" }>;

export interface Notice {
  kind: NoticeKind;
  pc_name?: string;
  order_no?: string;
  text: string;
}

/** What can be watched, and the right it needs: that of the rows it tells (api-v2.md 4.12). */
const topicRights = new Map<string, Right | null>([
  ["pcs", null],
  ["orders", null],
  ["notices", null],
  ["boot", "boot_access"],
]);
const gatherMs = 200;

function mayWatch(staff: StaffCaller, topic: string): boolean {
  const right = topicRights.get(topic);
  return right !== undefined && (right === null || mayUse(staff, right));
}

function csrfOf(frame: RequestFrame): string {
  const shown = dataObject(frame)["csrf_token"];
  return typeof shown === "string" ? shown : "";
}

/** Staff browsers: what they watch is told to them, gathered for a fifth of a second. */
export class Panels {
  readonly #parts: PanelParts;
  #gathering = new Map<number, { names: Set<string> | "all"; callOff: () => void }>();

  constructor(parts: PanelParts) {
    this.#parts = parts;
  }

  /** Same origin, a living sign-in and the page's CSRF token; else the link is closed. */
  async logIn(
    link: Link,
    frame: RequestFrame,
    from: { cookie: string | undefined; origin: string | undefined; host: string | undefined },
  ): Promise<boolean> {
    const sameOrigin =
      from.origin !== undefined && from.host !== undefined && from.origin === `https://${from.host}`;
    const found = sameOrigin ? await this.#parts.findStaff(from.cookie, csrfOf(frame), link.address) : null;
    if (found === null) {
      link.close(sameOrigin ? closeCodes.credentialUnknown : closeCodes.notAllowed);
      return false;
    }
    const { staff, token } = found;
    const panel: PanelLink = { link, cafeId: staff.cafeId, staffId: staff.staffId, token, topics: new Set() };
    const { panels } = this.#parts.links.of(staff.cafeId);
    panels.add(panel);
    link.onClose(() => panels.delete(panel));
    link.onRequest((next) => {
      this.#answer(panel, next).catch((error: unknown) =>
        this.#parts.log.error({ err: error }, "a panel's frame failed"),
      );
    });
    link.answer(
      response(frame, {
        staff_id: staff.staffId,
        rights: [...staff.rights],
        server_ms: this.#parts.clock.now().getTime(),
      }),
    );
    return true;
  }

  async #answer(panel: PanelLink, frame: RequestFrame): Promise<void> {
    const staff = await this.#holds(panel);
    if (staff === null) return;
    if (frame.action !== "watch") {
      panel.link.answer(
        refusal(frame, { error: "route.not_found", message: `There is no action ${frame.action} here.` }),
      );
      return;
    }
    const asked = dataObject(frame)["topics"];
    panel.topics = new Set(
      (Array.isArray(asked) ? asked : []).filter(
        (topic): topic is string => typeof topic === "string" && mayWatch(staff, topic),
      ),
    );
    const rows = panel.topics.has("pcs") ? await this.#parts.listPcRows(panel.cafeId, []) : {};
    panel.link.answer(response(frame, { ...rows }));
  }

  /** PCs look different now; an empty list means all of them. */
  pcsChanged(cafeId: number, pcNames: readonly string[]): void {
    if (this.#parts.links.of(cafeId).panels.size === 0) return;
    const gathered = this.#gathering.get(cafeId);
    if (gathered) {
      if (pcNames.length === 0) gathered.names = "all";
      else if (gathered.names !== "all") for (const name of pcNames) gathered.names.add(name);
      return;
    }
    const due = new Date(this.#parts.clock.now().getTime() + gatherMs);
    const callOff = this.#parts.clock.at(due, () => {
      this.#tellPcs(cafeId).catch((error: unknown) =>
        this.#parts.log.warn({ err: error }, "panels could not be told of changed PCs"),
      );
    });
    this.#gathering.set(cafeId, { names: pcNames.length === 0 ? "all" : new Set(pcNames), callOff });
  }

  async #tellPcs(cafeId: number): Promise<void> {
    const gathered = this.#gathering.get(cafeId);
    this.#gathering.delete(cafeId);
    const names = gathered === undefined || gathered.names === "all" ? [] : [...gathered.names];
    const rows = await this.#parts.listPcRows(cafeId, names);
    await this.#tell(cafeId, "pcs", "pcs_changed", { ...rows });
  }

  notice(cafeId: number, notice: Notice): void {
    this.#tell(cafeId, "notices", "notice", { ...notice }).catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, "panels could not be told of a notice"),
    );
  }

  /** Passes a frame of a PC or service on to every panel of the café. */
  forward(cafeId: number, topic: string, action: string, data: Record<string, unknown> | unknown[]): void {
    this.#tell(cafeId, topic, action, data).catch((error: unknown) =>
      this.#parts.log.warn({ err: error }, "panels could not be told"),
    );
  }

  /** Who was signed out in the meantime is told so, and nothing else; who lost the right is told nothing. */
  async #tell(
    cafeId: number,
    topic: string,
    action: string,
    data: Record<string, unknown> | unknown[],
  ): Promise<void> {
    for (const panel of this.#parts.links.of(cafeId).panels) {
      if (!panel.topics.has(topic)) continue;
      const staff = await this.#holds(panel);
      if (staff === null || !mayWatch(staff, topic)) continue;
      panel.link.send(request({ action, from: "wss-server", target: "web", data }));
    }
  }

  /** Ends the links of those whose sign-in ended in the meantime. */
  async closeSignedOut(): Promise<void> {
    for (const cafeId of this.#parts.links.cafeIds()) {
      for (const panel of this.#parts.links.of(cafeId).panels) {
        await this.#holds(panel);
      }
    }
  }

  /** These staff may no longer be signed in, or may do something else now: their pages learn it at once. */
  async staffChanged(cafeId: number, staffIds: readonly number[]): Promise<void> {
    for (const panel of this.#parts.links.of(cafeId).panels) {
      if (!staffIds.includes(panel.staffId) || (await this.#holds(panel)) === null) continue;
      panel.link.send(request({ action: "session_changed", from: "wss-server", target: "web", data: {} }));
    }
  }

  /** The staff while the sign-in still holds; else the page is told that it does not, and its link ends. */
  async #holds(panel: PanelLink): Promise<StaffCaller | null> {
    if (!panel.link.isOpen) return null;
    const staff = await this.#parts.findSignedIn(panel.token, panel.link.address);
    if (staff !== null) return staff;
    panel.topics.clear();
    panel.link.send(
      request({ action: "signed_out", from: "wss-server", target: "web", data: { reason: "signed out" } }),
    );
    panel.link.close(closeCodes.credentialUnknown);
    return null;
  }

  stop(): void {
    for (const { callOff } of this.#gathering.values()) callOff();
    this.#gathering.clear();
  }
}
