import { Table, Text } from "@mantine/core";
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
}

/** A table that scrolls sideways on a phone. Paging and searching are the server's. */
export function DataTable<Row>({ label, columns, rows, rowKey, empty, minWidth = 600 }: Props<Row>) {
  if (rows.length === 0) return <Text c="dimmed">{empty}</Text>;
  return (
    <Table.ScrollContainer minWidth={minWidth}>
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
              {columns.map(({ key, cell, numeric, oneLine }) => (
                <Table.Td key={key} className={numeric ? "num" : oneLine ? "one-line" : undefined}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}
