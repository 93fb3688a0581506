import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import WebSocket from "ws";
import { inject, vi } from "vitest";
import { dataObject, formatFrame, parseFrame, request, response } from "../../contract/frames/frame.ts";
import type { Frame, FrameData, RequestFrame, Role } from "../../contract/frames/frame.ts";
import { parseLease, splitLeaseToken, type Lease } from "../../contract/frames/lease.ts";
import type { EnrolAnswer } from "../../contract/frames/login.ts";
import { proofHost, proofText } from "../../contract/frames/proof.ts";
import { enrol } from "../../pc/link/credential.ts";
import { openPcKey, type PcKey } from "../../pc/link/pc-key.ts";
import type { ApiCaller } from "./api-caller.ts";
import type { TestServer } from "./test-server.ts";

/** Bare sockets at the hub: what they send is what a test writes, so that it can be wrong, late or missing. */

/** A socket and everything it heard. */
export interface Wire {
  socket: WebSocket;
  heard: Frame[];
  closed: Promise<number>;
  send(frame: Frame): void;
  until(action: string, type?: Frame["type"]): Promise<Frame>;
  /** The next lease, answered as a PC that took it. */
  takeLease(): Promise<Lease>;
  /** Asks the hub; what it answers. */
  ask(action: string, data?: FrameData): Promise<Frame>;
}

export interface Seat {
  key: PcKey;
  credential: EnrolAnswer;
}

export interface WireHall {
  open(headers?: Record<string, string>): Promise<Wire>;
  takeSeat(pcName: string): Promise<Seat>;
  /** Opens a socket and sends the login, with a proof over the nonce unless another is given. */
  logIn(seat: Seat, from?: Role, wrongNonce?: string): Promise<Wire>;
  close(): void;
}

export function openWireHall(server: TestServer, api: ApiCaller): WireHall {
  const dir = mkdtempSync(join(tmpdir(), "netcafe-wires-"));
  const wires: Wire[] = [];
  const open = (headers: Record<string, string> = {}) => {
    const url = `${server.baseUrl.replace("https:", "wss:")}/wss`;
    const wire = wireOf(new WebSocket(url, ["netcafe.v2"], { ca: inject("tls").caPem, headers }));
    wires.push(wire);
    return Promise.resolve(wire);
  };
  return {
    open,
    async takeSeat(pcName) {
      const made = await api.call("POST", "pcs/action/pairCode", { pc_name: pcName });
      const place = join(dir, `${pcName}-${wires.length}`);
      const key = openPcKey(place);
      const { pair_text: pairText } = made.data as { pair_text: string };
      return { key, credential: await enrol({ pairText, pcName, dir: place, key, net: [] }) };
    },
    async logIn({ key, credential }, from = "client", wrongNonce) {
      const wire = await open();
      const hello = await wire.until("hello");
      const nonce = wrongNonce ?? (hello.data as { nonce: string }).nonce;
      const { cafe_id: cafeId, credential_id: credentialId } = credential;
      const host = proofHost(server.baseUrl);
      const proof = key.sign(proofText({ host, cafeId, credentialId, bootId: "boot", nonce }));
      const who = { cafe_id: cafeId, credential_id: credentialId, boot_id: "boot" };
      const data = { ...who, agent_version: "1", os: "linux", net: [], lease_no: 0, proof };
      wire.send(request({ action: "login", from, target: "wss-server", id: "login", data }));
      return wire;
    },
    close() {
      for (const { socket } of wires) socket.terminate();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function wireOf(socket: WebSocket): Wire {
  const heard: Frame[] = [];
  socket.on("message", (data: Buffer) => {
    const frame = parseFrame(data.toString("utf8"));
    if (frame !== null) heard.push(frame);
  });
  const send = (frame: Frame) => socket.send(formatFrame(frame));
  let asked = 0;
  const until = (action: string, type: Frame["type"] = "request") =>
    vi.waitFor(
      () => {
        const index = heard.findIndex((frame) => frame.action === action && frame.type === type);
        if (index < 0) {
          const known = heard.map((frame) => frame.action).join();
          throw new Error(`no ${action} among ${known}, state ${socket.readyState}`);
        }
        return heard.splice(index, 1)[0] as Frame;
      },
      { timeout: 7_000, interval: 10 },
    );
  return {
    socket,
    heard,
    closed: new Promise((resolve) => socket.on("close", resolve)),
    send,
    until,
    async takeLease() {
      const frame = (await until("lease")) as RequestFrame;
      const lease = leaseIn(frame);
      send(response(frame, { lease_no: lease.lease_no }));
      return lease;
    },
    ask(action, data = {}) {
      asked += 1;
      send(request({ action, from: "client", target: "wss-server", id: `ask-${asked}`, data }));
      return until(action, "response");
    },
  };
}

function leaseIn(frame: Frame): Lease {
  const { token } = dataObject(frame);
  const parts = typeof token === "string" ? splitLeaseToken(token) : null;
  const lease =
    parts === null ? null : parseLease(Buffer.from(parts.signedText, "base64url").toString("utf8"));
  if (lease === null) throw new Error("the frame holds no lease");
  return lease;
}
