import { nullableStr, nullableTs } from "./pieces.ts";
import { flagOut, intOut, listOf, shape, strOut, tsOut } from "../kit/answer.ts";

/** A call that was turned away, as the owner sees it: enough to find a wrong address or an old key. */
const refusedCall = shape({ at_utc: tsOut, address: strOut, reason: strOut, path: strOut });

/** The API page of a café: where the key works from, how it is used, what was refused (api-v2.md 2.3). */
export const apiSettings = shape({
  api_access_ip: strOut,
  has_key: flagOut,
  key_created_utc: nullableTs,
  key_expires_utc: nullableTs,
  key_last_used_utc: nullableTs,
  base_url: strOut,
  cafe_id: intOut,
  key_last_used_from: nullableStr,
  key_uses: intOut,
  /** 1 within the last 30 days before the key expires. */
  key_expires_soon: flagOut,
  server_group: strOut,
  server_code: strOut,
  /** The address this very call came from, and where that is as far as the server can tell. */
  caller_address: strOut,
  caller_address_place: strOut,
  refusals_number: intOut,
  last_refusals: listOf(refusedCall),
});
