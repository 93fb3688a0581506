import { Checkbox, Table, Text, UnstyledButton } from "@mantine/core";
import { memo } from "react";
import { kindOf } from "../live/session-kind.ts";
import { t } from "../text/en.ts";
import { isWithKey, type HallPc, type HallView } from "./hall-view.ts";
import { lookOf, nameOf, styleOf } from "./pc-look.ts";
import { PcTime } from "./pc-time.tsx";
import { ActsButton, NoLink } from "./pc-tile.tsx";

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
            <Table.Th visibleFrom="md">{t.computers.room}</Table.Th>
            <Table.Th aria-label={t.common.actions} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {view.pcs.map((each) => (
            <Row key={each.pc.pc_name} {...each} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

const Row = memo(function Row({ pc, state, selected, isTabStop, drop, acts }: HallPc) {
  const { Icon, label, color } = lookOf(state, pc.is_paused === 1);
  const kind = kindOf(pc);
  const { pc_name: name } = pc;
  return (
    <Table.Tr
      data-pc={name}
      data-testid={`pc-tile-${name}`}
      data-state={state}
      data-selected={selected === true || undefined}
      data-drop={drop}
      className="pc-row"
      style={styleOf(color)}
    >
      <Table.Td>
        <UnstyledButton
          className="pc-row-open"
          tabIndex={isTabStop ? 0 : -1}
          onClick={(event) => acts.click(name, isWithKey(event))}
          aria-label={nameOf({ pc, state, selected })}
          aria-pressed={selected ?? undefined}
        >
          <b>{name}</b>
        </UnstyledButton>
      </Table.Td>
      <Table.Td>
        <span className="pc-state one-line">
          <Icon size={16} aria-hidden /> <span className="pc-row-label">{label}</span>
          {state === "busy" && pc.is_connected === 0 && <NoLink />}
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
      <Table.Td visibleFrom="md">{pc.pc_area_name}</Table.Td>
      <Table.Td w={40}>
        {selected === null ? (
          <ActsButton name={name} isTabStop={isTabStop} acts={acts} />
        ) : (
          <Checkbox
            checked={selected}
            onChange={() => acts.click(name, false)}
            tabIndex={-1}
            aria-label={h.selectPc(name)}
            data-no-drag
          />
        )}
      </Table.Td>
    </Table.Tr>
  );
});
