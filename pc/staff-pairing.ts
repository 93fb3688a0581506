import { isRecord } from "../contract/frames/frame.ts";
import type { ServerAddress } from "../contract/frames/login.ts";
import { callApi } from "./link/call-api.ts";
import { LinkRefused } from "./link/pinned-tls.ts";

/**
 * Signs staff in once, when the first pair text is wanted, and asks for one pair text after another. Refuses as
 * `auth/staffLogin` and `pcs/action/pairCode` do.
 */
export function pairBySigningIn(
  server: Pick<ServerAddress, "url" | "pins">,
  staff: { license: string; name: string; password: string },
): (wanted: { pcName: string; role: "client" | "boot" }) => Promise<string> {
  let signedIn: Promise<{ token: string; cafeId: number }> | null = null;
  return async ({ pcName, role }) => {
    const { token, cafeId } = await (signedIn ??= signIn(server, staff));
    const answer = await callApi({
      server,
      path: `/api/v2/cafe/${cafeId}/pcs/action/pairCode`,
      headers: { authorization: `Bearer ${token}` },
      body: { pc_name: pcName, role },
    });
    if (typeof answer.pair_text !== "string")
      throw new LinkRefused("The server answered pairCode without a pair_text.");
    return answer.pair_text;
  };
}

async function signIn(
  server: Pick<ServerAddress, "url" | "pins">,
  { license, name, password }: { license: string; name: string; password: string },
): Promise<{ token: string; cafeId: number }> {
  const { token, cafe } = await callApi({
    server,
    path: "/api/v2/auth/staffLogin",
    body: { license_name: license, staff_name: name, staff_password: password },
  });
  if (typeof token !== "string" || !isRecord(cafe) || typeof cafe.id !== "number") {
    throw new LinkRefused("The server answered staffLogin without a token and the café's id.");
  }
  return { token, cafeId: cafe.id };
}
