import type { Call } from "../../kernel/http/api.ts";
import { actorOf } from "../../kernel/http/caller.ts";
import type { Act } from "./cafe-log.ts";

/** What a use case of this module takes of a call. */
export function actOf({
  cafeId,
  caller,
  now,
  transact,
}: Pick<Call<unknown>, "cafeId" | "caller" | "now" | "transact">): Act {
  return { cafeId, actorName: actorOf(caller).actorName, now, transact };
}
