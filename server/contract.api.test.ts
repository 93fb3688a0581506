import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allOperations } from "../contract/operations/index.ts";
import { fullPath, type Operation } from "../contract/kit/operation.ts";
import type { Field } from "../contract/kit/field.ts";
import { TurnedClock } from "./kernel/clock.ts";
import type { ApiAnswer } from "./testing/api-caller.ts";
import { seedMarkedCafe, type MarkedCafe } from "./testing/marked-cafe.ts";
import { openTestServer, type TestCafe, type TestServer } from "./testing/test-server.ts";

/** For every operation of the contract: wrong caller, wrong café, wrong input (generated, so none can be forgotten). */

let server: TestServer;
let clock: TurnedClock;
let other: TestCafe;
let marked: MarkedCafe;
let ownKey: string;
let ownAdmin: string;
let otherKey: string;
let expiredKey: string;
let lapsedCafe: TestCafe;

beforeAll(async () => {
  clock = new TurnedClock(new Date(Date.now() - 366 * 24 * 3600_000));
  server = await openTestServer({ clock });
  other = await server.addCafe("Other Café");
  lapsedCafe = await server.addCafe("Lapsed Café");
  expiredKey = await server.makeKey(lapsedCafe);
  clock.turn(366 * 24 * 3600);
  marked = await seedMarkedCafe(server, other);
  otherKey = await server.makeKey(other);
  ownKey = await server.makeKey();
  ownAdmin = await server.signIn();
});
afterAll(() => server.close());
// A new minute for each test, so that none runs into the rate limits of another.
beforeEach(() => clock.turn(60));

const sampleOf = (field: Field<unknown>): unknown => {
  if (field.example !== undefined) return field.example;
  if (field.choices?.[0] !== undefined) return field.choices[0];
  const byKind = {
    int: 1,
    dec: "1",
    text: "x",
    date: "2025-01-01",
    time: "10:00",
    timestamp: "2025-01-01 10:00:00",
    flag: 1,
    json: "{}",
    ids: "1",
  };
  return field.kind in byKind ? byKind[field.kind as keyof typeof byKind] : [];
};

/** The path with its parameters filled in, percent-encoded. */
function pathOf(operation: Operation, cafeId: number, values: Record<string, unknown> = {}): string {
  return fullPath(operation).replace(/\{(\w+)\}/g, (_, name: string) => {
    if (name === "cafeId") return String(cafeId);
    const field = operation.pathFields[name];
    return encodeURIComponent(
      String(values[name] ?? operation.example?.[name] ?? (field ? sampleOf(field) : "1")),
    );
  });
}

const inputOf = (operation: Operation): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(operation.input)
      .filter(([, field]) => field.kind !== "file")
      .map(([name, field]) => [name, operation.example?.[name] ?? sampleOf(field)]),
  );

const needsToken = allOperations.filter(({ auth }) => auth !== "none");
const forKey = allOperations.filter(({ auth }) => auth === "K" || auth === "KM");
const inCafe = needsToken.filter((operation) => fullPath(operation).includes("{cafeId}"));

function expectUnauthenticated(answer: ApiAnswer, { flat }: Operation): void {
  const result = flat ? '"result":0,' : "";
  expect(answer.text).toBe(
    `{"code":401,${result}"message":"Unauthenticated.","error":"auth.unauthenticated"}`,
  );
  expect(answer.status).toBe(200);
}

const names = (operations: readonly Operation[]) =>
  operations.map((operation) => [operation.id, operation] as const);

test("every operation of the contract is served, and nothing else is", () => {
  expect(
    server.app.api
      .bound()
      .map(({ id }) => id)
      .sort(),
  ).toEqual(allOperations.map(({ id }) => id).sort());
});

