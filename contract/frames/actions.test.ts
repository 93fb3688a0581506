import { expect, test } from "vitest";
import { actionRule, actionRules, pageActions, staffToPcActions } from "./actions.ts";
import { clientStatusFields } from "./client-status.ts";
import { closeCodes, closeReasons } from "./close-codes.ts";
import { proofHost, proofText } from "./proof.ts";

test("no way and action stand in the table twice", () => {
  const ways = actionRules.flatMap((rule) =>
    rule.from.map((from) => `${from}>${rule.target}>${rule.action}`),
  );
  expect(new Set(ways).size).toBe(ways.length);
});

test("a PC may not send what only staff or the hub may", () => {
  for (const action of ["shutdown", "admin_message", "client_status", "lease", "power"]) {
    expect(actionRule({ from: "client", target: "client", action })).toBeUndefined();
    expect(actionRule({ from: "client", target: "wss-server", action })).toBeUndefined();
    expect(actionRule({ from: "client", target: "boot", action })).toBeUndefined();
  }
});

test("states are never queued, messages are kept, power grows stale", () => {
  expect(actionRule({ from: "wss-server", target: "client", action: "client_status" })?.delivery).toBe(
    "newest",
  );
  expect(actionRule({ from: "web", target: "client", action: "admin_message" })?.delivery).toBe("kept");
  expect(actionRule({ from: "web", target: "client", action: "reboot" })?.delivery).toBe("short");
});

test("the page is handed no frame of the agent's own", () => {
  for (const action of ["hello", "lease", "pulse", "journal", "process_list"])
    expect(pageActions).not.toContain(action);
  expect(staffToPcActions).toContain("process_end");
});

test("a state has its known fields first and ours behind them", () => {
  expect(clientStatusFields.slice(-5)).toEqual([
    "state_no",
    "session_id",
    "session_kind",
    "pc_paused",
    "pc_enabled",
  ]);
  expect(clientStatusFields[0]).toBe("pc_name");
});

test("every close code has a reason", () => {
  expect(Object.keys(closeReasons).map(Number)).toEqual(Object.values(closeCodes));
});

test("the proof names the host as in the server's url, 443 unsaid", () => {
  expect(proofHost("https://cloud.example")).toBe("cloud.example");
  expect(proofHost("https://cloud.example:443/")).toBe("cloud.example");
  expect(proofHost("https://192.0.2.1:8443")).toBe("192.0.2.1:8443");
  expect(
    proofText({ host: "cloud.example", cafeId: 10001, credentialId: "c-0001", bootId: "b", nonce: "n" }),
  ).toBe("netcafe-pc|1|cloud.example|10001|c-0001|b|n");
});
