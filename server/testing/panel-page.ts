import WebSocket from "ws";
import { inject, vi } from "vitest";
import { formatFrame, parseFrame, request, type Frame } from "../../contract/frames/frame.ts";
import { adminPassword, type TestServer } from "./test-server.ts";

/** A page of the panel as the server sees it: a cookie, a CSRF token and a socket. */
export interface PanelPage {
  heard: Frame[];
  /** The code the server closed with. */
  closed: Promise<number>;
  until(action: string): Promise<Frame>;
  watch(topics: string[]): Promise<Frame>;
  signOut(): Promise<void>;
  end(): void;
}

/** Signs in and opens the socket that every page holds. */
export async function openPanelPage(
  server: TestServer,
  staffName: string,
  password = adminPassword,
): Promise<PanelPage> {
  const post = (path: string, headers: Record<string, string>, body: object) =>
    server.caller().raw({
      method: "POST",
      path,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const who = { license_name: server.cafe.licenseName, staff_name: staffName, password };
  const entered = await post("/panel/sign-in", {}, who);
  const cookie = String(entered.headers["set-cookie"]).split(";")[0] ?? "";
  const csrf = (entered.data as { csrf_token: string }).csrf_token;
  const socket = new WebSocket(`${server.baseUrl.replace("https:", "wss:")}/wss`, ["netcafe.v2"], {
    ca: inject("tls").caPem,
    headers: { cookie, origin: server.baseUrl },
  });
  const heard: Frame[] = [];
  socket.on("message", (data: Buffer) => {
    const frame = parseFrame(data.toString("utf8"));
    if (frame !== null) heard.push(frame);
  });
  const until = (action: string) =>
    vi.waitFor(
      () => {
        const index = heard.findIndex((frame) => frame.action === action);
        if (index < 0) throw new Error(`no ${action} among ${heard.map((frame) => frame.action).join()}`);
        return heard.splice(index, 1)[0] as Frame;
      },
      { timeout: 5_000, interval: 5 },
    );
  const ask = async (action: string, data: Record<string, unknown>) => {
    socket.send(formatFrame(request({ action, from: "web", target: "wss-server", id: action, data })));
    return until(action);
  };
  await until("hello");
  await ask("login", { csrf_token: csrf });
  return {
    heard,
    closed: new Promise((resolve) => socket.on("close", resolve)),
    until,
    watch: (topics) => ask("watch", { topics }),
    signOut: async () => {
      await post("/panel/sign-out", { cookie, "x-csrf-token": csrf }, {});
    },
    end: () => socket.terminate(),
  };
}
