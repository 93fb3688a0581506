import { Checkbox, Table, Text, UnstyledButton } from "@mantine/core";
import type { LivePc } from "../live/live-store.ts";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { isSelected, isWithKey, type HallView } from "./hall-view.ts";
import { lookOf, styleOf } from "./pc-look.ts";
import { PcMenu } from "./pc-menu.tsx";
import { PcTime } from "./pc-time.tsx";

const h = t.hall;

/** PCs line by line: the most of them on one screen. */
export function PcRows({ view }: { view: HallView }) {
  return (
    <div className="table-scroll">
      <Table aria-label={h.rowsName} verticalSpacing={4} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{h.pc}</Table.Th>
            <Table.Th>{h.state}</Table.Th>
            <Table.Th>{h.time}</Table.Th>
            <Table.Th>{h.who}</Table.Th>
            <Table.Th visibleFrom="sm">{h.kind}</Table.Th>
            <Table.Th visibleFrom="sm">{t.computers.group}</Table.Th>
            <Table.Th aria-label={t.common.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {view.pcs.map((pc) => (
            <Row key={pc.pc_name} pc={pc} view={view} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ pc, view }: { pc: LivePc; view: HallView }) {
  const state = view.stateOf(pc);
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const selecting = view.selected !== null;
  const selected = isSelected(view, pc);
  const kind = kindOf(pc);
  const name = selecting ? h.selectPc(pc.pc_name) : t.computers.details(pc.pc_name);
  return (
    <Table.Tr
      data-testid={`pc-tile-${pc.pc_name}`}
      data-state={state}
      data-selected={selected || undefined}
      className="pc-row"
      style={styleOf(color)}
      {...view.drag(pc)}
    >
      <Table.Td>
        <UnstyledButton
          className="pc-row-open"
          onClick={(event) => view.onClick(pc, isWithKey(event))}
          aria-label={`${name}: ${label}`}
          aria-pressed={selecting ? selected : undefined}
        >
          <b>{pc.pc_name}</b>
        </UnstyledButton>
      </Table.Td>
      <Table.Td>
        <span className="pc-state one-line">
          <Icon size={16} aria-hidden /> <span className="pc-row-label">{label}</span>
        </span>
      </Table.Td>
      <Table.Td className="one-line">{state === "busy" && <PcTime pc={pc} />}</Table.Td>
      <Table.Td maw={160}>
        <Text size="sm" truncate>
          {state === "busy" ? pc.member_account : ""}
        </Text>
      </Table.Td>
      <Table.Td visibleFrom="sm">{kind === null ? "" : h.kinds[kind]}</Table.Td>
      <Table.Td visibleFrom="sm">{pc.pc_group_name}</Table.Td>
      <Table.Td w={40}>
        {selecting ? (
          <Checkbox
            checked={selected}
            onChange={() => view.onClick(pc, false)}
            aria-label={h.selectPc(pc.pc_name)}
          />
        ) : (
          <PcMenu pc={pc} state={state} />
        )}
      </Table.Td>
    </Table.Tr>
  );
}
