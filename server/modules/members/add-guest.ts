import { brokenConstraint } from "../../kernel/db/database-errors.ts";
import type { Tx } from "../../kernel/db/database.ts";
import { randomText, type IdSource } from "../../kernel/ids.ts";
import { hashPassword } from "../access/index.ts";
import { insertMembers } from "./member-store.ts";

export interface Guest {
  memberId: number;
  account: string;
  /** Told once; kept as a hash only. */
  password: string;
}

const letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";
const tries = 5;

/** An account for one visit: `G_` and six characters (api-v2.md 1.11), in a guest kind's group below 0. */
export async function addGuest(
  tx: Tx,
  ids: IdSource,
  guest: { cafeId: number; memberGroupId: number; now: Date; email?: string | undefined },
): Promise<Guest> {
  const password = randomText(ids, letters, 8);
  const passwordHash = await hashPassword(password);
  for (let left = tries; ; left -= 1) {
    const account = `G_${randomText(ids, letters, 6)}`;
    try {
      const [memberId = 0] = await tx.savepoint(() =>
        insertMembers(
          tx,
          guest.cafeId,
          [{ account, passwordHash, memberGroupId: guest.memberGroupId, email: guest.email }],
          guest.now,
        ),
      );
      return { memberId, account, password };
    } catch (error) {
      // Another guest has that name: one more draw.
      if (left === 0 || brokenConstraint(error) !== "members_account_once") throw error;
    }
  }
}
