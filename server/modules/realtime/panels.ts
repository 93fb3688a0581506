import { closeCodes } from "../../../contract/frames/close-codes.ts";
import { dataObject, refusal, request, response, type RequestFrame } from "../../../contract/frames/frame.ts";
import type { Clock } from "../../kernel/clock.ts";
import type { Caller } from "../../kernel/http/caller.ts";
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
  /** Whether a sign-in still holds; asked again and again while the link lasts. */
  isSignedIn(token: string): Promise<boolean>;
  /** The staff a panel's cookie stands for, when the page also showed its CSRF token. */
  findStaff(
    cookie: string | undefined,
    csrfToken: string,
  ): Promise<{ token: string; staff: Extract<Caller, { kind: "staff" }> } | null>;
}

export interface Notice {
  kind:
    "order" | "checkout_request" | "leave_request" | "restock" | "pc_lost" | "pc_twice" | "overrun" | "alert";
  pc_name?: string;
  order_no?: string;
  text: string;
}

const topicsKnown = new Set(["pcs", "orders", "notices", "boot"]);
const gatherMs = 200;

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
    const found = sameOrigin ? await this.#parts.findStaff(from.cookie, csrfOf(frame)) : null;
    if (found === null) {
      link.close(sameOrigin ? closeCodes.credentialUnknown : closeCodes.notAllowed);
      return false;
    }
    const { staff, token } = found;
    const panel: PanelLink = { link, cafeId: staff.cafeId, token, topics: new Set() };
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
    if (!(await this.#holds(panel))) return;
    if (frame.action !== "watch") {
      panel.link.answer(
        refusal(frame, { error: "route.not_found", message: `There is no action ${frame.action} here.` }),
      );
      return;
    }
    const asked = dataObject(frame)["topics"];
    panel.topics = new Set(
      (Array.isArray(asked) ? asked : []).filter((topic): topic is string => topicsKnown.has(String(topic))),
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

  /** Who was signed out in the meantime is told so, and nothing else. */
  async #tell(
    cafeId: number,
    topic: string,
    action: string,
    data: Record<string, unknown> | unknown[],
  ): Promise<void> {
    for (const panel of this.#parts.links.of(cafeId).panels) {
      if (!panel.topics.has(topic) || !(await this.#holds(panel))) continue;
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

  /** Whether the sign-in still holds; else the page is told so and its link ends. */
  async #holds(panel: PanelLink): Promise<boolean> {
    if (!panel.link.isOpen) return false;
    if (await this.#parts.isSignedIn(panel.token)) return true;
    panel.topics.clear();
    panel.link.send(
      request({ action: "signed_out", from: "wss-server", target: "web", data: { reason: "signed out" } }),
    );
    panel.link.close(closeCodes.credentialUnknown);
    return false;
  }

  stop(): void {
    for (const { callOff } of this.#gathering.values()) callOff();
    this.#gathering.clear();
  }
}
