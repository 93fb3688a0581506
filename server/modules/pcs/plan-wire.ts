import { invalidField } from "../../kernel/refusal.ts";
import type { MovedPc } from "./save-layout.ts";
import type { Plan, RoomOnPlan } from "./save-plan.ts";

/** The body of saveLayout in our words (api-v2.md 2.4). Pure. */

interface SentPlan {
  pcs?:
    | readonly {
        pc_name: string;
        pc_box_position?: string | undefined;
        pc_box_top?: number | undefined;
        pc_box_left?: number | undefined;
        pc_area_name?: string | undefined;
      }[]
    | undefined;
  areas?:
    | readonly {
        area_id?: number | undefined;
        area_name?: string | undefined;
        area_frame_x?: number | undefined;
        area_frame_y?: number | undefined;
        area_frame_width?: number | undefined;
        area_frame_height?: number | undefined;
        area_color?: string | undefined;
      }[]
    | undefined;
  removed_area_ids?: readonly number[] | undefined;
}

/** Refuses a call that names nothing to save, as one without pcs. */
export function planOf({ pcs, areas, removed_area_ids: removed }: SentPlan): Plan {
  if (pcs === undefined && areas === undefined && removed === undefined)
    throw invalidField("pcs", "The pcs field is required.");
  return {
    pcs: (pcs ?? []).map((pc): MovedPc => ({
      pcName: pc.pc_name,
      boxPosition: pc.pc_box_position,
      boxTop: pc.pc_box_top,
      boxLeft: pc.pc_box_left,
      roomName: pc.pc_area_name,
    })),
    rooms: (areas ?? []).map((area): RoomOnPlan => ({
      roomId: area.area_id,
      name: area.area_name,
      frameX: area.area_frame_x,
      frameY: area.area_frame_y,
      frameWidth: area.area_frame_width,
      frameHeight: area.area_frame_height,
      color: area.area_color,
    })),
    removedRoomIds: removed ?? [],
  };
}
