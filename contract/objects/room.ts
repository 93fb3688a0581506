import { flagOut, intOut, shape, strOut } from "../kit/answer.ts";

/** A room, on the wire an area; places and sizes in px (api-v2.md 3.4). */
export const room = shape({
  area_icafe_id: intOut,
  area_name: strOut,
  area_height: intOut,
  area_width: intOut,
  area_frame_x: intOut,
  area_frame_y: intOut,
  area_frame_width: intOut,
  area_frame_height: intOut,
  area_id: intOut,
  area_order: intOut,
  area_color: strOut,
  area_bookable: flagOut,
  pcs_number: intOut,
});
