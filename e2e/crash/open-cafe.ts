import { callerOf, type ApiAnswer, type ApiCaller } from "../../server/testing/api-caller.ts";
import type { Installation } from "./installation.ts";

const adminPassword = "killed-and-back-9";
const playerPassword = "player-one";

/** A café as its owner set it up, and what a program of the owner's needs to call it. */
export interface OpenCafe {
  cafeId: number;
  key: string;
  memberIds: number[];
}

/** Sets up the first café of an installation over the API, with a café key and members without money. */
export async function openCafe({ ready, baseUrl, ca }: Installation, members: number): Promise<OpenCafe> {
  const stranger = callerOf({ baseUrl, cafeId: 0, token: undefined, ca });
  const setUp = await done<{ license_name_hint: string }>(
    stranger.call("POST", "/panel/set-up", {
      set_up_code: new URL(ready.set_up ?? "").hash.replace("#code=", ""),
      cafe_name: "Unlucky Café",
      country: "ES",
      currency: "EUR",
      timezone: "Europe/Madrid",
      admin_password: adminPassword,
    }),
  );
  const signedIn = await done<{ token: string; cafe: { id: number } }>(
    stranger.call("POST", "/api/v2/auth/staffLogin", {
      license_name: setUp.license_name_hint,
      staff_name: "Admin",
      staff_password: adminPassword,
    }),
  );
  const cafeId = signedIn.cafe.id;
  const admin = callerOf({ baseUrl, cafeId, token: signedIn.token, ca });
  await done(admin.call("PUT", "apiSettings", { api_access_ip: "127.0.0.1,::1" }));
  const { key } = await done<{ key: string }>(admin.call("POST", "apiSettings/action/createKey"));
  return { cafeId, key, memberIds: await addMembers(admin, members) };
}

async function addMembers(admin: ApiCaller, members: number): Promise<number[]> {
  const memberIds: number[] = [];
  for (let number = 1; number <= members; number++) {
    const added = await done<{ member_id: number }>(
      admin.call("POST", "members", {
        member_account: `player${number}`,
        member_password: playerPassword,
        member_confirm: playerPassword,
      }),
    );
    memberIds.push(added.member_id);
  }
  return memberIds;
}

async function done<Data>(call: Promise<ApiAnswer>): Promise<Data> {
  const answer = await call;
  if (answer.code === 200 || answer.code === 201) return answer.data as Data;
  throw new Error(`The café could not be set up: ${answer.text}`);
}
