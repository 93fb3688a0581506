import { memo, type CSSProperties, type PointerEvent, type RefObject } from "react";
import { t } from "../text/en.ts";
import {
  boxOf,
  movedBy,
  placedPcs,
  type Box,
  type Plan,
  type PlanRoom,
  type Size,
  type Spot,
} from "./plan-rules.ts";
import { boxStyle, colorOf } from "./plan-map.tsx";
import { handles } from "./pull-rules.ts";
import type { Picked } from "./edit-plan-rules.ts";
import type { PlanDrag } from "./plan-press.ts";

const p = t.plan;

interface Props {
  canvas: RefObject<HTMLDivElement | null>;
  plan: Plan;
  picked: Picked;
  drag: PlanDrag | null;
  scale: number;
  size: Size;
  /** What Tab leads to: "pc NAME" or "room KEY". */
  tabStop: string | null;
  /** A word beside the name of a PC: its group. */
  groupOf: (pcName: string) => string;
  onPointerDown: (event: PointerEvent) => void;
}

/** The plan under the hands of the editor: grid, rooms with their handles, PCs, and where what is carried would land. */
export function PlanCanvas({
  canvas,
  plan,
  picked,
  drag,
  scale,
  size,
  tabStop,
  groupOf,
  onPointerDown,
}: Props) {
  const lift = drag?.kind === "move" ? drag.by : null;
  const isLifted = (pc: { name: string; roomKey: string | null }) =>
    picked.pcs.has(pc.name) || (pc.roomKey !== null && picked.rooms.has(pc.roomKey));
  return (
    <div
      ref={canvas}
      className="plan-canvas"
      data-detail={scale >= 0.64 ? "large" : "small"}
      data-dragging={drag?.kind}
      style={
        {
          width: size.width * scale,
          height: size.height * scale,
          "--grid": `${20 * scale}px`,
        } as CSSProperties
      }
      onPointerDown={onPointerDown}
    >
      {plan.rooms.map((room) => {
        const frame = drag?.kind === "resize" && drag.key === room.key ? { ...room, ...drag.frame } : room;
        const isPicked = picked.rooms.has(room.key);
        return (
          <EditRoom
            key={room.key}
            room={isPicked && lift !== null ? movedBy(frame, lift) : frame}
            isPicked={isPicked}
            isTabStop={tabStop === `room ${room.key}`}
            scale={scale}
          />
        );
      })}
      {drag !== null &&
        landingsOf(plan, picked, drag).map((box) => (
          <div
            key={`${box.left} ${box.top} ${box.width}`}
            className="plan-landing"
            style={boxStyle(box, scale)}
          />
        ))}
      {placedPcs(plan).map((pc) => {
        const spot = lift !== null && isLifted(pc) ? movedBy(pc.spot, lift) : pc.spot;
        return (
          <EditPc
            key={pc.name}
            name={pc.name}
            group={groupOf(pc.name)}
            left={spot.left}
            top={spot.top}
            isPicked={picked.pcs.has(pc.name)}
            isTabStop={tabStop === `pc ${pc.name}`}
            scale={scale}
          />
        );
      })}
      {drag?.kind === "fetch" && (
        <div className="plan-pc plan-fetched" style={boxStyle(boxOf(drag.at), scale)}>
          <b>{drag.pcName}</b>
        </div>
      )}
      {drag?.kind === "rect" && <div className="plan-rect" style={boxStyle(drag.box, scale)} />}
    </div>
  );
}

/** Where what is carried would be put down. */
function landingsOf(plan: Plan, picked: Picked, drag: PlanDrag): Box[] {
  if (drag.kind === "fetch") return drag.landing === null ? [] : [boxOf(drag.landing)];
  if (drag.kind !== "move" || drag.landing === null) return [];
  const by: Spot = drag.landing;
  const rooms: Box[] = plan.rooms.filter(({ key }) => picked.rooms.has(key));
  const pcs = placedPcs(plan)
    .filter((pc) => picked.pcs.has(pc.name))
    .map(({ spot }) => boxOf(spot));
  return [...rooms, ...pcs].map((box) => movedBy(box, by));
}

interface RoomProps {
  room: PlanRoom;
  isPicked: boolean;
  isTabStop: boolean;
  scale: number;
}

const EditRoom = memo(function EditRoom({ room, isPicked, isTabStop, scale }: RoomProps) {
  return (
    <div
      className="map-room plan-room"
      data-picked={isPicked || undefined}
      style={{ ...boxStyle(room, scale), ...colorOf(room.color) }}
    >
      <button
        type="button"
        className="plan-room-head"
        tabIndex={isTabStop ? 0 : -1}
        data-room-head={room.key}
        data-stop={`room ${room.key}`}
        aria-pressed={isPicked}
        aria-label={p.roomHead(room.name)}
        style={{ height: 20 * scale }}
      >
        {room.name || "…"}
      </button>
      {isPicked &&
        handles.map((handle) => (
          <span
            key={handle}
            className="plan-handle"
            data-handle={handle}
            data-room-key={room.key}
            title={p.roomHandle(p.sides[handle])}
          />
        ))}
    </div>
  );
});

interface PcProps {
  name: string;
  group: string;
  left: number;
  top: number;
  isPicked: boolean;
  isTabStop: boolean;
  scale: number;
}

const EditPc = memo(function EditPc({ name, group, left, top, isPicked, isTabStop, scale }: PcProps) {
  return (
    <button
      type="button"
      className="plan-pc"
      tabIndex={isTabStop ? 0 : -1}
      data-plan-pc={name}
      data-stop={`pc ${name}`}
      data-testid={`plan-pc-${name}`}
      data-picked={isPicked || undefined}
      aria-pressed={isPicked}
      aria-label={p.pcAt(name, group)}
      style={boxStyle(boxOf({ left, top }), scale)}
    >
      <b>{name}</b>
      <span className="plan-pc-group">{group}</span>
    </button>
  );
});
