import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { deviceAddressFault, isOwnNetwork, switchDevice } from "./device-request.ts";

describe("addresses of switches", () => {
  test.each(["127.0.0.1", "10.1.2.3", "192.168.1.20", "172.16.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"])(
    "%s lies in the own network",
    (address) => expect(isOwnNetwork(address)).toBe(true),
  );
  test.each([
    "8.8.8.8",
    "169.254.169.254",
    "0.0.0.0",
    "2001:4860:4860::8888",
    "fe80::1",
    "224.0.0.1",
    "100.64.0.1",
  ])("%s does not", (address) => expect(isOwnNetwork(address)).toBe(false));
  test.each([
    "ftp://192.168.1.20/",
    "http://8.8.8.8/",
    "http://169.254.169.254/latest/meta-data",
    "http://[2001:db8::1]/",
    "http://0x08080808/",
    "http://user:key@192.168.1.20/",
    "192.168.1.20/on",
  ])("%s is refused", (address) => expect(deviceAddressFault(address)).not.toBeNull());
  test.each(["http://192.168.1.20/relay/0?turn={switch}", "https://[fd00::1]:8443/x", "http://plug.lan/on"])(
    "%s may be stored",
    (address) => expect(deviceAddressFault(address)).toBeNull(),
  );
});

describe("a call to a switch", () => {
  const heard: {
    method: string | undefined;
    url: string | undefined;
    key: string | undefined;
    body: string;
  }[] = [];
  let answer: (url: string) => { status: number; location?: string } = () => ({ status: 200 });
  const server = createServer((request: IncomingMessage, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      heard.push({ method, url, key: headers.authorization, body: Buffer.concat(chunks).toString() });
      const { status, location } = answer(url ?? "");
      response.writeHead(status, location === undefined ? {} : { location });
      response.end();
    });
  });
  let address = "";

  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());
  beforeEach(() => {
    heard.length = 0;
    answer = () => ({ status: 200 });
  });

  test("puts on or off where the address says {switch}, with the key as bearer", async () => {
    expect(await switchDevice({ address: `${address}/relay?turn={switch}`, secret: "k1" }, "off")).toBe(true);
    expect(heard).toEqual([{ method: "GET", url: "/relay?turn=off", key: "Bearer k1", body: "" }]);
  });

  test("says it in a JSON body where the address does not", async () => {
    expect(await switchDevice({ address: `${address}/relay`, secret: "" }, "on")).toBe(true);
    expect(heard).toEqual([{ method: "POST", url: "/relay", key: undefined, body: '{"switch":"on"}' }]);
  });

  test("follows no redirect and counts only 2xx as done", async () => {
    answer = (url) =>
      url === "/relay" ? { status: 302, location: `${address}/elsewhere` } : { status: 200 };
    expect(await switchDevice({ address: `${address}/relay`, secret: "" }, "on")).toBe(false);
    expect(heard.map(({ url }) => url)).toEqual(["/relay"]);
  });

  test("reaches a name that lies in the own network", async () => {
    const named = address.replace("127.0.0.1", "localhost");
    expect(await switchDevice({ address: `${named}/relay`, secret: "" }, "on")).toBe(true);
  });

  test("never leaves for an address that was stored before it was refused, and fails where nobody listens", async () => {
    expect(await switchDevice({ address: "http://169.254.169.254/", secret: "" }, "on")).toBe(false);
    expect(await switchDevice({ address: "http://127.0.0.1:1/", secret: "" }, "on")).toBe(false);
  });
});
