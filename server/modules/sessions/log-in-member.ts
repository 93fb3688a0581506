import { timingSafeEqual } from "node:crypto";
import type { IdSource } from "../../kernel/ids.ts";
import { decimalFromMinor } from "../../kernel/money.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { flagOf } from "../../kernel/http/wire.ts";
import {
  inSignInTurn,
  issueSubjectToken,
  noteSignInFailure,
  passwordFits,
  refuseTooManyFailures,
} from "../access/index.ts";
import { findPcByName, type PcRow } from "../pcs/index.ts";
import { choosePrice } from "../pricing/index.ts";
import { refuseUnfitAccount } from "./start-session.ts";
import * as store from "./session-store.ts";
import type { Sessions } from "./sessions.ts";

const tokenLivesSeconds = 24 * 3600;

export interface LogInRequest {
  licenseName: string;
  account: string;
  password: string | undefined;
  /** Stands for the password while the session of that PC runs. */
  pcToken: string | undefined;
  pcName: string | undefined;
  isClient: boolean;
  address: string;
}

const wrong = () => new Refusal("auth.bad_credentials", "Incorrect account or password");

/**
 * A member's token, for the portal or bound to a PC (api-v2.md 2.1, 3.17). Refuses `auth.bad_credentials` alike for an
 * unknown account and a wrong password, `auth.too_many_logins`, what keeps the account or the PC from a session.
 */
export function logInMember(sessions: Sessions, ids: IdSource, request: LogInRequest) {
  return inSignInTurn(`${request.licenseName} ${request.account}`, request.address, () =>
    logInNow(sessions, ids, request),
  );
}

async function logInNow(sessions: Sessions, ids: IdSource, request: LogInRequest) {
  const { db, clock, cafes } = sessions.parts;
  const now = clock.now();
  if (request.isClient && request.pcName === undefined)
    throw invalidField("pc_name", "The pc_name field is required when is_client is 1.");
  if (request.password === undefined && request.pcToken === undefined) {
    throw invalidField(
      "member_password",
      "The member_password field is required unless status_pc_token is given.",
    );
  }
  const scope = await cafes.scopeOfLicense(request.licenseName);
  const { cafeId } = scope;
  await refuseTooManyFailures(db, cafeId, request.account, request.address, now);
  const pc = request.pcName === undefined ? undefined : await findPcByName(db, cafeId, request.pcName);
  if (request.pcName !== undefined && pc === undefined) throw notFound("pc.not_found", "PC");
  const customer = await store.findCustomerByAccount(db, cafeId, request.account);
  if (!(await isTheMember(sessions, cafeId, customer, pc, request)) || customer === undefined) {
    await noteSignInFailure(db, cafeId, request.account, request.address, now);
    throw wrong();
  }
  refuseUnfitAccount(customer, now);
  if (pc !== undefined) await refuseBusy(sessions, cafeId, pc, customer.member_id);
  const token = await db.transact((tx) =>
    issueSubjectToken(tx, ids, {
      cafeId,
      now,
      livesSeconds: tokenLivesSeconds,
      kind: "member",
      memberId: customer.member_id,
      pcName: pc?.name ?? null,
    }),
  );
  const price =
    pc === undefined
      ? null
      : choosePrice(await sessions.parts.pricesOf(cafeId), pc.pc_group_id, customer.member_group_id);
  const money = (minor: number) => decimalFromMinor(minor, scope.exponent);
  return {
    token,
    member: {
      member_account: customer.account,
      member_photo: customer.photo,
      member_group_discount_offer: customer.discount_offer,
      member_id: customer.member_id,
      member_group_id: customer.member_group_id,
      member_group_discount_rate: customer.discount_rate,
    },
    client: {
      start_session: scope.settings.flag("start_session_after_login"),
      pc_time_info: {
        price_dynamic_enable: flagOf(price?.type === "dynamic"),
        fixed_price: money(price?.type === "fixed" ? (price.ratesPerHourMinor[0] ?? 0) : 0),
        dynamic: (price?.type === "dynamic" ? price.dynamicRows : []).map(({ minutes, amountMinor }) => ({
          time: minutes,
          amount: money(amountMinor),
          price: money(amountMinor),
        })),
      },
    },
  };
}

async function isTheMember(
  sessions: Sessions,
  cafeId: number,
  customer: store.CustomerRow | undefined,
  pc: PcRow | undefined,
  request: LogInRequest,
): Promise<boolean> {
  if (request.password !== undefined) return passwordFits(request.password, customer?.password_hash);
  const running =
    pc === undefined ? undefined : await store.findRunningOfPc(sessions.parts.db, cafeId, pc.pc_id);
  if (running === undefined || customer === undefined || running.member_id !== customer.member_id)
    return false;
  const wanted = Buffer.from(sessions.pcToken(cafeId, running.session_id));
  const shown = Buffer.from(request.pcToken ?? "");
  return wanted.length === shown.length && timingSafeEqual(wanted, shown);
}

async function refuseBusy(sessions: Sessions, cafeId: number, pc: PcRow, memberId: number): Promise<void> {
  const { db } = sessions.parts;
  const running = await store.findRunningOfPc(db, cafeId, pc.pc_id);
  if (running !== undefined && running.member_id !== memberId)
    throw new Refusal("pc.in_session", "A session is running on this PC.");
  if (running === undefined && !pc.is_enabled)
    throw new Refusal("pc.out_of_order", "This PC is out of order.");
  const own = await store.listPcIdsOfMembers(db, cafeId, [memberId]);
  if (own.some((pcId) => pcId !== pc.pc_id))
    throw new Refusal("session.member_elsewhere", "This member is in a session on another PC.");
}
