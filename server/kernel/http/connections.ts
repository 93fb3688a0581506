import type { Http2SecureServer, ServerHttp2Session } from "node:http2";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** How long requests in flight may take to be answered at the end. */
const patienceMs = 10_000;
/** An HTTP/2 session on which nothing happens is given up after this long. */
const idleSessionMs = 72_000;

/**
 * Open connections of the HTTPS port, so that the end is quick and clean: idle ones are ended at once, the others when
 * their answer is out, HTTP/2 sessions are told to finish.
 */
export class Connections {
  #busy = new Map<Socket, number>();
  #sessions = new Set<ServerHttp2Session>();
  #ending = false;

  track(server: Http2SecureServer): void {
    server.on("secureConnection", (socket: Socket) => {
      this.#busy.set(socket, 0);
      socket.once("close", () => this.#busy.delete(socket));
    });
    server.on("session", (session) => {
      this.#sessions.add(session);
      session.once("close", () => this.#sessions.delete(session));
      // Streams that are open are still answered.
      session.setTimeout(idleSessionMs, () => session.close());
    });
    server.on("request", (request: unknown, response: unknown) => {
      // With HTTP/2 the streams share a socket; their session knows itself when the last one is done.
      const { httpVersionMajor, socket } = request as IncomingMessage;
      if (httpVersionMajor >= 2) return;
      this.#count(socket, 1);
      (response as ServerResponse).once("close", () => this.#count(socket, -1));
    });
  }

  #count(socket: Socket, change: number): void {
    const busy = (this.#busy.get(socket) ?? 0) + change;
    if (!socket.destroyed) this.#busy.set(socket, busy);
    if (this.#ending && busy === 0) socket.end();
  }

  /** No request is cut off; what is not answered in ten seconds is given up. */
  end(): void {
    this.#ending = true;
    for (const session of this.#sessions) session.close();
    for (const [socket, busy] of this.#busy) if (busy === 0) socket.end();
    const giveUp = setTimeout(() => {
      for (const socket of this.#busy.keys()) socket.destroy();
    }, patienceMs);
    giveUp.unref();
  }
}
