import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatFrame, maxFrameBytes, parseFrame, refusal, request, response, roles } from "./frame.ts";

const frames = fc
  .record({
    action: fc.string({ minLength: 1, maxLength: 64 }),
    from: fc.constantFrom(...roles),
    target: fc.constantFrom(...roles),
    data: fc.oneof(
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null)),
      ),
      fc.constant([]),
    ),
    id: fc.option(fc.string({ minLength: 1, maxLength: 64 }), { nil: undefined }),
  })
  .map(({ id, ...parts }) => request({ ...parts, ...(id === undefined ? {} : { id }) }));

describe("parseFrame", () => {
  test("any text gives null or a valid frame, never a throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.jsonValue().map((value) => JSON.stringify(value)),
        ),
        (text) => {
          const frame = parseFrame(text);
          if (frame === null) return;
          expect(frame.version).toBe(2);
          expect(roles).toContain(frame.from);
          expect(roles).toContain(frame.target);
        },
      ),
    );
  });

  test("what was written is read back", () => {
    fc.assert(
      fc.property(frames, (frame) => {
        expect(parseFrame(formatFrame(frame))).toEqual(frame);
        const answer = response(frame, { done: 1 });
        expect(parseFrame(formatFrame(answer))).toEqual(answer);
      }),
    );
  });

  const good = {
    action: "pulse",
    version: 2,
    type: "request",
    from: "client",
    target: "wss-server",
    data: {},
  };
  test.each([
    ["another version", { ...good, version: 1 }],
    ["the version as text", { ...good, version: "2" }],
    ["an unknown role", { ...good, from: "admin" }],
    ["an unknown target", { ...good, target: "all" }],
    ["an unknown type", { ...good, type: "event" }],
    ["no data", { ...good, data: undefined }],
    ["data that is a text", { ...good, data: "{}" }],
    ["an empty action", { ...good, action: "" }],
    ["a response without status", { ...good, type: "response" }],
    ["a response of another status", { ...good, type: "response", status: "ok" }],
    ["an id that is a number", { ...good, id: 7 }],
  ])("a message with %s is no frame", (_fault, message) => {
    expect(parseFrame(JSON.stringify(message))).toBeNull();
  });

  test("unknown fields are dropped and [] is kept as data", () => {
    const text = JSON.stringify({ ...good, action: "pcs_status", data: [], extra: 1 });
    expect(parseFrame(text)).toEqual({ ...good, action: "pcs_status", data: [] });
  });

  test("a message above 256 KB of UTF-8 is no frame, whatever its length in characters", () => {
    const frame = (text: string) => JSON.stringify({ ...good, data: { text } });
    expect(parseFrame(frame("a".repeat(maxFrameBytes - 200)))).not.toBeNull();
    expect(parseFrame(frame("a".repeat(maxFrameBytes)))).toBeNull();
    expect(parseFrame(frame("é".repeat(maxFrameBytes / 2)))).toBeNull();
  });
});

test("an answer goes the way back under the same action and id", () => {
  const asked = request({ action: "exit", from: "web", target: "client", id: "01J0000000000000000000000A" });
  expect(response(asked)).toEqual({
    action: "exit",
    version: 2,
    type: "response",
    from: "client",
    target: "web",
    status: "success",
    data: {},
    id: "01J0000000000000000000000A",
  });
  expect(refusal(asked, { error: "route.not_found", message: "Unknown action." })).toMatchObject({
    status: "error",
    data: { error: "route.not_found", message: "Unknown action." },
  });
});
