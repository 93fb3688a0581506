import { request as plainRequest, type IncomingHttpHeaders } from "node:http";
import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type IncomingHttpHeaders as Http2Headers,
} from "node:http2";
import type { AddressInfo } from "node:net";
import { connect as connectTls } from "node:tls";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { TurnedClock } from "../clock.ts";
import type { ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";
import { createPlainServer } from "./plain-server.ts";

/** Encodings, sizes, protocols and the plain port through the real server (api-v2.md 1.1, 1.3). */

let server: TestServer;
const clock = new TurnedClock(new Date());
let key: string;
let api: ApiCaller;
let root: string;

beforeAll(async () => {
  server = await openTestServer({ clock });
  key = await server.makeKey();
  api = server.caller(key);
  root = `/api/v2/cafe/${server.cafe.cafeId}`;
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

const form = { "content-type": "application/x-www-form-urlencoded" };
const json = { "content-type": "application/json;charset=UTF-8" };
const parts = (pairs: [string, string][]) =>
  `${pairs.map(([name, value]) => `--B\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`).join("")}--B--\r\n`;
const multipart = { "content-type": "multipart/form-data; boundary=B" };
const comment = async (pcName: string) =>
  ((await api.call("GET", `pcs/${pcName}`)).data as { pc: Record<string, unknown> }).pc["pc_comment"];
const isOut = async (pcName: string) =>
  ((await api.call("GET", `pcs/${pcName}`)).data as { pc: Record<string, unknown> }).pc["pc_enabled"] === 0;

describe("parameters", () => {
  test.each<[string, string, Record<string, string>, string | undefined]>([
    [
      "multipart",
      "",
      multipart,
      parts([
        ["pc_name", "E1"],
        ["pc_comment", "ä & <b>"],
      ]),
    ],
    ["a form", "", form, "pc_name=E2&pc_comment=%C3%A4+%26+%3Cb%3E"],
    ["JSON", "", json, '{"pc_name":"E3","pc_comment":"ä & <b>"}'],
    ["the query of a POST without a body", "?pc_name=E4&pc_comment=%C3%A4+%26+%3Cb%3E", {}, undefined],
    ["query and body together", "?pc_name=E5", json, '{"pc_comment":"ä & <b>"}'],
  ])("%s say the same", async (_, query, headers, body) => {
    const made = await api.raw({
      method: "POST",
      path: `${root}/pcs${query}`,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    expect(made.code, made.text).toBe(201);
    expect(await comment((made.data as { pc_name: string }).pc_name)).toBe("ä & <b>");
  });

  test("path wins over body over query", async () => {
    const path = `${root}/pcs/E1?pc_comment=query&pcName=E2`;
    const changed = await api.raw({
      method: "PUT",
      path,
      headers: json,
      body: '{"pc_comment":"body","pcName":"E3","unknown":{"deep":[1]}}',
    });
    expect(changed.data).toEqual({ pc_name: "E1" });
    expect(await comment("E1")).toBe("body");
  });

  test("of a name given twice the last counts", async () => {
    await api.raw({
      method: "PUT",
      path: `${root}/pcs/E1`,
      headers: form,
      body: "pc_comment=first&pc_comment=last",
    });
    expect(await comment("E1")).toBe("last");
  });

  test("on PUT an empty text empties, an absent field and null stay; on create an empty text is absent", async () => {
    await api.raw({ method: "PUT", path: `${root}/pcs/E1`, headers: json, body: '{"pc_comment":null}' });
    expect(await comment("E1")).toBe("last");
    await api.raw({ method: "PUT", path: `${root}/pcs/E1`, headers: form, body: "pc_comment=" });
    expect(await comment("E1")).toBe("");
    const made = await api.raw({
      method: "POST",
      path: `${root}/pcs`,
      headers: form,
      body: "pc_name=&pc_comment=x",
    });
    expect(made.message).toBe("The pc_name field is required.");
  });

  test.each<[string, Record<string, string>, string]>([
    ["name[]", form, "pc_name[]=E1&pc_name[]=E2&out_of_order=1"],
    ["name[0]", form, "pc_name[0]=E1&pc_name[1]=E2&out_of_order=1"],
    ["the name repeated", form, "pc_name=E1&pc_name=E2&out_of_order=true"],
    ["a JSON array", json, '{"pc_name":["E1","E2"],"out_of_order":true}'],
    ["JSON text", form, 'pc_name=["E1","E2"]&out_of_order=1'],
    [
      "multipart name[]",
      multipart,
      parts([
        ["pc_name[]", "E1"],
        ["pc_name[]", "E2"],
        ["out_of_order", "1"],
      ]),
    ],
    [
      "objects in brackets",
      form,
      "pcs[0][pc_name]=E1&pcs[0][pc_enabled]=0&pcs[1][pc_name]=E2&pcs[1][pc_enabled]=0",
    ],
    ["a bare JSON list", json, '[{"pc_name":"E1","pc_enabled":0},{"pc_name":"E2","pc_enabled":"0"}]'],
  ])("a list as %s takes effect", async (_, headers, body) => {
    await api.call("POST", "pcs/action/setOutOfOrder", { pc_name: ["E1", "E2"], out_of_order: 0 });
    const answer = await api.raw({ method: "POST", path: `${root}/pcs/action/setOutOfOrder`, headers, body });
    expect(answer.code, answer.text).toBe(200);
    expect([await isOut("E1"), await isOut("E2")]).toEqual([true, true]);
  });

  test("GET with a JSON type and no body, with a body, and DELETE with a body are read as programs send them", async () => {
    expect((await api.raw({ method: "GET", path: `${root}/members?page=&limit=`, headers: json })).code).toBe(
      200,
    );
    const asked = await api.raw({
      method: "GET",
      path: `${root}/members`,
      headers: json,
      body: '{"page":"7"}',
    });
    expect((asked.data as { paging_info: { page_prev: number } }).paging_info.page_prev).toBe(6);
    expect(
      (await api.raw({ method: "DELETE", path: `${root}/pcs/E5`, headers: json, body: '{"force":1}' })).text,
    ).toBe('{"code":200,"message":"success","data":{}}');
  });

  test("POST with _method counts as PUT or DELETE", async () => {
    const put = await api.raw({
      method: "POST",
      path: `${root}/pcs/E4`,
      headers: multipart,
      body: parts([
        ["_method", "put"],
        ["pc_comment", "by post"],
      ]),
    });
    expect(put.data).toEqual({ pc_name: "E4" });
    expect(await comment("E4")).toBe("by post");
    expect((await api.raw({ method: "POST", path: `${root}/pcs/E4?_method=DELETE` })).code).toBe(200);
    expect((await api.call("GET", "pcs/E4")).error).toBe("pc.not_found");
  });
});

describe("sizes", () => {
  test("a body over 4 MB is refused, and the same connection goes on", async () => {
    const path = `${root}/pcs`;
    const body = `pc_name=${"x".repeat(4 * 1024 * 1024)}`;
    const tooLarge = await api.raw({ method: "POST", path, headers: form, body });
    expect([tooLarge.status, tooLarge.code, tooLarge.error]).toEqual([200, 400, "request.too_large"]);
    expect((await api.call("GET", "configs")).code).toBe(200);
    const justFits = await api.raw({
      method: "POST",
      path,
      headers: form,
      body: body.slice(0, 4 * 1024 * 1024),
    });
    expect(justFits.error).toBe("request.validation");
  });

  test("a stranger's body is not read", async () => {
    const answer = await server
      .caller("wrong")
      .raw({ method: "POST", path: `${root}/pcs`, headers: form, body: "x".repeat(5 * 1024 * 1024) });
    expect(answer.error).toBe("auth.unauthenticated");
  });
});

test("a connection is kept for longer than a minute, so that a program that polls every minute keeps its own", async () => {
  const { headers } = await api.raw({ method: "GET", path: `${root}/configs` });
  expect([headers["connection"], headers["keep-alive"]]).toEqual(["keep-alive", "timeout=65"]);
});

describe("HTTP/2 on the same port", () => {
  let session: ClientHttp2Session;
  beforeAll(() => {
    session = connectHttp2(server.baseUrl.replace("localhost", "127.0.0.1"), {
      ca: inject("tls").caPem,
      servername: "localhost",
    });
  });
  afterAll(() => session.close());

  const ask = (headers: Record<string, string>, body = "") =>
    new Promise<{ headers: Http2Headers & { ":status"?: number }; text: string }>((resolve, reject) => {
      const stream = session.request(
        { authorization: `Bearer ${key}`, ...headers },
        { endStream: body === "" },
      );
      const chunks: Buffer[] = [];
      let answered: Http2Headers & { ":status"?: number } = {};
      stream.on("response", (given) => (answered = given));
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => resolve({ headers: answered, text: Buffer.concat(chunks).toString("utf8") }));
      stream.on("error", reject);
      if (body !== "") stream.end(body);
    });

  test("answers like HTTP/1.1", async () => {
    const list = await ask({ ":method": "GET", ":path": `${root}/configs` });
    expect(list.headers[":status"]).toBe(200);
    expect(list.headers["x-ratelimit-limit"]).toBe("200");
    expect(list.headers["strict-transport-security"]).toContain("max-age=31536000");
    const made = await ask({ ":method": "POST", ":path": `${root}/pcs`, ...json }, '{"pc_name":"H2"}');
    expect(made.text).toBe('{"code":201,"message":"success","data":{"pc_name":"H2"}}');
    expect((await ask({ ":method": "GET", ":path": `${root}/nothing` })).text).toContain("Url not match");
    expect(
      (await ask({ ":method": "POST", ":path": `${root}/pcs`, ...form }, "x".repeat(5 * 1024 * 1024))).text,
    ).toContain("request.too_large");
  });

  test("HEAD is GET without the body", async () => {
    const answer = await ask({ ":method": "HEAD", ":path": `${root}/configs` });
    expect([answer.headers[":status"], answer.headers["content-type"], answer.text]).toEqual([
      200,
      "application/json; charset=utf-8",
      "",
    ]);
  });
});

describe("the plain port", () => {
  const plain = createPlainServer(() => Number(new URL(server.baseUrl).port));
  beforeAll(() => new Promise<void>((resolve) => plain.listen(0, "127.0.0.1", resolve)));
  afterAll(() => new Promise((resolve) => plain.close(resolve)));

  const ask = (method: string, path: string, headers: Record<string, string> = {}, body = "") =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; text: string }>((resolve, reject) => {
      const { port } = plain.address() as AddressInfo;
      const asked = plainRequest({ host: "127.0.0.1", port, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      asked.on("error", reject);
      asked.end(body);
    });

  test("carries no call out, whatever key it shows", async () => {
    const answer = await ask(
      "POST",
      `${root}/pcs`,
      { authorization: `Bearer ${key}`, ...json },
      '{"pc_name":"PLAIN"}',
    );
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    expect(JSON.parse(answer.text)).toMatchObject({ code: 400, error: "request.use_https" });
    expect((await api.call("GET", "pcs/PLAIN")).error).toBe("pc.not_found");
  });

  test("sends pages on to HTTPS, and nowhere else", async () => {
    const { port } = new URL(server.baseUrl);
    const answer = await ask("GET", "/members?page=2", { host: "cafe.example:8080" });
    expect([answer.status, answer.headers.location]).toEqual([
      308,
      `https://cafe.example:${port}/members?page=2`,
    ]);
    expect((await ask("GET", "//evil.example/x", { host: "cafe.example" })).headers.location).toMatch(
      /^https:\/\/cafe\.example:/,
    );
    expect((await ask("GET", "/", { host: "bad host\\evil" })).headers.location).toBe(
      `https://localhost:${port}/`,
    );
  });
});

describe("whatever is sent, the answer is an envelope with a code below 500", () => {
  const expectRefusalOrSuccess = (answer: {
    text: string;
    status: number;
    headers: Record<string, unknown>;
  }) => {
    const envelope = JSON.parse(answer.text) as { code: number; message: string };
    expect(envelope.code).toBeLessThan(500);
    expect(typeof envelope.message).toBe("string");
  };
  const types = fc.constantFrom(
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=B",
    "multipart/form-data",
    "text/plain",
    "text/xml",
    "",
  );

  test("any bytes as a body", async () => {
    const paths = fc.constantFrom(
      "members",
      "pcs",
      "members/action/topup",
      "pcs/action/setOutOfOrder",
      "pcSessions/sendWssCommand",
      "apiSettings",
    );
    await fc.assert(
      fc.asyncProperty(paths, types, fc.uint8Array({ maxLength: 300 }), async (path, type, body) => {
        clock.turn(1);
        expectRefusalOrSuccess(
          await api.raw({ method: "POST", path: `${root}/${path}`, headers: { "content-type": type }, body }),
        );
      }),
      { numRuns: 150 },
    );
  });

  test("any values of headers, any query", async () => {
    const value = fc
      .string({ unit: "grapheme-ascii", maxLength: 60 })
      .map((text) => text.replace(/[^\x20-\x7e]/g, "").trim());
    const name = fc.constantFrom(
      "authorization",
      "content-type",
      "idempotency-key",
      "cookie",
      "x-forwarded-for",
      "x-netcafe-pc",
      "x-csrf-token",
      "origin",
      "accept-encoding",
    );
    await fc.assert(
      fc.asyncProperty(
        name,
        value,
        fc.string({ unit: "binary-ascii", maxLength: 40 }),
        fc.constantFrom("GET", "POST", "PUT"),
        async (header, text, query, method) => {
          clock.turn(1);
          const path = `${root}/members?${encodeURI(query.toWellFormed()).replace(/#/g, "")}`;
          expectRefusalOrSuccess(await api.raw({ method, path, headers: { [header]: text } }));
        },
      ),
      { numRuns: 150 },
    );
  });

  test("a request that is no HTTP ends with a refusal, and the server goes on", async () => {
    const { port } = new URL(server.baseUrl);
    const heard = await new Promise<string>((resolve, reject) => {
      const socket = connectTls(
        { host: "127.0.0.1", port: Number(port), ca: inject("tls").caPem, servername: "localhost" },
        () => {
          socket.write("GET /api/v2 HTTP/1.1\r\nhost: x\r\ncontent-length: minus one\r\n\r\n");
        },
      );
      let text = "";
      socket.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      socket.on("close", () => resolve(text));
      socket.on("error", reject);
    });
    expect(heard).toContain('"error":"request.malformed"');
    expect(heard).toContain('"code":400');
    expect((await api.call("GET", "configs")).code).toBe(200);
  });
});
