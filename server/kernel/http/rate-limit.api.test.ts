import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { TurnedClock } from "../clock.ts";
import type { ApiAnswer, ApiCaller } from "../../testing/api-caller.ts";
import { openTestServer, type TestServer } from "../../testing/test-server.ts";

/** Calls a minute, and what every answer says of them (api-v2.md 1.8). */

let server: TestServer;
const clock = new TurnedClock("2026-03-02T10:00:00Z");
let key: string;

beforeAll(async () => {
  server = await openTestServer({ clock });
  key = await server.makeKey();
});
afterAll(() => server.close());
beforeEach(() => clock.turn(60));

async function calls(caller: ApiCaller, count: number, path = "configs"): Promise<ApiAnswer[]> {
  const answers: ApiAnswer[] = [];
  for (let done = 0; done < count; done += 25) {
    answers.push(
      ...(await Promise.all(
        Array.from({ length: Math.min(25, count - done) }, () => caller.call("GET", path)),
      )),
    );
  }
  return answers;
}

const rateOf = ({ headers }: ApiAnswer) =>
  ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset", "retry-after"].map(
    (name) => headers[name],
  );

test("the café key has 200 a minute, the 201st is refused until the window is over", async () => {
  const api = server.caller(key);
  const [first] = await calls(api, 1);
  const resetAt = String(clock.now().getTime() / 1000 + 60);
  expect(first && rateOf(first)).toEqual(["200", "199", resetAt, "0"]);
  const more = await calls(api, 199);
  expect(more.every(({ code }) => code === 200)).toBe(true);
  clock.turn(20);
  const refused = await api.call("GET", "configs");
  expect(refused.status).toBe(429);
  expect(refused.text).toBe(
    '{"code":429,"message":"Too Many Attempts: retry in 40 seconds.","error":"rate.limited"}',
  );
  expect(rateOf(refused)).toEqual(["200", "0", resetAt, "40"]);
  clock.turn(39);
  expect((await api.call("GET", "configs")).status).toBe(429);
  clock.turn(1);
  expect((await api.call("GET", "configs")).headers["x-ratelimit-remaining"]).toBe("199");
});

test("a staff session has 600, apart from the key", async () => {
  const [answer] = await calls(server.caller(await server.signIn()), 1);
  expect(answer?.headers["x-ratelimit-limit"]).toBe("600");
});

test("strangers of one address share 300, whatever they try, and known callers are not touched", async () => {
  const tried = await calls(server.caller("netcafe_key_guess"), 300);
  expect(tried.every(({ code }) => code === 401)).toBe(true);
  expect((await server.caller().call("GET", "configs")).status).toBe(429);
  const login = { license_name: server.cafe.licenseName, staff_name: "Admin", staff_password: "x" };
  expect((await server.caller().call("POST", "/api/v2/auth/staffLogin", login)).error).toBe("rate.limited");
  expect((await server.caller(key).call("GET", "configs")).code).toBe(200);
});

test("every answer carries the headers: success, refusal, unknown path, bad token", async () => {
  const asked: [ApiCaller, string, string][] = [
    [server.caller(key), "GET", "configs"],
    [server.caller(key), "GET", "pcs/NOPC"],
    [server.caller(key), "POST", "pcs"],
    [server.caller(key), "GET", "apiSettings"],
    [server.caller(key), "GET", "nothing"],
    [server.caller("wrong"), "GET", "configs"],
    [server.caller(), "POST", "/api/v2/auth/staffLogin"],
  ];
  for (const [caller, method, path] of asked) {
    const answer = await caller.call(method, path);
    expect(rateOf(answer).map(Number).every(Number.isInteger), `${method} ${path}`).toBe(true);
    expect(answer.headers["retry-after"]).toBe("0");
  }
});
