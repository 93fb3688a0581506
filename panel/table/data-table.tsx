import { Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";

export interface Column<Row> {
  key: string;
  header: string;
  /** Numbers stand at the right, so that they can be compared. */
  numeric?: boolean;
  /** Times and names that are read at one glance stay on one line. */
  oneLine?: boolean;
  cell: (row: Row) => ReactNode;
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string | number;
  /** Said in place of rows. */
  empty: string;
  minWidth?: number;
  /** On a phone each row is a card with its values by name, in place of a table that scrolls sideways. */
  asCards?: boolean;
}

/** A table that scrolls sideways on a phone, or stands there as cards. Paging and searching are the server's. */
export function DataTable<Row>({
  label,
  columns,
  rows,
  rowKey,
  empty,
  minWidth = 600,
  asCards = false,
}: Props<Row>) {
  const isPhone = useMediaQuery("(max-width: 480px)");
  if (rows.length === 0) return <Text c="dimmed">{empty}</Text>;
  const table = (
    <Table highlightOnHover verticalSpacing="xs" aria-label={label}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(({ key, header, numeric }) => (
            <Table.Th key={key} scope="col" className={numeric ? "num" : undefined}>
              {header}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((row) => (
          <Table.Tr key={rowKey(row)}>
            {columns.map(({ key, header, cell, numeric, oneLine }) => (
              <Table.Td
                key={key}
                data-label={header}
                className={numeric ? "num" : oneLine ? "one-line" : undefined}
              >
                {cell(row)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
  if (asCards && isPhone) return <div className="table-cards">{table}</div>;
  return <Table.ScrollContainer minWidth={minWidth}>{table}</Table.ScrollContainer>;
}
