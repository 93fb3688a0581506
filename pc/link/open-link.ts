import WebSocket, { type RawData } from "ws";
import { closeCodes } from "../../contract/frames/close-codes.ts";
import {
  dataObject,
  formatFrame,
  maxFrameBytes,
  parseFrame,
  request,
  subprotocol,
  type Frame,
  type FrameData,
  type RequestFrame,
  type ResponseFrame,
  type Role,
} from "../../contract/frames/frame.ts";
import type {
  EnrolAnswer,
  LoginAnswer,
  LoginData,
  NetworkAddress,
  ServerAddress,
} from "../../contract/frames/login.ts";
import { proofHost, proofText } from "../../contract/frames/proof.ts";
import { openPinnedTls } from "./pinned-tls.ts";
import type { PcKey } from "./pc-key.ts";
import { every, newFrameId, type Timing } from "./timing.ts";

/** hello and the answer to login must come within this time (pc-protocol.md 2.2). */
const loginWithinMs = 10_000;
const answerWithinMs = 10_000;
/** A hub that does not answer a close is left without it. */
const closeWithinMs = 2000;

export interface Heartbeat {
  /** wss_ping_interval. */
  everyMs: number;
  /** wss_ping_timeout. */
  timeoutMs: number;
}

export interface LinkWishes {
  server: ServerAddress;
  role: Exclude<Role, "web" | "wss-server">;
  credential: EnrolAnswer;
  key: PcKey;
  machine: { bootId: string; os: string; agentVersion: string; net: readonly NetworkAddress[] };
  timing: Timing;
  leaseNo(): number;
  heartbeat(): Heartbeat;
  pulse(): FrameData;
  onUp(link: Link, login: LoginAnswer): void;
  onRequest(link: Link, frame: RequestFrame): void;
  onPulsed(data: Readonly<Record<string, unknown>>): void;
  /** Once, also when the link never came about. */
  onEnd(end: { closeCode?: number; reason: string }): void;
}

/** One logged-in connection to the hub. */
export interface Link {
  send(frame: Frame): void;
  /** Asks the hub; null when it did not answer within 10 s or the link ended. */
  ask(action: string, data: FrameData, withinMs?: number): Promise<ResponseFrame | null>;
  /** Takes up changed heartbeat settings. */
  beatAnew(): void;
  close(): void;
}

/** Connects, proves itself and stays until either side ends (pc-protocol.md 2.2, 2.3). Answers a way to give it up. */
export function openLink(wishes: LinkWishes): () => void {
  let open: OpenLink | null = null;
  let givenUp = false;
  let ended = false;
  const end = (how: { closeCode?: number; reason: string }) => {
    if (ended) return;
    ended = true;
    wishes.onEnd(how);
  };
  void openPinnedTls(wishes.server.url, wishes.server.pins).then(
    (socket) => {
      if (givenUp) {
        socket.destroy();
        end({ reason: "given up" });
        return;
      }
      const url = `${wishes.server.url.replace(/^https:/, "wss:").replace(/\/$/, "")}/wss`;
      const ws = new WebSocket(url, [subprotocol], {
        createConnection: () => socket,
        perMessageDeflate: false,
        maxPayload: maxFrameBytes,
        handshakeTimeout: loginWithinMs,
      });
      open = new OpenLink(ws, wishes, end);
    },
    (error: unknown) => end({ reason: error instanceof Error ? error.message : String(error) }),
  );
  return () => {
    givenUp = true;
    open?.close();
  };
}

class OpenLink implements Link {
  readonly #ws: WebSocket;
  readonly #wishes: LinkWishes;
  readonly #asked = new Map<string, (answer: ResponseFrame | null) => void>();
  readonly #stops: (() => void)[] = [];
  #heardAtMs: number;
  #state: "greeting" | "proving" | "up" | "ended" = "greeting";
  #reason = "";

