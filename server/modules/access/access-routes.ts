import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { utcText } from "../../kernel/local-time.ts";
import type { AccessParts } from "./access-parts.ts";
import { bindAccountRoutes } from "./account-routes.ts";
import {
  createApiKey,
  createDocsKey,
  readApiSettings,
  revokeApiKey,
  setApiAddresses,
} from "./manage-api-key.ts";
import { bindStaffRoutes, staffOf } from "./staff-routes.ts";

export function bindAccessRoutes(api: Api, parts: AccessParts): void {
  bindAccountRoutes(api, parts);
  bindStaffRoutes(api, parts);
  bindApiSettings(api, parts);
}

const utcOrNull = (instant: Date | null | undefined) => (instant ? utcText(instant) : null);

function bindApiSettings(api: Api, parts: AccessParts): void {
  const { apiSettings } = operations;
  api.bind(apiSettings.getApiSettings, async ({ cafeId, address }) => {
    const [settings, place] = await Promise.all([
      readApiSettings(parts, cafeId, address),
      parts.placeOfCafe(cafeId),
    ]);
    return {
      api_access_ip: settings.addressList,
      has_key: flagOf(settings.key),
      key_created_utc: utcOrNull(settings.key?.created_at),
      key_expires_utc: utcOrNull(settings.key?.expires_at),
      key_last_used_utc: utcOrNull(settings.key?.last_used_at),
      base_url: `${parts.baseUrl()}/api/v2/`,
      cafe_id: cafeId,
      key_last_used_from: settings.key?.last_used_from ?? null,
      key_uses: settings.key?.uses ?? 0,
      key_expires_soon: flagOf(settings.expiresSoon),
      server_group: place.groupCode,
      server_code: place.serverCode,
      caller_address: address,
      caller_address_place: settings.callerPlace,
      refusals_number: settings.refusals,
      last_refusals: settings.lastRefusals.map(({ at, ...row }) => ({ at_utc: utcText(at), ...row })),
    };
  });
  api.bind(apiSettings.changeApiSettings, async ({ cafeId, caller, input }) => {
    const list = input.api_access_ip;
    if (list === undefined) return { api_access_ip: (await readApiSettings(parts, cafeId, "")).addressList };
    return { api_access_ip: await setApiAddresses(parts, cafeId, staffOf(caller).name, list) };
  });
  api.bind(apiSettings.createKey, async ({ cafeId, caller }) => {
    const { key, expiresAt } = await createApiKey(parts, cafeId, staffOf(caller).name);
    return { key, key_expires_utc: utcText(expiresAt) };
  });
  api.bind(apiSettings.revokeKey, async ({ cafeId, caller }) => {
    await revokeApiKey(parts, cafeId, staffOf(caller).name);
    return {};
  });
  api.bind(apiSettings.createDocsKey, async ({ cafeId, caller, address }) => {
    const { key, expiresAt } = await createDocsKey(parts, cafeId, staffOf(caller).name, address);
    return { key, key_expires_utc: utcText(expiresAt), address };
  });
}
