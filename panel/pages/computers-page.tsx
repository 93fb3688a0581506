import { Button, Center, Group, Loader, Stack, Text } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { lazy, Suspense, useMemo, useState } from "react";
import { useSignedIn } from "../api/session.ts";
import { AccessCodesButton } from "../forms/access-codes.tsx";
import { useKeyedActs } from "../forms/use-keyed-acts.ts";
import { openPause, usePcActions } from "../forms/use-pc-actions.tsx";
import { useLive } from "../live/live-provider.tsx";
import type { LivePc } from "../live/live-store.ts";
import { byName, countStates, filterPcs, stateOf, type PcState } from "../live/pc-state.ts";
import { useLocalMinute } from "../live/use-second.ts";
import { PlanMap } from "../plan/plan-map.tsx";
import { usePlan, useRooms } from "../plan/use-plan.ts";
import { t } from "../text/en.ts";
import { rightNames } from "../text/en-rights.ts";
import { HallHead, type HallLayout } from "../ui/hall-head.tsx";
import { PauseBanner } from "../ui/pause-banner.tsx";
import { whyNot, type Who } from "../ui/pc-actions.ts";
import { PcDrawer } from "../ui/pc-drawer.tsx";
import { PcMenu } from "../ui/pc-menu.tsx";
import { PcRows } from "../ui/pc-rows.tsx";
import { PcTiles } from "../ui/pc-tile.tsx";
import { SelectionBar } from "../ui/selection-bar.tsx";
import { toggled, useHall } from "../ui/use-hall.ts";
import { useHallKeys } from "../ui/use-hall-keys.ts";

/** Seldom needed, and not by everybody. */
const PlanEditor = lazy(async () => ({ default: (await import("../plan/plan-editor.tsx")).PlanEditor }));

interface MenuPlace {
  pcName: string;
  at: { x: number; y: number };
}

