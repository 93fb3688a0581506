import { nullableTs } from "./pieces.ts";
import { intOut, listOf, shape, strOut, tsOut } from "../kit/answer.ts";

/** A pause of sessions (api-v2.md 3.25). */
export const pause = shape({
  pause_id: intOut,
  pause_reason: strOut,
  pc_group_ids: listOf(intOut),
  pc_names: listOf(strOut),
  pause_start_local: tsOut,
  pause_end_local: nullableTs,
  pause_staff_name: strOut,
});
