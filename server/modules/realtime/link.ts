import type { WebSocket } from "ws";
import { closeCodes, type CloseCode } from "../../../contract/frames/close-codes.ts";
import {
  formatFrame,
  frameRate,
  maxFrameBytes,
  parseFrame,
  rememberedIds,
  type Frame,
  type RequestFrame,
  type ResponseFrame,
} from "../../../contract/frames/frame.ts";
import type { Clock } from "../../kernel/clock.ts";
import { ulid, type IdSource } from "../../kernel/ids.ts";

/** Bytes a slow receiver may have waiting before its link is given up. */
const longestBacklogBytes = 4 * 1024 * 1024;

export interface LinkParts {
  socket: WebSocket;
  clock: Clock;
  ids: IdSource;
  address: string;
}

/** One open socket: frames in and out, requests with their answers, limits (pc-protocol.md 2.4, 2.7, 3.1). */
export class Link {
  readonly address: string;
  readonly #socket: WebSocket;
  readonly #clock: Clock;
  readonly #ids: IdSource;
  #isClosing = false;
  #lastHeardMs: number;
  #tokens: number = frameRate.burst;
  #refilledMs: number;
  #seen = new Set<string>();
  #answered = new Map<string, ResponseFrame>();
  #waiting = new Map<string, (answer: ResponseFrame | null) => void>();
  #requested: (frame: RequestFrame) => void = () => undefined;
  #closed: () => void = () => undefined;

  constructor({ socket, clock, ids, address }: LinkParts) {
    this.#socket = socket;
    this.#clock = clock;
    this.#ids = ids;
    this.address = address;
    this.#lastHeardMs = this.#refilledMs = clock.now().getTime();
    socket.on("message", (message: Buffer, isBinary: boolean) => this.#hear(message, isBinary));
    socket.on("ping", () => this.#noteHeard());
    socket.on("pong", () => this.#noteHeard());
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      for (const settle of this.#waiting.values()) settle(null);
      this.#waiting.clear();
      this.#closed();
    });
  }

  onRequest(heard: (frame: RequestFrame) => void): void {
    this.#requested = heard;
  }

  onClose(closed: () => void): void {
    this.#closed = closed;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  heardWithin(seconds: number): boolean {
    return this.#clock.now().getTime() - this.#lastHeardMs <= seconds * 1000;
  }

  send(frame: Frame): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > longestBacklogBytes) {
      this.#socket.terminate();
      return;
    }
    this.#socket.send(formatFrame(frame));
  }

  /** Answers a request, and remembers the answer for a repeat of its id. */
  answer(frame: ResponseFrame): void {
    if (frame.id !== undefined) {
      this.#answered.set(frame.id, frame);
      forgetOldest(this.#answered);
    }
    this.send(frame);
  }

  /** Sends a request of ours; the answer, or null when none comes in time or the link closes. */
  ask(frame: RequestFrame, waitSeconds: number): Promise<ResponseFrame | null> {
    const id = frame.id ?? ulid(this.#ids, this.#clock.now());
    return new Promise((resolve) => {
      const callOff = this.#clock.at(new Date(this.#clock.now().getTime() + waitSeconds * 1000), () =>
        settle(null),
      );
      const settle = (answer: ResponseFrame | null) => {
        callOff();
        this.#waiting.delete(id);
        resolve(answer);
      };
      this.#waiting.set(id, settle);
      this.send({ ...frame, id });
      if (!this.isOpen) settle(null);
    });
  }

  /** Whether the other side answers a ping in time. */
  isAlive(waitSeconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (alive: boolean) => {
        callOff();
        this.#socket.off("pong", answered);
        this.#socket.off("close", closed);
        resolve(alive);
      };
      const answered = () => settle(true);
      const closed = () => settle(false);
      const callOff = this.#clock.at(new Date(this.#clock.now().getTime() + waitSeconds * 1000), () =>
        settle(false),
      );
      this.#socket.once("pong", answered);
      this.#socket.once("close", closed);
      this.#socket.ping();
    });
  }

  close(code: CloseCode | 1000): void {
    if (this.#isClosing) return;
    this.#isClosing = true;
    this.#socket.close(code);
    // A dead peer never answers the close; its socket goes anyway.
    const callOff = this.#clock.at(new Date(this.#clock.now().getTime() + 5_000), () =>
      this.#socket.terminate(),
    );
    this.#socket.once("close", callOff);
  }

  #noteHeard(): void {
    this.#lastHeardMs = this.#clock.now().getTime();
  }

  #hear(message: Buffer, isBinary: boolean): void {
    // What was still on its way when the link was closed is not carried out any more.
    if (this.#isClosing) return;
    this.#noteHeard();
    if (!this.#takeToken()) return this.close(closeCodes.tooManyFrames);
    if (message.length > maxFrameBytes) return this.close(closeCodes.frameTooLarge);
    const frame = isBinary ? null : parseFrame(message.toString("utf8"));
    if (frame === null) return this.close(closeCodes.badFrame);
    if (frame.type === "response") {
      if (frame.id !== undefined) this.#waiting.get(frame.id)?.(frame);
      return;
    }
    if (frame.id !== undefined && this.#seen.has(frame.id)) {
      const answer = this.#answered.get(frame.id);
      if (answer) this.send(answer);
      return;
    }
    if (frame.id !== undefined) {
      this.#seen.add(frame.id);
      forgetOldest(this.#seen);
    }
    this.#requested(frame);
  }

  #takeToken(): boolean {
    const nowMs = this.#clock.now().getTime();
    this.#tokens = Math.min(
      frameRate.burst,
      this.#tokens + ((nowMs - this.#refilledMs) / 1000) * frameRate.perSecond,
    );
    this.#refilledMs = nowMs;
    this.#tokens -= 1;
    return this.#tokens >= 0;
  }
}

function forgetOldest(remembered: Set<string> | Map<string, unknown>): void {
  if (remembered.size <= rememberedIds) return;
  const oldest = remembered.keys().next().value;
  if (oldest !== undefined) remembered.delete(oldest);
}
