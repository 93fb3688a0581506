import { operations } from "../../../contract/operations/index.ts";
import type { Api, Call } from "../../kernel/http/api.ts";
import type { Caller } from "../../kernel/http/caller.ts";
import { localText } from "../../kernel/local-time.ts";
import { unauthenticated } from "../../kernel/refusal.ts";
import type { AccessParts } from "./access-parts.ts";
import { changeStaffPassword } from "./change-staff-password.ts";
import { endStaffSessions, signOutStaff } from "./end-sessions.ts";
import { forgetPassword, resetPassword } from "./reset-password.ts";
import { signInStaff } from "./sign-in-staff.ts";
import { staffOf } from "./staff-routes.ts";
import { listStaffSessions } from "./staff-session-store.ts";
import * as store from "./staff-store.ts";
import { sessionObject } from "./staff-wire.ts";
import {
  confirmTwoFactor,
  endTwoFactor,
  readTwoFactor,
  renewRecoveryCodes,
  setUpTwoFactor,
} from "./two-factor.ts";

/** Binds what staff do about their own account: sign-in, password, second factor, open sign-ins (api-v2.md 2.1). */
export function bindAccountRoutes(api: Api, parts: AccessParts): void {
  bindSignIn(api, parts);
  bindLostPassword(api, parts);
  bindTwoFactor(api, parts);
  bindOwnSessions(api, parts);
}

function bindSignIn(api: Api, parts: AccessParts): void {
  const { auth } = operations;
  const session = async (caller: Caller) => {
    const row = await store.findStaff(parts.db, staffOf(caller).cafeId, staffOf(caller).staffId);
    if (row === undefined) throw unauthenticated();
    return parts.describeSession(row);
  };
  api.bind(auth.staffLogin, async ({ input, address, userAgent }) => {
    const { token, staff } = await signInStaff(parts, {
      licenseName: input.license_name,
      staffName: input.staff_name,
      password: input.staff_password,
      code: input.staff_code,
      address,
      userAgent,
    });
    return { token, ...(await parts.describeSession(staff)) };
  });
  api.bind(auth.staffLogout, async (call) => {
    await signOutStaff(ownActOf(call));
    return {};
  });
  api.bind(auth.readStaffSession, ({ caller }) => session(caller));
  api.bind(auth.staffChangePassword, async ({ caller, input, address }) => {
    const asked = { oldPassword: input.old_password, newPassword: input.new_password, address };
    return { staff_id: await changeStaffPassword(parts, staffOf(caller), asked) };
  });
}

/** These paths name no café: it is the caller's. */
function ownActOf({ caller, address, now, transact }: Call<unknown>) {
  const staff = staffOf(caller);
  return { cafeId: staff.cafeId, caller: staff, address, now, transact };
}

function bindLostPassword(api: Api, parts: AccessParts): void {
  const { auth } = operations;
  const forget = async (licenseName: string, staffName: string | null) => {
    await forgetPassword({ ...parts, panelUrl: parts.baseUrl() }, { licenseName, staffName });
    return {};
  };
  api.bind(auth.adminForgotPassword, ({ input }) => forget(input.license_name, null));
  api.bind(auth.staffForgotPassword, ({ input }) => forget(input.license_name, input.staff_name));
  api.bind(auth.adminResetPassword, async ({ input, address }) => {
    const { staffName, generated } = await resetPassword(parts, {
      resetToken: input.reset_token,
      newPassword: input.new_password,
      address,
    });
    return generated === null ? { staff_name: staffName } : { staff_name: staffName, password: generated };
  });
  api.bind(auth.staffResetPassword, async ({ input, address }) => {
    const asked = { resetToken: input.reset_token, newPassword: input.new_password, address };
    return { staff_name: (await resetPassword(parts, asked)).staffName };
  });
}

function bindTwoFactor(api: Api, parts: AccessParts): void {
  const { auth } = operations;
  api.bind(auth.readTwoFactor, async ({ caller }) => {
    const staff = staffOf(caller);
    const { since, recoveryCodesLeft } = await readTwoFactor(parts, staff);
    const zone = await parts.zoneOf(staff.cafeId);
    return {
      two_factor: since === null ? (0 as const) : (1 as const),
      since_local: since === null ? null : localText(since, zone),
      recovery_codes_left: recoveryCodesLeft,
    };
  });
  api.bind(auth.setUpTwoFactor, async ({ caller, input, address }) => {
    const staff = staffOf(caller);
    const cafeName = await parts.nameOfCafe(staff.cafeId);
    const made = await setUpTwoFactor(parts, staff, { password: input.password, address, cafeName });
    return { secret: made.secret, otpauth_url: made.otpauthUrl };
  });
  api.bind(auth.confirmTwoFactor, async ({ caller, input, address }) => ({
    recovery_codes: await confirmTwoFactor(parts, staffOf(caller), { code: input.code, address }),
  }));
  api.bind(auth.renewRecoveryCodes, async ({ caller, input, address }) => ({
    recovery_codes: await renewRecoveryCodes(parts, staffOf(caller), { ...input, address }),
  }));
  api.bind(auth.endTwoFactor, async ({ caller, input, address }) => {
    await endTwoFactor(parts, staffOf(caller), { ...input, address });
    return {};
  });
}

function bindOwnSessions(api: Api, { db, zoneOf }: AccessParts): void {
  const { auth } = operations;
  api.bind(auth.listOwnSessions, async ({ caller, now }) => {
    const { cafeId, staffId, staffSessionId } = staffOf(caller);
    const [zone, rows] = await Promise.all([zoneOf(cafeId), listStaffSessions(db, cafeId, staffId, now)]);
    return rows.map((row) => sessionObject(row, zone, staffSessionId));
  });
  api.bind(auth.endOwnSessions, async (call) => {
    const act = ownActOf(call);
    const { staff_session_id: staffSessionId, this_too: thisToo } = call.input;
    const keep = thisToo === true ? null : act.caller.staffSessionId;
    const which = staffSessionId === undefined ? { keep } : { staffSessionId };
    return { ended: await endStaffSessions(act, act.caller.staffId, which) };
  });
}
