import { createServer } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { addressesMeantBy, listenOn, refuseBusyPort } from "./listening.ts";
import { StartRefusal } from "./start-refusal.ts";

const opened: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) server.close();
});
const open = () => {
  const server = createServer();
  opened.push(server);
  return server;
};
const failWith = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe("the address to listen on", () => {
  test.each([
    ["EAFNOSUPPORT", "0.0.0.0"],
    ["EADDRNOTAVAIL", "0.0.0.0"],
    ["EMFILE", "::"],
  ])("where :: fails with %s it is %s", async (code, host) => {
    expect(await addressesMeantBy("::", failWith(code))).toBe(host);
  });

  test("is what was asked for, where it can be had and where it is one address", async () => {
    expect(await addressesMeantBy("::", () => Promise.resolve())).toBe("::");
    expect(await addressesMeantBy("::1", failWith("EAFNOSUPPORT"))).toBe("::1");
  });
});

describe("a port that cannot be had", () => {
  test("is refused with a sentence that names it, before and while it is opened", async () => {
    const port = await listenOn(open(), "--port", "127.0.0.1", 0);
    const sentence = `Port ${port} (--port) on 127.0.0.1 is in use by another program.`;
    for (const refused of [
      refuseBusyPort("--port", "127.0.0.1", port),
      listenOn(open(), "--port", "127.0.0.1", port),
    ]) {
      await expect(refused).rejects.toThrow(StartRefusal);
      await expect(refused).rejects.toThrow(sentence);
    }
  });

  test("an address the machine does not have is named", async () => {
    await expect(listenOn(open(), "--http-port", "192.0.2.1", 0)).rejects.toThrow(
      "(--http-port) on 192.0.2.1 cannot be opened: this machine does not have the address",
    );
  });
});
