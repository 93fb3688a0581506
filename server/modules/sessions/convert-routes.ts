import { operations } from "../../../contract/operations/index.ts";
import type { Api } from "../../kernel/http/api.ts";
import { assert } from "../../kernel/assert.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import { invalidField, notFound, Refusal } from "../../kernel/refusal.ts";
import { findPcByName } from "../pcs/index.ts";
import { convertGuest } from "./convert-guest.ts";
import { byDesk } from "./guest-routes.ts";
import type { Sessions } from "./sessions.ts";
import * as store from "./session-store.ts";

/** What staff set of members and a guest is not asked for. */
const notAsked = {
  member_group_id: undefined,
  member_address: undefined,
  member_comments: undefined,
  member_expire_time_local: undefined,
};

/** Guests who become members, at the desk and by themselves (api-v2.md 2.7, 2.9). */
export function bindConvertRoutes(api: Api, sessions: Sessions): void {
  const { convert } = operations;
  const { db } = sessions.parts;

  const guestAt = async (cafeId: number, pcName: string): Promise<number> => {
    const pc = await findPcByName(db, cafeId, pcName);
    if (pc === undefined) throw notFound("pc.not_found", "PC");
    const [running] = await store.listIdsOfPcs(db, cafeId, [pc.pc_id]);
    if (running === undefined) throw new Refusal("pc.not_in_session", "No session is running on this PC.");
    return running.member_id;
  };

  api.bind(convert.convertGuest, async (call) => {
    const { cafeId, input, now } = call;
    if (input.member_id === undefined && input.pc_name === undefined)
      throw invalidField("member_id", "One of the member_id and pc_name fields is required.");
    const guestId = input.member_id ?? (await guestAt(cafeId, input.pc_name ?? ""));
    const ready = await sessions.ready(cafeId);
    const newMember = {
      ...call,
      input: { ...notAsked, ...input, member_confirm: input.member_confirm ?? input.member_password },
    };
    const { memberId, account } = await call.transact((tx) =>
      convertGuest(sessions, { ...ready, tx, now }, guestId, newMember, byDesk(call.caller)),
    );
    return { member_id: memberId, member_account: account };
  });
  api.bind(convert.convertToMember, async (call) => {
    const { cafeId, caller, input, now } = call;
    assert(caller.kind === "member", "the contract lets only members in here");
    const ready = await sessions.ready(cafeId);
    if (!ready.scope.settings.flag("license_convert_to_member_enable"))
      throw new Refusal("feature.disabled", "Guests become members at the counter here.");
    if ((await guestAt(cafeId, input.pc_name)) !== caller.memberId)
      throw new Refusal("pc.not_in_session", "You are in no session on this PC.");
    const newMember = { ...call, input: { ...notAsked, ...input, member_confirm: input.member_password } };
    const by = { end: "Client", actor: actorOf(caller), staffName: "" } as const;
    await call.transact((tx) =>
      convertGuest(sessions, { ...ready, tx, now }, caller.memberId, newMember, by),
    );
    return {};
  });
}
