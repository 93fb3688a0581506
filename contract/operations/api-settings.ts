import { apiSettings } from "../objects/api-settings.ts";
import { nothing, shape, strOut, tsOut } from "../kit/answer.ts";
import { text } from "../kit/field.ts";
import { operation } from "../kit/operation.ts";

/** The café's key and where it works from (api-v2.md 1.2, 2.3). For the built-in Admin only. */
const group = "api-settings";

export const getApiSettings = operation({
  id: "apiSettings.get",
  method: "GET",
  path: "apiSettings",
  auth: "A",
  mark: "ours",
  group,
  summary: "Read the API settings",
  description:
    "The key itself is never answered again. last_refusals are the newest calls that were turned away.",
  answer: apiSettings,
});

export const changeApiSettings = operation({
  id: "apiSettings.change",
  method: "PUT",
  path: "apiSettings",
  auth: "A",
  mark: "ours",
  group,
  summary: "Set the addresses the key works from",
  description:
    "IPv4, IPv6 addresses or CIDR ranges, with commas. Empty: no key can be made or used. Callers with both IPv4 and IPv6 list both.",
  input: {
    api_access_ip: text.optional(
      "Addresses and ranges with commas; must be given, empty text closes the API",
      {
        maxLength: 2_000,
        example: "203.0.113.7,2001:db8::7",
      },
    ),
  },
  answer: shape({ api_access_ip: strOut }),
  example: { api_access_ip: "203.0.113.7,2001:db8::7" },
});

export const createKey = operation({
  id: "apiSettings.createKey",
  method: "POST",
  path: "apiSettings/action/createKey",
  auth: "A",
  mark: "ours",
  group,
  summary: "Make the café's key",
  description:
    "Shown this once; the old key dies at once; valid one year. No Idempotency-Key: a key is never answered twice.",
  answer: shape({ key: strOut, key_expires_utc: tsOut }),
  successCode: 201,
  refusals: ["apikey.no_address"],
});

export const revokeKey = operation({
  id: "apiSettings.revokeKey",
  method: "POST",
  path: "apiSettings/action/revokeKey",
  auth: "A",
  mark: "ours",
  group,
  summary: "Cancel the café's key",
  answer: nothing,
});

export const createDocsKey = operation({
  id: "apiSettings.createDocsKey",
  method: "POST",
  path: "apiSettings/action/createDocsKey",
  auth: "A",
  mark: "ours",
  group,
  summary: "Make a short-lived key for trying calls in the documentation",
  description:
    "Works only from the address this call came from, given in the answer. The café's own key stays as it is.",
  answer: shape({ key: strOut, key_expires_utc: tsOut, address: strOut }),
  successCode: 201,
});
