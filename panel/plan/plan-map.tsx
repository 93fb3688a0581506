import { Text, Title } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { memo, type CSSProperties } from "react";
import { t } from "../text/en.ts";
import { isWithKey, type HallPc, type HallView } from "../ui/hall-view.ts";
import { lookOf, nameOf, styleOf } from "../ui/pc-look.ts";
import { PcTime } from "../ui/pc-time.tsx";
import { NoLink } from "../ui/pc-tile.tsx";
import { placedPcs, planSize, type Box, type Plan, type PlanRoom } from "./plan-rules.ts";
import { useZoom } from "./use-zoom.ts";
import { ZoomButtons } from "./zoom-buttons.tsx";

const p = t.plan;

interface Props {
  /** All PCs; those that do not fit the filter are dimmed, so that the house keeps its shape. */
  view: HallView;
  plan: Plan;
  onRoom: (pcNames: readonly string[]) => void;
}

/** The café's plan: rooms as areas, each PC where it stands, and below it those that stand nowhere yet. */
export function PlanMap({ view, plan, onRoom }: Props) {
  const { ref, width } = useElementSize();
  const size = planSize(plan);
  // The frame of the plan has a border on either side.
  const zoom = useZoom(size.width, width - 2);
  const { scale } = zoom;
  const byName = new Map(view.pcs.map((each) => [each.pc.pc_name, each]));
  const placed = placedPcs(plan);
  const names = new Set(placed.map(({ name }) => name));
  const waiting = view.pcs.filter(({ pc }) => !names.has(pc.pc_name));
  const isEmpty = placed.length === 0 && plan.rooms.length === 0;
  return (
    <div ref={ref}>
      {isEmpty ? (
        <Text mb="sm">{p.empty}</Text>
      ) : (
        <div className="map-scroll" role="group" aria-label={p.canvas} data-testid="plan-map">
          <div
            className="map-plan"
            data-detail={detailOf(scale)}
            style={{ width: size.width * scale, height: size.height * scale }}
          >
            {plan.rooms.map((room) => (
              <MapRoom
                key={room.key}
                room={room}
                scale={scale}
                pcs={plan.pcs.flatMap((pc) =>
                  pc.roomKey === room.key ? [byName.get(pc.name)].filter((each) => each !== undefined) : [],
                )}
                onSelect={onRoom}
              />
            ))}
            {placed.map(({ name, spot }) => {
              const each = byName.get(name);
              return (
                each && (
                  <MapPc key={name} {...each} left={spot.left * scale} top={spot.top * scale} scale={scale} />
                )
              );
            })}
          </div>
        </div>
      )}
      {!isEmpty && (
        <div className="map-zoom">
          <ZoomButtons zoom={zoom} />
        </div>
      )}
      {waiting.length > 0 && (
        <section aria-label={p.notPlaced} data-testid="plan-not-placed">
          <Title order={3} size="h6" mt="sm" mb={6}>
            {p.notPlaced}
          </Title>
          <div className="map-waiting" data-detail="large">
            {waiting.map((each) => (
              <MapPc key={each.pc.pc_name} {...each} left={null} top={0} scale={1} />
            ))}
          </div>
        </section>
      )}
    </div>
  );
}

/** How much fits on a PC of this size and is read. */
const detailOf = (scale: number) =>
  scale >= 1.15 ? "huge" : scale >= 0.86 ? "large" : scale >= 0.64 ? "middle" : "small";

export const boxStyle = ({ left, top, width, height }: Box, scale: number): CSSProperties => ({
  ...{ left: left * scale, top: top * scale, width: width * scale, height: height * scale },
});

interface RoomProps {
  room: PlanRoom;
  scale: number;
  pcs: readonly HallPc[];
  onSelect: (pcNames: readonly string[]) => void;
}

function MapRoom({ room, scale, pcs, onSelect }: RoomProps) {
  const free = pcs.filter(({ state }) => state === "free").length;
  return (
    <div className="map-room" style={{ ...boxStyle(room, scale), ...colorOf(room.color) }}>
      <button
        type="button"
        className="map-room-name"
        tabIndex={-1}
        data-no-drag
        title={p.selectRoom(room.name)}
        onClick={() => onSelect(pcs.map(({ pc }) => pc.pc_name))}
      >
        <b>{room.name}</b> <span>{p.roomFree(free, pcs.length)}</span>
      </button>
    </div>
  );
}

export const colorOf = (color: string): CSSProperties =>
  (color === "" ? {} : { "--room-color": color }) as CSSProperties;

interface PcProps extends HallPc {
  /** px in the page; left null = in the flow. */
  left: number | null;
  top: number;
  scale: number;
}

const MapPc = memo(function MapPc({
  pc,
  state,
  selected,
  isTabStop,
  drop,
  isDim,
  acts,
  left,
  top,
  scale,
}: PcProps) {
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const { pc_name: name } = pc;
  const place: CSSProperties = { width: 100 * scale, height: 80 * scale };
  return (
    <button
      type="button"
      className="map-pc"
      tabIndex={isTabStop && !isDim ? 0 : -1}
      data-pc={name}
      data-state={state}
      data-dim={isDim || undefined}
      data-paused={pc.is_paused === 1 || undefined}
      data-selected={selected === true || undefined}
      data-drop={drop}
      data-testid={`pc-tile-${name}`}
      style={styleOf(color, left === null ? place : { ...place, position: "absolute", left, top })}
      onClick={(event) => acts.click(name, isWithKey(event))}
      aria-label={nameOf({ pc, state, selected })}
      aria-pressed={selected ?? undefined}
      title={`${name}: ${label}`}
    >
      <span className="map-pc-face">
        <span className="map-pc-name">
          {state === "busy" && <Icon aria-hidden className="map-icon" />}
          <b>{name}</b>
          {state === "busy" && pc.is_connected === 0 && <NoLink size={12} />}
        </span>
        {state === "busy" ? (
          <>
            <span className="map-who">{pc.member_account}</span>
            <PcTime pc={pc} />
          </>
        ) : (
          <span className="map-state">
            <Icon aria-hidden className="map-icon" /> <span className="map-word">{label}</span>
          </span>
        )}
      </span>
    </button>
  );
});
