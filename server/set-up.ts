import { timingSafeEqual } from "node:crypto";
import { text } from "../contract/kit/field.ts";
import type { Tx } from "./kernel/db/database.ts";
import { parseInput } from "./kernel/http/parse-input.ts";
import { Refusal } from "./kernel/refusal.ts";
import {
  addStaff,
  checkStaffPassword,
  hashPassword,
  signInStaff,
  writeStaffLog,
  type SignedIn,
  type SignInParts,
} from "./modules/access/index.ts";
import { checkNewCafe, countCafes, setUpCafe, type NewCafe } from "./modules/cafes/index.ts";
import { addBuiltInGroups } from "./modules/members/index.ts";
import { addFirstPcGroup } from "./modules/pcs/index.ts";
import { addFirstPrice } from "./modules/pricing/index.ts";

/** The first steps of an installation: everything a café needs before its first day. */

export interface SetUpParts extends SignInParts {
  serverCode: string;
  /** What the first person must show. */
  setUpCode: string;
}

const fields = {
  set_up_code: text.required("The code printed at the start"),
  cafe_name: text.required("Name of the café", { maxLength: 100 }),
  country: text.required("Country, two letters"),
  currency: text.required("Currency, three letters"),
  timezone: text.required("Time zone"),
  admin_password: text.required("Password of the Admin", { verbatim: true, maxLength: 200 }),
};

/** A café with its Admin, built-in groups, a PC group and a price. */
export async function openNewCafe(
  tx: Tx,
  parts: Pick<SetUpParts, "ids" | "clock" | "serverCode">,
  cafe: NewCafe,
  passwordHash: string,
): Promise<{ cafeId: number; licenseName: string; pcGroupId: number }> {
  const now = parts.clock.now();
  const made = await setUpCafe(tx, parts.ids, { ...cafe, serverCode: parts.serverCode, now });
  await addStaff(tx, { cafeId: made.cafeId, name: "Admin", role: "admin", rights: [], passwordHash, now });
  await addBuiltInGroups(tx, made.cafeId, now);
  const pcGroupId = await addFirstPcGroup(tx, made.cafeId);
  await addFirstPrice(tx, made.cafeId, cafe.currencyCode);
  await writeStaffLog(tx, made.cafeId, now, "STAFF_ADD", "Admin", "Admin added: café set up");
  return { ...made, pcGroupId };
}

/** Carries out the set-up page: once, and only for who knows the code printed at the start. */
export async function setUp(
  parts: SetUpParts,
  request: { body: Record<string, unknown>; address: string; userAgent: string },
): Promise<SignedIn> {
  const input = parseInput(fields, request.body, { emptyTextCounts: false }) as Record<
    keyof typeof fields,
    string
  >;
  const shown = Buffer.from(input.set_up_code);
  const wanted = Buffer.from(parts.setUpCode);
  if (shown.length !== wanted.length || !timingSafeEqual(shown, wanted)) {
    throw new Refusal(
      "auth.bad_credentials",
      "The set_up_code is wrong: open the link that was printed when Netcafe was started.",
    );
  }
  checkStaffPassword("admin_password", input.admin_password);
  const cafe: NewCafe = {
    name: input.cafe_name,
    countryCode: input.country,
    currencyCode: input.currency,
    zone: input.timezone,
  };
  checkNewCafe(cafe);
  const passwordHash = await hashPassword(input.admin_password);
  const made = await parts.db.transact(async (tx) => {
    await tx.run("select pg_advisory_xact_lock(7110002)");
    if ((await countCafes(tx)) > 0)
      throw new Refusal("setup.already_done", "This installation has its café already: sign in.");
    return openNewCafe(tx, parts, cafe, passwordHash);
  });
  return signInStaff(parts, {
    licenseName: made.licenseName,
    staffName: "Admin",
    password: input.admin_password,
    address: request.address,
    userAgent: request.userAgent,
  });
}
