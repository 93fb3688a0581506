import type { Answer } from "../../../contract/kit/operation.ts";
import { operations } from "../../../contract/operations/index.ts";
import { assert } from "../../kernel/assert.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import { utcText } from "../../kernel/local-time.ts";
import type { Mailer } from "../../kernel/mailer.ts";
import { unauthenticated } from "../../kernel/refusal.ts";
import * as store from "./access-store.ts";
import { changeStaffPassword } from "./change-staff-password.ts";
import {
  createApiKey,
  createDocsKey,
  readApiSettings,
  revokeApiKey,
  setApiAddresses,
  type KeyParts,
} from "./manage-api-key.ts";
import { forgetAdminPassword, resetAdminPassword } from "./reset-admin-password.ts";
import { signInStaff } from "./sign-in-staff.ts";
import { writeStaffLog } from "./staff-log.ts";

export interface AccessParts extends KeyParts {
  mailer: Mailer;
  baseUrl(): string;
  /** Where the café lives, for the API page. */
  placeOfCafe(cafeId: number): Promise<{ serverCode: string; groupCode: string; baseUrl: string }>;
  /** The StaffSession object (api-v2.md 3.19). */
  describeSession(staff: store.StaffRow): Promise<StaffSessionAnswer>;
}

export type StaffSessionAnswer = Answer<typeof operations.auth.readStaffSession>;

function staffOf(caller: Caller): Extract<Caller, { kind: "staff" }> {
  assert(caller.kind === "staff", "the contract lets only staff in here");
  return caller;
}

export function bindAccessRoutes(api: Api, parts: AccessParts): void {
  bindAuth(api, parts);
  bindApiSettings(api, parts);
}

function bindAuth(api: Api, parts: AccessParts): void {
  const { auth } = operations;
  const { db } = parts;
  const session = async (caller: Caller) => {
    const row = await store.findStaff(db, staffOf(caller).cafeId, staffOf(caller).staffId);
    if (row === undefined) throw unauthenticated();
    return parts.describeSession(row);
  };
  api.bind(auth.staffLogin, async ({ input, address }) => {
    const asked = {
      licenseName: input.license_name,
      staffName: input.staff_name,
      password: input.staff_password,
      address,
    };
    const { token, staff } = await signInStaff(parts, asked);
    return { token, ...(await parts.describeSession(staff)) };
  });
  api.bind(auth.staffLogout, async ({ caller, address, now, transact }) => {
    const staff = staffOf(caller);
    await transact(async (tx) => {
      await store.deleteStaffSession(tx, staff.cafeId, staff.staffSessionId);
      await writeStaffLog(tx, staff.cafeId, now, "STAFF_LOGOUT", staff.name, `from ${address}`);
    });
    return {};
  });
  api.bind(auth.readStaffSession, ({ caller }) => session(caller));
  api.bind(auth.staffChangePassword, async ({ caller, input, address }) => {
    const asked = { oldPassword: input.old_password, newPassword: input.new_password, address };
    return { staff_id: await changeStaffPassword(parts, staffOf(caller), asked) };
  });
  api.bind(auth.adminForgotPassword, async ({ input }) => {
    await forgetAdminPassword({ ...parts, panelUrl: parts.baseUrl() }, input.license_name);
    return {};
  });
  api.bind(auth.adminResetPassword, async ({ input }) => {
    const { staffName, generated } = await resetAdminPassword(parts, {
      resetToken: input.reset_token,
      newPassword: input.new_password,
    });
    return generated === null ? { staff_name: staffName } : { staff_name: staffName, password: generated };
  });
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
