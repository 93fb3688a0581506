import {
  dataObject,
  formatFrame,
  parseFrame,
  request,
  subprotocol,
  type Frame,
} from "../../contract/frames/frame.ts";
import { backOffMs } from "./back-off.ts";

export type LinkState = "connecting" | "live" | "lost";

export interface LinkEvents {
  state(state: LinkState): void;
  /** The server said what its clock shows, ms since 1970. */
  clock(serverMs: number): void;
  /** The answer to `watch`: everything anew. */
  everything(data: Readonly<Record<string, unknown>>): void;
  frame(frame: Frame): void;
}

/** No frame of the server for this long while live means the way is broken; the browser may not notice. */
const openingMs = 10_000;
const topics = ["pcs", "notices"];

/**
 * The panel's socket (pc-protocol.md 3.7): hello → login with the CSRF token → watch. Comes back by itself after a
 * loss; `stop` ends it.
 */
export class LiveLink {
  #url: string;
  #csrfToken: string;
  #events: LinkEvents;
  #socket: WebSocket | null = null;
  #failures = 0;
  #timer: number | undefined;
  #stopped = false;
  #isLive = false;

  constructor(url: string, csrfToken: string, events: LinkEvents) {
    this.#url = url;
    this.#csrfToken = csrfToken;
    this.#events = events;
  }

  start(): void {
    this.#stopped = false;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    window.clearTimeout(this.#timer);
    this.#socket?.close();
    this.#socket = null;
  }

  #open(): void {
    if (this.#stopped) return;
    this.#events.state("connecting");
    const socket = new WebSocket(this.#url, subprotocol);
    this.#socket = socket;
    this.#timer = window.setTimeout(() => socket.close(), openingMs);
    socket.onmessage = ({ data }) => {
      const frame = typeof data === "string" ? parseFrame(data) : null;
      if (frame && this.#socket === socket) this.#hear(frame);
    };
    socket.onclose = () => this.#lose(socket);
  }

  /** Asks for everything once more. */
  renew(): void {
    if (this.#isLive) this.#send("watch", { topics });
  }

  #hear(frame: Frame): void {
    const { server_ms: serverMs } = dataObject(frame);
    if (typeof serverMs === "number") this.#events.clock(serverMs);
    if (frame.action === "hello") this.#send("login", { csrf_token: this.#csrfToken });
    else if (frame.action === "login" && isSuccess(frame)) this.#send("watch", { topics });
    else if (frame.action === "watch" && isSuccess(frame)) {
      window.clearTimeout(this.#timer);
      this.#failures = 0;
      this.#isLive = true;
      this.#events.state("live");
      this.#events.everything(dataObject(frame));
    } else this.#events.frame(frame);
  }

  #send(action: string, data: Record<string, unknown>): void {
    this.#socket?.send(
      formatFrame(request({ action, from: "web", target: "wss-server", data, id: newId() })),
    );
  }

  #lose(socket: WebSocket): void {
    if (this.#socket !== socket || this.#stopped) return;
    window.clearTimeout(this.#timer);
    this.#isLive = false;
    this.#events.state("lost");
    this.#timer = window.setTimeout(() => this.#open(), backOffMs(this.#failures, Math.random) + 250);
    this.#failures += 1;
  }
}

const isSuccess = (frame: Frame) => frame.type === "response" && frame.status === "success";
const newId = () => crypto.randomUUID();
