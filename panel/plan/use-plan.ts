import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { listRoomsOfPcs } from "../../contract/operations/pcs.ts";
import { useCall } from "../api/calls.ts";
import type { LivePc } from "../live/live-store.ts";
import { readPlan, type RoomRow } from "./read-plan-rules.ts";
import type { Plan } from "./plan-rules.ts";

export function useRooms() {
  const call = useCall();
  return useQuery({ queryKey: ["rooms"], queryFn: () => call(listRoomsOfPcs, {}), staleTime: 60_000 });
}

/** Where PCs stand says the same as long as no place has changed, however often times and states do. */
const placesOf = (pcs: readonly LivePc[]) =>
  JSON.stringify(pcs.map((pc) => [pc.pc_name, pc.pc_area_id, pc.pc_box_left, pc.pc_box_top]));

/** The plan as it is drawn; read anew only when a place or a room has changed. */
export function usePlan(pcs: readonly LivePc[], rooms: readonly RoomRow[]): Plan {
  const places = placesOf(pcs);
  // `places` says all that the plan reads of the PCs.
  return useMemo(() => readPlan(pcs, rooms), [places, rooms]);
}
