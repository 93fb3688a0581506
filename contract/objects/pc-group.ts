import { intOut, shape, strOut } from "../kit/answer.ts";

/** A PC group; pc_group_level is its place in lists, pc_number how many PCs are in it (api-v2.md 3.5). */
export const pcGroup = shape({
  pc_group_id: intOut,
  pc_group_name: strOut,
  pc_group_desc: strOut,
  pc_group_color: strOut,
  pc_group_level: intOut,
  pc_number: intOut,
});

/** What pricePcGroups shows of a PC group. */
export const pricePcGroup = shape({ pc_group_id: intOut, pc_group_name: strOut });
