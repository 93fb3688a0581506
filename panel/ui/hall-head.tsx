import { ActionIcon, Button, Chip, Group, SegmentedControl, TextInput, Title, Tooltip } from "@mantine/core";
import { IconKeyboard, IconMap2, IconPlayerPause, IconSearch } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useSignedIn } from "../api/session.ts";
import type { PcCounts, PcState } from "../live/pc-state.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "./guarded-button.tsx";
import { openKeysSheet } from "./keys-sheet.tsx";
import { lookOf, styleOf } from "./pc-look.ts";

/** Order on the page: what the desk looks for first. */
const shown: readonly PcState[] = ["free", "busy", "booked", "offline", "out"];

export type HallLayout = "tiles" | "list" | "map";
const layouts: readonly { value: HallLayout; label: string }[] = [
  { value: "tiles", label: t.hall.tiles },
  { value: "list", label: t.hall.rows },
  { value: "map", label: t.computers.map },
];

interface Props {
  layout: HallLayout;
  setLayout: (layout: HallLayout) => void;
  states: readonly PcState[];
  setStates: (states: PcState[]) => void;
  search: string;
  setSearch: (search: string) => void;
  counts: PcCounts;
  isSelecting: boolean;
  onSelecting: (isSelecting: boolean) => void;
  onPause: () => void;
  onEdit: () => void;
  whyNotEdit: string | null;
  /** Further buttons of the hall. */
  more?: ReactNode;
}

/** After a click with the mouse the arrow keys walk from PC to PC, and do not go on choosing here. */
function freeArrows({ detail }: { detail: number }): void {
  if (detail === 0) return;
  requestAnimationFrame(() => {
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
}

/** Title, what concerns the whole hall, and the filter. */
export function HallHead(props: Props) {
  const { layout, setLayout, states, setStates, search, setSearch, counts } = props;
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Title order={1} size="h2">
          {t.computers.title}
        </Title>
        <Group gap="xs">
          <Tools {...props} />
          <SegmentedControl
            aria-label={t.computers.view}
            onClick={freeArrows}
            value={layout}
            onChange={(value) => setLayout(layouts.find((each) => each.value === value)?.value ?? "tiles")}
            data={[...layouts]}
          />
        </Group>
      </Group>
      <Group gap="xs">
        <Chip.Group
          multiple
          value={[...states]}
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
          miw={180}
          maw={340}
          placeholder={t.computers.search}
          aria-label={t.computers.search}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      </Group>
    </>
  );
}

function Tools({ isSelecting, onSelecting, onPause, onEdit, whyNotEdit, layout, more }: Props) {
  const { may, needsShift } = useSignedIn();
  return (
    <Group gap="xs">
      {layout === "map" && (
        <GuardedButton
          variant="default"
          why={whyNotEdit}
          leftSection={<IconMap2 size={16} aria-hidden />}
          onClick={onEdit}
          data-testid="plan-edit"
        >
          {t.plan.edit}
        </GuardedButton>
      )}
      <GuardedButton
        variant="default"
        why={!may("pause") ? t.common.noRight("pause") : needsShift ? t.shifts.needed : null}
        leftSection={<IconPlayerPause size={16} aria-hidden />}
        onClick={onPause}
        data-testid="pause-open"
      >
        {t.hall.pauseOpen}
      </GuardedButton>
      {more}
      <Button
        variant={isSelecting ? "light" : "default"}
        aria-pressed={isSelecting}
        onClick={() => onSelecting(!isSelecting)}
        data-testid="select-toggle"
      >
        {isSelecting ? t.hall.selectStop : t.hall.select}
      </Button>
      <Tooltip label={`${t.hall.help} (?)`}>
        <ActionIcon
          variant="default"
          size={36}
          aria-label={t.hall.help}
          onClick={openKeysSheet}
          data-testid="keys-open"
        >
          <IconKeyboard size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </Group>
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
