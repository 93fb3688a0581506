import Type from "typebox";
import { nullableTs } from "../objects/pieces.ts";
import { intOut, listOf, nothing, shape, strOut, tsOut } from "../kit/answer.ts";
import { int, list, object, text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** Calls of the PC agent, and pairing it (api-v2.md 2.18, pc-protocol.md 2, 7). */
const group = "pc-agent";

export const enrol = operation({
  id: "pcAgent.enrol",
  method: "POST",
  path: "/api/v2/pc/enrol",
  auth: "none",
  mark: "ours",
  group,
  summary: "Pair a PC with its café",
  description: "Needs pair_code or boot_ticket; code and pc_name must fit. A code works once.",
  input: {
    pair_code: text.optional("Code from the panel; required unless boot_ticket is given", { maxLength: 100 }),
    boot_ticket: text.optional("Ticket of a diskless PC, instead of the code", { maxLength: 500 }),
    public_key: text.required("Public key of the PC", { maxLength: 1_000 }),
    pc_name: text.required("Name of the PC", { example: "PC001" }),
    os: text.optional("Operating system", { maxLength: 100 }),
    hostname: text.optional("Name in the network"),
    agent_version: text.optional("Version of the agent", { maxLength: 50 }),
    net: list.optional(
      "Network cards",
      object.required("One card", {
        mac: text.required("Network address", { maxLength: 17 }),
        ip: text.optional("IP address", { maxLength: 45 }),
      }),
      { max: 32 },
    ),
  },
  answer: shape({
    cafe_id: intOut,
    license_name: strOut,
    pc_name: strOut,
    credential_id: strOut,
    servers: listOf(shape({ code: strOut, url: strOut, pins: listOf(strOut) })),
    server_keys: listOf(shape({ kid: strOut, public_key: strOut })),
  }),
  successCode: 201,
  refusals: ["pc.pair_code_wrong", "auth.too_many_logins", "limit.max_records"],
});

export const pcSettings = operation({
  id: "pcAgent.settings",
  method: "GET",
  path: "/api/v2/pc/settings",
  auth: "P",
  mark: "ours",
  group,
  summary: "Read the settings that reach a PC",
  description: "Exactly the allow-list of the PC protocol; no other setting leaves the server.",
  answer: shape({ settings_version: intOut, settings: Type.Record(Type.String(), Type.Unknown()) }),
});

export const pairCode = operation({
  id: "pcAgent.pairCode",
  method: "POST",
  path: "pcs/action/pairCode",
  auth: "K",
  right: "pc_edit",
  mark: "ours",
  group,
  summary: "Make a code that pairs one PC",
  description: "15 minutes, once; an older code of that PC dies. An unknown PC is added.",
  input: {
    pc_name: text.required("Name of the PC", { maxLength: 15, example: "PC001" }),
    pc_group_id: int.optional("PC group, when the PC is added"),
    role: text.optional("client (default), boot or server", { choices: ["client", "boot", "server"] }),
  },
  answer: shape({ pair_code: strOut, pair_text: strOut, expires_utc: tsOut }),
  refusals: ["pc_group.not_found", "limit.max_records"],
  example: { pc_name: "PC001" },
});

export const listCredentials = operation({
  id: "pcAgent.credentials",
  method: "GET",
  path: "pcs/action/credentials",
  auth: "K",
  mark: "ours",
  group,
  summary: "List the paired agents",
  input: { pc_name: text.optional("Only of this PC", { example: "PC001" }) },
  answer: listOf(
    shape({
      credential_id: strOut,
      pc_name: strOut,
      role: strOut,
      enrolled_utc: tsOut,
      last_seen_utc: nullableTs,
      agent_version: strOut,
    }),
  ),
});

export const cancelCredential = operation({
  id: "pcAgent.cancelCredential",
  method: "POST",
  path: "pcs/action/cancelCredential",
  auth: "K",
  right: "pc_edit",
  mark: "ours",
  group,
  summary: "Cancel the pairing of a PC",
  description: "Needs pc_name (all of that PC) or credential_id. Its link is closed at once.",
  input: {
    pc_name: text.optional("Name of the PC", { example: "PC001" }),
    credential_id: text.optional("One pairing", { maxLength: 64, example: "c-0001" }),
  },
  answer: nothing,
  refusals: ["pc.not_found", "credential.not_found"],
  example: { pc_name: "PC001" },
});