/** The hall: who plays where and how long, and everything a desk does about it. */
export function ComputersPage() {
  const me = useSignedIn();
  const { cafe } = me;
  const { pcs, loaded } = useLive();
  const rooms = useRooms();
  const [layout, setLayout] = useLocalStorage<HallLayout>({ key: "netcafe.hall", defaultValue: "tiles" });
  const [states, setStates] = useState<PcState[]>([]);
  const [search, setSearch] = useState("");
  const [openName, setOpenName] = useState<string | null>(null);
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [selected, setSelected] = useState<ReadonlySet<string> | null>(null);
  const [isEditing, setEditing] = useState(false);
  const act = usePcActions();

  const nowLocal = useLocalMinute(cafe.timezone);
  const sorted = useMemo(() => [...pcs].sort((a, b) => byName(a.pc_name, b.pc_name)), [pcs]);
  const fittingPcs = useMemo(
    () => new Set(filterPcs(sorted, { states, search }, nowLocal)),
    [sorted, states, search, nowLocal],
  );
  const plan = usePlan(sorted, rooms.data ?? noRooms);
  const pcOf = (name: string | null | undefined) => pcs.find((pc) => pc.pc_name === name);
  const state = (pc: LivePc | undefined) => (pc === undefined ? "free" : stateOf(pc, nowLocal));

  const hall = useHall({
    ...{ pcs: sorted, stateOf: state, isFitting: (pc) => fittingPcs.has(pc), selected, select: setSelected },
    mayMove: (pc) => whyNot("move", pc, state(pc), me) === null,
    onOpen: setOpenName,
    onMenu: (pcName, at) => setMenu({ pcName, at }),
    onMoved: (from, to) => act("move", [pcOf(from)].filter(isPc), { to }),
  });

  const editPlan = () => setEditing(true);
  const selectShown = () => setSelected(new Set(hall.fitting.map(({ pc }) => pc.pc_name)));
  const whyNotEdit = whyNotEditPlan(me);
  const onKey = useKeyedActs({
    ...{ pcOf, stateOf: state, openName, selected, selectShown, whyNotEdit },
    onMenu: (pcName, at) => setMenu({ pcName, at }),
    onLayout: setLayout,
    onEdit: editPlan,
  });
  useHallKeys({
    root: hall.root,
    tabStop: hall.tabStop,
    isOn: !isEditing,
    onKey,
    onSelect: (pcName) => setSelected(toggled(selected, pcName)),
    // Esc closes the drawer first.
    onEscape: () => openName === null && setSelected(null),
  });

  if (isEditing && rooms.data !== undefined)
    return (
      <Suspense fallback={<Waiting />}>
        <PlanEditor pcs={sorted} rooms={rooms.data} onClose={() => setEditing(false)} />
      </Suspense>
    );
  const menuPc = pcOf(menu?.pcName);
  const openPc = pcOf(openName);
  return (
    <Stack>
      <HallHead
        {...{ layout, setLayout, states, setStates, search, setSearch, whyNotEdit }}
        counts={countStates(pcs, nowLocal)}
        isSelecting={selected !== null}
        onSelecting={(isSelecting) => setSelected(isSelecting ? new Set() : null)}
        onPause={() => openPause([], pcs)}
        onEdit={editPlan}
        more={<AccessCodesButton />}
      />
      <PauseBanner pcs={pcs} />
      {!loaded && <Waiting />}
      {loaded && pcs.length === 0 && (
        <Text>
          {t.computers.empty} {t.computers.emptyHelp}
        </Text>
      )}
      {pcs.length > 0 && hall.fitting.length === 0 && (
        <Group>
          <Text>{t.computers.noMatch}</Text>
          <Button
            variant="light"
            size="xs"
            onClick={() => {
              setStates([]);
              setSearch("");
            }}
          >
            {t.computers.clear}
          </Button>
        </Group>
      )}
      <div
        ref={hall.root}
        onFocus={hall.onFocus}
        className="hall"
        data-selecting={selected !== null || undefined}
      >
        {layout === "tiles" && <PcTiles view={{ pcs: hall.fitting }} />}
        {layout === "list" && hall.fitting.length > 0 && <PcRows view={{ pcs: hall.fitting }} />}
        {layout === "map" && loaded && (
          <PlanMap
            view={{ pcs: hall.all }}
            plan={plan}
            onRoom={(names) => setSelected(withOrWithout(selected, names))}
          />
        )}
      </div>
      {selected !== null && (
        <SelectionBar
          selected={pcs.filter((pc) => selected.has(pc.pc_name))}
          stateOf={state}
          onAll={selectShown}
          onNone={() => setSelected(new Set())}
        />
      )}
      <PcDrawer
        pc={openPc}
        state={state(openPc)}
        onClose={() => setOpenName(null)}
        onMenu={(pcName, at) => setMenu({ pcName, at })}
      />
      <PcMenu
        pc={menuPc}
        state={state(menuPc)}
        at={menu?.at ?? { x: 0, y: 0 }}
        onClose={() => setMenu(null)}
        onDetails={openPc === undefined ? setOpenName : undefined}
      />
    </Stack>
  );
}

const Waiting = () => (
  <Center p="xl">
    <Loader aria-label={t.common.loading} />
  </Center>
);

const noRooms: never[] = [];
const isPc = (pc: LivePc | undefined): pc is LivePc => pc !== undefined;

/** A room's PCs join the selection, or leave it when all of them are in it. */
function withOrWithout(selected: ReadonlySet<string> | null, names: readonly string[]): ReadonlySet<string> {
  const before = selected ?? new Set<string>();
  const isIn = names.length > 0 && names.every((name) => before.has(name));
  return isIn ? new Set([...before].filter((name) => !names.includes(name))) : new Set([...before, ...names]);
}

/** The plan is saved with both rights: rooms and PCs are changed, and places. */
function whyNotEditPlan({ may, needsShift }: Who): string | null {
  const missing = (["pc_edit", "layout_update"] as const).filter((right) => !may(right));
  if (missing.length > 0) return t.plan.noRight(missing.map((right) => rightNames[right]));
  return needsShift ? t.shifts.needed : null;
}
