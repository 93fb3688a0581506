import { Stack, Title, UnstyledButton } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { LivePc } from "../live/live-store.ts";
import { byName } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { isSelected, isWithKey, type HallView } from "./hall-view.ts";
import { lookOf, styleOf } from "./pc-look.ts";
import { leastScale } from "./plan-scale.ts";
import { PcTime } from "./pc-time.tsx";

interface Room {
  area_name: string;
  area_frame_x: number;
  area_frame_y: number;
  area_frame_width: number;
  area_frame_height: number;
  area_order: number;
}

interface Props {
  view: HallView;
  rooms: readonly Room[];
}

/** Least space of a PC on the plan, px: name, state and time stay readable. */
const tile = { width: 92, height: 62 };

/** One plan for each room, PCs where they stand. */
export function PcMap({ view, rooms }: Props) {
  const { pcs } = view;
  const ordered = [...rooms].sort((a, b) => a.area_order - b.area_order || byName(a.area_name, b.area_name));
  const known = new Set(rooms.map((room) => room.area_name));
  const places = [
    ...ordered.map((room) => ({
      name: room.area_name,
      pcs: pcs.filter((pc) => pc.pc_area_name === room.area_name),
    })),
    { name: t.computers.otherRoom, pcs: pcs.filter((pc) => !known.has(pc.pc_area_name)) },
  ];
  return (
    <Stack>
      {places
        .filter((place) => place.pcs.length > 0)
        .map((place) => (
          <section key={place.name} aria-label={place.name}>
            <Title order={3} size="h5" mb={6}>
              {place.name}
            </Title>
            <Plan view={{ ...view, pcs: place.pcs }} />
          </section>
        ))}
    </Stack>
  );
}

/** The room scaled so that it fits the page, but never so small that tiles cover each other; then it scrolls. */
function Plan({ view }: { view: HallView }) {
  const { pcs } = view;
  const { ref, width } = useElementSize();
  const left = Math.min(...pcs.map((pc) => pc.pc_box_left));
  const top = Math.min(...pcs.map((pc) => pc.pc_box_top));
  const across = Math.max(1, Math.max(...pcs.map((pc) => pc.pc_box_left)) - left);
  const down = Math.max(...pcs.map((pc) => pc.pc_box_top)) - top;
  const pad = 10;
  const least = leastScale(
    pcs.map((pc) => ({ left: pc.pc_box_left, top: pc.pc_box_top })),
    { width: tile.width + 8, height: tile.height + 8 },
  );
  const placed = across > 1 || down > 0;
  const fit = (width - tile.width - 2 * pad) / across;
  const scaleX = placed ? Math.min(Math.max(fit, least.x), least.x * 1.6) : 0;
  const scaleY = placed ? least.y : 0;
  const columns = Math.max(1, Math.floor((width - pad) / (tile.width + 8)));
  const at = (pc: LivePc, index: number) =>
    placed
      ? { left: pad + (pc.pc_box_left - left) * scaleX, top: pad + (pc.pc_box_top - top) * scaleY }
      : {
          left: pad + (index % columns) * (tile.width + 8),
          top: pad + Math.floor(index / columns) * (tile.height + 8),
        };
  const spots = pcs.map((pc, index) => ({ pc, ...at(pc, index) }));
  const size = {
    width: Math.max(...spots.map((spot) => spot.left)) + tile.width + pad,
    height: Math.max(...spots.map((spot) => spot.top)) + tile.height + pad,
  };
  return (
    <div className="map-scroll" ref={ref} tabIndex={0} role="group">
      <div className="map-plan" style={size}>
        {spots.map(({ pc, ...place }) => (
          <MapPc key={pc.pc_name} pc={pc} view={view} place={place} />
        ))}
      </div>
    </div>
  );
}

interface MapPcProps {
  pc: LivePc;
  view: HallView;
  place: { left: number; top: number };
}

function MapPc({ pc, view, place }: MapPcProps) {
  const state = view.stateOf(pc);
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const selecting = view.selected !== null;
  const selected = isSelected(view, pc);
  const name = selecting ? t.hall.selectPc(pc.pc_name) : t.computers.details(pc.pc_name);
  return (
    <UnstyledButton
      className="map-pc"
      data-state={state}
      data-selected={selected || undefined}
      data-testid={`pc-tile-${pc.pc_name}`}
      style={styleOf(color, { ...place, width: tile.width, height: tile.height })}
      onClick={(event) => view.onClick(pc, isWithKey(event))}
      aria-label={`${name}: ${label}`}
      aria-pressed={selecting ? selected : undefined}
      title={pc.member_account ?? undefined}
      {...view.drag(pc)}
    >
      <b>{pc.pc_name}</b>
      <span className="pc-state map-state">
        <Icon size={13} aria-hidden /> {label}
      </span>
      {state === "busy" && (
        <span className="map-time">
          <PcTime pc={pc} />
        </span>
      )}
    </UnstyledButton>
  );
}