  constructor(ws: WebSocket, wishes: LinkWishes, end: LinkWishes["onEnd"]) {
    this.#ws = ws;
    this.#wishes = wishes;
    this.#heardAtMs = wishes.timing.monoMs();
    this.#stops.push(
      wishes.timing.after(loginWithinMs, () => this.#giveUp("The hub did not let the PC in within 10 s.")),
    );
    ws.on("message", (data, isBinary) => this.#take(data, isBinary));
    ws.on("pong", () => (this.#heardAtMs = wishes.timing.monoMs()));
    ws.on("ping", () => (this.#heardAtMs = wishes.timing.monoMs()));
    ws.on("error", (error) => (this.#reason ||= error.message));
    ws.on("close", (closeCode, reason) => {
      this.#settle();
      end({ closeCode, reason: this.#reason || reason.toString() });
    });
  }

  send(frame: Frame): void {
    if (this.#ws.readyState === WebSocket.OPEN) this.#ws.send(formatFrame(frame));
  }

  ask(action: string, data: FrameData, withinMs = answerWithinMs): Promise<ResponseFrame | null> {
    if (this.#ws.readyState !== WebSocket.OPEN) return Promise.resolve(null);
    const id = newFrameId(this.#wishes.timing.wallMs());
    return new Promise((resolve) => {
      const stop = this.#wishes.timing.after(withinMs, () => settle(null));
      const settle = (answer: ResponseFrame | null) => {
        stop();
        this.#asked.delete(id);
        resolve(answer);
      };
      this.#asked.set(id, settle);
      this.send(request({ action, from: this.#wishes.role, target: "wss-server", data, id }));
    });
  }

  beatAnew(): void {
    if (this.#state !== "up") return;
    this.#stops.splice(0).forEach((stop) => stop());
    this.#beat();
  }

  close(): void {
    if (this.#ws.readyState === WebSocket.CONNECTING) {
      this.#ws.terminate();
      return;
    }
    this.#ws.close(1000);
    this.#stops.push(this.#wishes.timing.after(closeWithinMs, () => this.#ws.terminate()));
  }

  #take(data: RawData, isBinary: boolean): void {
    this.#heardAtMs = this.#wishes.timing.monoMs();
    const frame = isBinary ? null : parseFrame(textOf(data));
    if (!frame) {
      this.#ws.close(closeCodes.badFrame, "bad frame");
      return;
    }
    if (frame.type === "response") {
      if (frame.id !== undefined) this.#asked.get(frame.id)?.(frame);
      return;
    }
    if (frame.action === "hello") this.#prove(frame);
    else if (this.#state === "up") this.#wishes.onRequest(this, frame);
  }

  #prove(hello: RequestFrame): void {
    const { nonce } = dataObject(hello);
    if (this.#state !== "greeting" || typeof nonce !== "string") return;
    this.#state = "proving";
    const { server, role, credential, key, machine, timing } = this.#wishes;
    const { cafe_id: cafeId, credential_id: credentialId } = credential;
    const text = proofText({
      host: proofHost(server.url),
      cafeId,
      credentialId,
      bootId: machine.bootId,
      nonce,
    });
    const data: LoginData = {
      cafe_id: cafeId,
      credential_id: credentialId,
      boot_id: machine.bootId,
      agent_version: machine.agentVersion,
      os: machine.os,
      net: machine.net,
      lease_no: this.#wishes.leaseNo(),
      proof: key.sign(text),
    };
    const id = newFrameId(timing.wallMs());
    // The answer is taken as it comes, so that the state which follows at once meets a PC that is up.
    this.#asked.set(id, (answer) => {
      this.#asked.delete(id);
      if (answer) this.#loggedIn(answer);
    });
    this.send(request({ action: "login", from: role, target: "wss-server", data: { ...data }, id }));
  }

  #loggedIn(answer: ResponseFrame): void {
    const data = dataObject(answer);
    if (answer.status === "error") {
      this.#giveUp(typeof data.message === "string" ? data.message : "The hub refused the login.");
      return;
    }
    this.#state = "up";
    this.#stops.splice(0).forEach((stop) => stop());
    this.#beat();
    this.#wishes.onUp(this, data as unknown as LoginAnswer);
  }

  /** Pulse and ping; ends the link when nothing was heard for too long (pc-protocol.md 2.3). */
  #beat(): void {
    const { timing } = this.#wishes;
    const { everyMs, timeoutMs } = this.#wishes.heartbeat();
    const beat = () => {
      if (timing.monoMs() - this.#heardAtMs >= timeoutMs) {
        this.#reason = `Nothing was heard of the hub for ${Math.round(timeoutMs / 1000)} s.`;
        this.#ws.terminate();
        return;
      }
      if (this.#ws.readyState !== WebSocket.OPEN) return;
      this.#ws.ping();
      void this.ask("pulse", this.#wishes.pulse()).then((answer) => {
        if (answer?.status === "success") this.#wishes.onPulsed(dataObject(answer));
      });
    };
    this.#stops.push(every(timing, everyMs, beat));
  }

  #giveUp(reason: string): void {
    this.#reason = reason;
    this.#ws.terminate();
  }

  #settle(): void {
    this.#state = "ended";
    this.#stops.splice(0).forEach((stop) => stop());
    for (const settle of [...this.#asked.values()]) settle(null);
    this.#asked.clear();
  }
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString("utf8");
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString("utf8");
}