describe("wrong caller", () => {
  test.each(names(needsToken))(
    "%s without a key, with a mistyped one, with an unknown one",
    async (_id, operation) => {
      const path = pathOf(operation, server.cafe.cafeId);
      for (const token of [
        undefined,
        "nonsense",
        `${ownKey.slice(0, -1)}${ownKey.endsWith("0") ? "1" : "0"}`,
      ]) {
        expectUnauthenticated(await server.caller(token).call(operation.method, path), operation);
      }
    },
  );

  test.each(names(inCafe))("%s with an expired key", async (_id, operation) => {
    expectUnauthenticated(
      await server.caller(expiredKey).call(operation.method, pathOf(operation, lapsedCafe.cafeId)),
      operation,
    );
  });

  test.each(names(inCafe))("%s with the key of another café on this café's path", async (_id, operation) => {
    expectUnauthenticated(
      await server.caller(otherKey).call(operation.method, pathOf(operation, server.cafe.cafeId)),
      operation,
    );
  });

  test.each(names(needsToken.filter(({ auth }) => auth === "A" || auth === "S")))(
    "%s with the café's key: only signed-in staff may",
    async (_id, operation) => {
      const answer = await server
        .caller(ownKey)
        .call(operation.method, pathOf(operation, server.cafe.cafeId), inputOf(operation));
      expect([401, 403]).toContain(answer.code);
      if (fullPath(operation).includes("{cafeId}")) expect(answer.error).toBe("permission.denied");
    },
  );

  test.each(names(needsToken.filter(({ auth }) => auth === "M" || auth === "P")))(
    "%s with the café's key: the wrong kind of token",
    async (_id, operation) => {
      expect(
        (await server.caller(ownKey).call(operation.method, pathOf(operation, server.cafe.cafeId))).error,
      ).toBe("auth.unauthenticated");
    },
  );
});

/** A sign-in lasts half a day, and each test is a minute. */
const signInAnew = async () => {
  ownAdmin = await server.signIn();
};

describe("wrong café: another café's ids under one's own path", () => {
  beforeAll(signInAnew);
  test.each(names(inCafe))("%s never shows or touches the other café", async (id, operation) => {
    const before = await marked.fingerprint();
    const values = marked.idsFor(operation);
    const input = { ...inputOf(operation), ...values };
    const token = operation.auth === "A" || operation.auth === "S" ? ownAdmin : ownKey;
    // These would end the key the other tests use; they name nothing of another café.
    if (["apiSettings.createKey", "apiSettings.revokeKey", "apiSettings.change"].includes(id)) return;
    const answer = await server
      .caller(token)
      .call(operation.method, pathOf(operation, server.cafe.cafeId, values), input);
    // A refusal may repeat the name that was sent; nothing else of the other café may be seen.
    const sent = Object.values(values).flat().map(String);
    expect(sent.reduce((text, value) => text.replaceAll(value, ""), answer.text)).not.toContain(marked.mark);
    expect(answer.code).toBeLessThan(500);
    if (Object.keys(operation.pathFields).some((name) => name in values))
      expect([400, 404]).toContain(answer.code);
    expect(await marked.fingerprint()).toBe(before);
  });
});

describe("wrong input", () => {
  beforeAll(signInAnew);
  const withRequired = forKey.filter(({ input }) => Object.values(input).some((field) => field.required));
  test.each(names(withRequired))(
    "%s without its required fields names each of them",
    async (_id, operation) => {
      const answer = await server
        .caller(ownAdmin)
        .call(operation.method, pathOf(operation, server.cafe.cafeId));
      expect(answer.error).toBe("request.validation");
      const required = Object.entries(operation.input).filter(([, field]) => field.required);
      const fields = (answer.data as { fields: Record<string, string[]> }).fields;
      for (const [name] of required) expect(fields[name]).toEqual([`The ${name} field is required.`]);
    },
  );

  const rubbish: unknown[] = [
    "\u0000",
    "x".repeat(5_000),
    -1e15,
    {},
    [[[]]],
    "9".repeat(40),
    "'; drop table members; --",
    "\ud800",
    1.5,
  ];
  test.each(names(forKey))("%s takes any rubbish without failing", async (_id, operation) => {
    for (const value of rubbish) {
      const fields = Object.keys({ ...operation.input });
      const input = Object.fromEntries(fields.map((name) => [name, value]));
      const path = pathOf(
        operation,
        server.cafe.cafeId,
        Object.fromEntries(Object.keys(operation.pathFields).map((name) => [name, "~"])),
      );
      const answer = await server.caller(ownAdmin).raw({
        method: operation.method,
        path,
        headers: { "content-type": "application/json" },
        ...(operation.method === "GET" ? {} : { body: JSON.stringify(input) }),
      });
      expect(answer.code, `${answer.text} for ${JSON.stringify(value)}`).toBeLessThan(500);
    }
  });
});
