import { flagOut, intOut, listOf, shape, strOut } from "../kit/answer.ts";

/** What cafés of one company may share (api-v2.md 2.3). */
export const shareable = ["members", "member_groups", "offers", "license_pools", "prices"] as const;

/** A café of the same company (api-v2.md 3.26). */
export const subcafe = shape({
  cafe_id: intOut,
  cafe_name: strOut,
  license_name: strOut,
  server_code: strOut,
  is_main: flagOut,
  share: listOf(strOut),
  comment: strOut,
  pcs_number: intOut,
  online_number: intOut,
});
