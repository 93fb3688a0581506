import { isRecord } from "../../contract/frames/frame.ts";
import type { EnrolAnswer, ServerAddress } from "../../contract/frames/login.ts";
import { callApi } from "./call-api.ts";

export interface AtThisPc {
  server: ServerAddress;
  credential: EnrolAnswer;
  relayToken: string;
}

/** What a log-in at the PC led to; a session's state follows over the link. */
export type LogIn =
  | { kind: "session" }
  /** The PC is booked; the booker's account or the booking password is wanted (api-v2.md 3.17). */
  | { kind: "booked"; error: string };

/**
 * A member logs in at this PC and starts a session (pc-protocol.md 5.2, 6.2). Refuses as the server does: a wrong
 * password, a session elsewhere, a PC out of order, no money.
 */
export async function logInMember(
  at: AtThisPc,
  { account, password, bookingPassword }: { account: string; password: string; bookingPassword?: string },
): Promise<LogIn> {
  const { license_name, pc_name } = at.credential;
  const relay = { "x-netcafe-pc": at.relayToken };
  const booking = bookingPassword === undefined ? {} : { booking_password: bookingPassword };
  const login = await callApi({
    server: at.server,
    path: "/api/v2/auth/memberLogin",
    headers: relay,
    body: {
      member_account: account,
      member_password: password,
      license_name,
      pc_name,
      is_client: 1,
      ...booking,
    },
  });
  if (typeof login.booking_error === "string") return { kind: "booked", error: login.booking_error };
  return startSession(at, login, account);
}

/** A guest types the access code that was sold to them; refuses as the server does (pc-protocol.md 6.2). */
export async function enterCode(at: AtThisPc, code: string): Promise<LogIn> {
  const { license_name, pc_name } = at.credential;
  const login = await callApi({
    server: at.server,
    path: "/api/v2/auth/accessCodeLogin",
    headers: { "x-netcafe-pc": at.relayToken },
    body: { access_code: code, license_name, pc_name, is_client: 1 },
  });
  return startSession(at, login, "");
}

/** Somebody without an account asks for time and is going to pay it; answers the account to pay to (pc-protocol.md 6.2). */
export async function askForTime(at: AtThisPc, amount: string): Promise<string> {
  const { license_name, pc_name, cafe_id } = at.credential;
  const relay = { "x-netcafe-pc": at.relayToken };
  const login = await callApi({
    server: at.server,
    path: "/api/v2/auth/guestLogin",
    headers: relay,
    body: { license_name, pc_name, is_client: 1 },
  });
  const token = typeof login.token === "string" ? login.token : "";
  const made = await callApi({
    server: at.server,
    path: `/api/v2/cafe/${cafe_id}/memberAddGuest`,
    headers: { ...relay, authorization: `Bearer ${token}` },
    body: { topup_amount: amount, pc_name },
  });
  return typeof made.member_account === "string" ? made.member_account : "";
}

/** As the page does after a log-in that starts a session. */
async function startSession(
  at: AtThisPc,
  login: Readonly<Record<string, unknown>>,
  account: string,
): Promise<LogIn> {
  const { pc_name, cafe_id } = at.credential;
  const token = typeof login.token === "string" ? login.token : "";
  const named = isRecord(login.member) && typeof login.member.member_account === "string";
  const member_account = named && isRecord(login.member) ? login.member.member_account : account;
  await callApi({
    server: at.server,
    path: `/api/v2/cafe/${cafe_id}/clientStartSession`,
    headers: { "x-netcafe-pc": at.relayToken, authorization: `Bearer ${token}` },
    body: { member_account, pc_name },
  });
  return { kind: "session" };
}

/** The settings of pc-protocol.md 7 as the server fills them for this PC. */
export async function fetchSettings(at: AtThisPc): Promise<Readonly<Record<string, unknown>>> {
  const { settings } = await callApi({
    server: at.server,
    method: "GET",
    path: "/api/v2/pc/settings",
    headers: { "x-netcafe-pc": at.relayToken },
  });
  return isRecord(settings) ? settings : {};
}
