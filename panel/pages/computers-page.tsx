import {
  Button,
  Center,
  Chip,
  Group,
  Loader,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listRoomsOfPcs } from "../../contract/operations/pcs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { useLive } from "../live/live-provider.tsx";
import type { LivePc } from "../live/live-store.ts";
import { byName, countStates, filterPcs, localMinute, stateOf, type PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { openPause, usePcActions } from "../forms/use-pc-actions.tsx";
import { GuardedButton } from "../ui/guarded-button.tsx";
import type { HallView } from "../ui/hall-view.ts";
import { PauseBanner } from "../ui/pause-banner.tsx";
import { whyNot } from "../ui/pc-actions.ts";
import { PcDrawer } from "../ui/pc-drawer.tsx";
import { lookOf, styleOf } from "../ui/pc-look.ts";
import { PcMap } from "../ui/pc-map.tsx";
import { PcRows } from "../ui/pc-rows.tsx";
import { PcTiles } from "../ui/pc-tile.tsx";
import { SelectionBar } from "../ui/selection-bar.tsx";
import { useTileDrag } from "../ui/use-tile-drag.ts";

/** Order on the page: what the desk looks for first. */
const shown: readonly PcState[] = ["free", "busy", "booked", "offline", "out"];

type View = "tiles" | "list" | "map";
const views: readonly { value: View; label: string }[] = [
  { value: "tiles", label: t.hall.tiles },
  { value: "list", label: t.hall.rows },
  { value: "map", label: t.computers.map },
];

function toggled(names: ReadonlySet<string> | null, name: string): ReadonlySet<string> {
  const next = new Set(names);
  if (!next.delete(name)) next.add(name);
  return next;
}

export function ComputersPage() {
  const call = useCall();
  const { cafe, may } = useSignedIn();
  const { pcs, loaded } = useLive();
  const rooms = useQuery({ queryKey: ["rooms"], queryFn: () => call(listRoomsOfPcs, {}), staleTime: 60_000 });
  const [view, setView] = useLocalStorage<View>({ key: "netcafe.hall", defaultValue: "tiles" });
  const [states, setStates] = useState<PcState[]>([]);
  const [search, setSearch] = useState("");
  const [openName, setOpenName] = useState<string | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const act = usePcActions();

  const nowLocal = localMinute(cafe.timezone, new Date());
  const counts = countStates(pcs, nowLocal);
  const fitting = filterPcs(pcs, { states, search }, nowLocal).sort((a, b) => byName(a.pc_name, b.pc_name));
  const open = pcs.find((pc) => pc.pc_name === openName);
  const state = (pc: LivePc) => stateOf(pc, nowLocal);
  const clear = () => {
    setStates([]);
    setSearch("");
  };
  const drag = useTileDrag({
    mayDrag: (pc) => selected === null && whyNot("move", pc, state(pc), may) === null,
    mayDrop: (pc) => ["free", "offline"].includes(state(pc)) && pc.pc_console_type === 0,
    onDropped: (from, to) =>
      act(
        "move",
        pcs.filter((pc) => pc.pc_name === from),
        { to },
      ),
  });
  const hall: HallView = {
    pcs: fitting,
    stateOf: state,
    selected,
    drag,
    onClick: (pc, withKey) => {
      if (selected === null && !withKey) setOpenName(pc.pc_name);
      else setSelected(toggled(selected, pc.pc_name));
    },
  };

  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t.computers.title}
        </Title>
        <Group gap="xs">
          <GuardedButton
            variant="default"
            why={may("pause") ? null : t.common.noRight("pause")}
            onClick={() => openPause([], pcs)}
            data-testid="pause-open"
          >
            {t.hall.pauseOpen}
          </GuardedButton>
          <Button
            variant={selected === null ? "default" : "light"}
            aria-pressed={selected !== null}
            onClick={() => setSelected(selected === null ? new Set() : null)}
            data-testid="select-toggle"
          >
            {selected === null ? t.hall.select : t.hall.selectStop}
          </Button>
          <SegmentedControl
            aria-label={t.computers.view}
            value={view}
            onChange={(value) => setView(views.find(({ value: each }) => each === value)?.value ?? "tiles")}
            data={[...views]}
          />
        </Group>
      </Group>
      <PauseBanner pcs={pcs} />
      <Group gap="xs">
        <Chip.Group
          multiple
          value={states}
          onChange={(values) => setStates(shown.filter((each) => values.includes(each)))}
        >
          <Group gap={6} role="group" aria-label={t.computers.filter}>
            {shown.map((each) => (
              <StateChip key={each} state={each} count={counts[each]} />
            ))}
          </Group>
        </Chip.Group>
        <TextInput
          data-search
          flex={1}
          miw={200}
          maw={340}
          placeholder={t.computers.search}
          aria-label={t.computers.search}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
      {!loaded && (
        <Center p="xl">
          <Loader aria-label={t.common.loading} />
        </Center>
      )}
      {loaded && pcs.length === 0 && (
        <Text>
          {t.computers.empty} {t.computers.emptyHelp}
        </Text>
      )}
      {pcs.length > 0 && fitting.length === 0 && (
        <Group>
          <Text>{t.computers.noMatch}</Text>
          <Button variant="light" size="xs" onClick={clear}>
            {t.computers.clear}
          </Button>
        </Group>
      )}
      {view === "tiles" && <PcTiles view={hall} />}
      {view === "list" && fitting.length > 0 && <PcRows view={hall} />}
      {view === "map" && fitting.length > 0 && <PcMap view={hall} rooms={rooms.data ?? []} />}
      {selected !== null && (
        <SelectionBar
          selected={pcs.filter((pc) => selected.has(pc.pc_name))}
          stateOf={state}
          onAll={() => setSelected(new Set(fitting.map((pc) => pc.pc_name)))}
          onNone={() => setSelected(new Set())}
        />
      )}
      <PcDrawer pc={open} state={open ? state(open) : "free"} onClose={() => setOpenName(null)} />
    </Stack>
  );
}

function StateChip({ state, count }: { state: PcState; count: number }) {
  const { Icon, label, color } = lookOf(state, false);
  return (
    <Chip value={state} color={color} variant="outline" data-testid={`filter-${state}`}>
      <span className="pc-state" style={styleOf(color)}>
        <Icon size={16} aria-hidden /> {label} <b>{count}</b>
      </span>
    </Chip>
  );
}
