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
import { PcDrawer } from "../ui/pc-drawer.tsx";
import { lookOf, styleOf } from "../ui/pc-look.ts";
import { PcMap } from "../ui/pc-map.tsx";
import { PcTile } from "../ui/pc-tile.tsx";

/** Order on the page: what the desk looks for first. */
const shown: readonly PcState[] = ["free", "busy", "booked", "offline", "out"];

export function ComputersPage() {
  const call = useCall();
  const { cafe } = useSignedIn();
  const { pcs, loaded } = useLive();
  const rooms = useQuery({ queryKey: ["rooms"], queryFn: () => call(listRoomsOfPcs, {}), staleTime: 60_000 });
  const [view, setView] = useLocalStorage<"list" | "map">({ key: "netcafe.computers", defaultValue: "list" });
  const [states, setStates] = useState<PcState[]>([]);
  const [search, setSearch] = useState("");
  const [openName, setOpenName] = useState<string | null>(null);

  const nowLocal = localMinute(cafe.timezone, new Date());
  const counts = countStates(pcs, nowLocal);
  const fitting = filterPcs(pcs, { states, search }, nowLocal).sort((a, b) => byName(a.pc_name, b.pc_name));
  const open = pcs.find((pc) => pc.pc_name === openName);
  const state = (pc: LivePc) => stateOf(pc, nowLocal);
  const clear = () => {
    setStates([]);
    setSearch("");
  };

  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h2">
          {t.computers.title}
        </Title>
        <SegmentedControl
          aria-label={t.computers.view}
          value={view}
          onChange={(value) => setView(value === "map" ? "map" : "list")}
          data={[
            { value: "list", label: t.computers.list },
            { value: "map", label: t.computers.map },
          ]}
        />
      </Group>
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
      {view === "list" || fitting.length === 0 ? (
        <ul className="pc-grid">
          {fitting.map((pc) => (
            <li key={pc.pc_name}>
              <PcTile pc={pc} state={state(pc)} onOpen={() => setOpenName(pc.pc_name)} />
            </li>
          ))}
        </ul>
      ) : (
        <PcMap
          pcs={fitting}
          rooms={rooms.data ?? []}
          stateOf={state}
          onOpen={(pc) => setOpenName(pc.pc_name)}
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
