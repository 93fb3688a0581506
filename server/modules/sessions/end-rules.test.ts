import { describe, expect, test } from "vitest";
import { endsWithPc, refuseEndByClient } from "./end-rules.ts";
import type { SessionKind } from "./session-rules.ts";

const withOn = (...on: string[]) => ({ settings: { flag: (key: string) => on.includes(key) } });
const shutdown = "auto_checkout_when_shutdown";
const prepaid = "allow_prepaid_checkout";
const kinds: SessionKind[] = ["member", "prepaid", "offer", "postpaid", "free", "guest"];

describe("the PC shuts down (billing.md 7.5): who is checked out", () => {
  test.each<[string, string[], SessionKind[]]>([
    ["neither is set", [], ["guest"]],
    ["shut down ends sessions", [shutdown], ["member", "guest"]],
    [
      "guests may end theirs, and shut down ends them",
      [shutdown, prepaid],
      ["member", "prepaid", "offer", "guest"],
    ],
    ["guests may end theirs, shut down ends none", [prepaid], ["guest"]],
  ])("%s", (_, on, ended) => {
    expect(kinds.filter((kind) => endsWithPc(kind, withOn(...on)))).toEqual(ended);
  });
});

describe("the customer asks to leave (pc-protocol.md 3.4): who is sent to the counter", () => {
  const refused = (...on: string[]) =>
    kinds.filter((kind) => {
      try {
        refuseEndByClient(kind, withOn(...on));
        return false;
      } catch {
        return true;
      }
    });
  test("guests and whoever pays later or not at all", () => {
    expect(refused()).toEqual(["prepaid", "offer", "postpaid", "free"]);
  });
  test("guests who paid before are let go where the café allows it", () => {
    expect(refused(prepaid)).toEqual(["postpaid", "free"]);
  });
});
