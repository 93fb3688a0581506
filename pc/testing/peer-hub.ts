import { generateKeyPairSync, sign, X509Certificate } from "node:crypto";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { WebSocketServer, type WebSocket } from "ws";
import {
  formatFrame,
  parseFrame,
  request,
  response,
  type Frame,
  type FrameData,
  type RequestFrame,
} from "../../contract/frames/frame.ts";
import { pinOf } from "../link/pinned-tls.ts";

/** A key and certificate nobody else has signed, and its pin. */
export interface Identity {
  key: string;
  cert: string;
  pin: string;
}

/** DER: tag, length below 64 KB, content. */
function der(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

/** A certificate nobody else has signed (RFC 5280, version 1) for localhost, one day either side of now. */
export function selfSigned(): Identity {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const ecdsaWithSha256 = der(0x30, Buffer.from("06082a8648ce3d040302", "hex"));
  const name = der(
    0x30,
    der(0x31, der(0x30, Buffer.from("0603550403", "hex"), der(0x0c, Buffer.from("localhost")))),
  );
  const day = (offset: number) => {
    const digits = new Date(Date.now() + offset * 86_400_000).toISOString().replace(/\D/g, "");
    return der(0x17, Buffer.from(`${digits.slice(2, 14)}Z`));
  };
  const spki = publicKey.export({ type: "spki", format: "der" });
  const content = der(
    0x30,
    der(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    der(0x30, day(-1), day(1)),
    name,
    spki,
  );
  const signature = der(0x03, Buffer.from([0]), sign("sha256", content, privateKey));
  const certificate = new X509Certificate(der(0x30, content, ecdsaWithSha256, signature));
  const key = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  return { key, cert: certificate.toString(), pin: pinOf(certificate) };
}

/** What the peer of a test has received and sends; it speaks the protocol and decides nothing. */
export class Peer {
  readonly received: Frame[] = [];
  readonly sockets: WebSocket[] = [];
  #watchers: (() => void)[] = [];

  accept(socket: WebSocket, nonce: string): void {
    this.sockets.push(socket);
    socket.on("message", (data: Buffer) => {
      const frame = parseFrame(data.toString("utf8"));
      if (frame) this.received.push(frame);
      this.changed();
    });
    this.changed();
    this.send("hello", { nonce, server_ms: 1 }, { socket });
  }

  send(
    action: string,
    data: FrameData,
    { id, socket = this.#newest() }: { id?: string; socket?: WebSocket } = {},
  ) {
    socket.send(
      formatFrame(request({ action, from: "wss-server", target: "client", data, ...(id ? { id } : {}) })),
    );
  }

  answer(frame: Frame, data: FrameData): void {
    this.#newest().send(formatFrame(response(frame as RequestFrame, data)));
  }

  #newest(): WebSocket {
    const socket = this.sockets.at(-1);
    if (!socket) throw new Error("No PC has connected yet.");
    return socket;
  }

  changed = () => {
    for (const watcher of this.#watchers.splice(0)) watcher();
  };

  /** The first received value that `find` gives, now or later. */
  async until<Found>(find: () => Found | undefined | false): Promise<Found> {
    for (;;) {
      const found = find();
      if (found) return found;
      await new Promise<void>((resolve) => this.#watchers.push(resolve));
    }
  }

  login(count = 1): Promise<Frame> {
    return this.until(() => this.received.filter((frame) => frame.action === "login")[count - 1]);
  }
}

export interface Hub {
  url: string;
  port: number;
  peer: Peer;
  enrolled: Record<string, unknown>[];
  stop(): Promise<void>;
  serverKey: { kid: string; public_key: string; sign(text: string): string };
}

/** A TLS server with the enrolment and the socket of pc-protocol.md 2, which says nothing by itself but hello. */
export async function startHub(identity: Identity): Promise<Hub> {
  const peer = new Peer();
  const enrolled: Record<string, unknown>[] = [];
  const pair = generateKeyPairSync("ed25519");
  const raw = pair.publicKey.export({ type: "spki", format: "der" }).subarray(-32);
  const serverKey = {
    kid: "k1",
    public_key: raw.toString("base64url"),
    sign: (text: string) => sign(null, Buffer.from(text), pair.privateKey).toString("base64url"),
  };
  const server = createServer({ key: identity.key, cert: identity.cert }, (asked, answer) => {
    let body = "";
    asked.on("data", (part: Buffer) => (body += part.toString()));
    asked.on("end", () => {
      answer.setHeader("content-type", "application/json");
      if (asked.url !== "/api/v2/pc/enrol") {
        answer.end(
          JSON.stringify({ code: 200, message: "success", data: { settings: { wss_ping_interval: 10 } } }),
        );
        return;
      }
      const wanted = JSON.parse(body) as Record<string, unknown>;
      enrolled.push(wanted);
      const data = {
        cafe_id: 10001,
        license_name: "100000000001",
        pc_name: String(wanted.pc_name),
        credential_id: `c-${String(enrolled.length).padStart(4, "0")}`,
        servers: [{ code: "main", url, pins: [identity.pin] }],
        server_keys: [{ kid: serverKey.kid, public_key: serverKey.public_key }],
      };
      answer.end(JSON.stringify({ code: 201, message: "success", data }));
    });
  });
  const sockets = new WebSocketServer({ server, path: "/wss" });
  let links = 0;
  sockets.on("connection", (socket) => peer.accept(socket, `nonce-${++links}`));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const url = `https://localhost:${port}`;
  const stop = () => {
    for (const socket of sockets.clients) socket.terminate();
    sockets.close();
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, port, peer, enrolled, serverKey, stop };
}
