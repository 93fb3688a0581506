import { Button, Group, Paper, Table, Text, Title } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { t } from "../text/en.ts";
import { csvLines, csvMark, saveFile } from "./csv.ts";

const r = t.reports;

/** A cell as the page shows it and as the file has it: plain decimals, no signs of a currency. */
export interface ReportCell {
  shown: ReactNode;
  plain: string;
}

interface Props {
  title: string;
  heads: readonly string[];
  /** The first cell of a row names it, the others are figures. */
  rows: readonly (readonly ReportCell[])[];
  /** Name of the file that its button saves. */
  file: string;
  testId?: string;
}

export const textCell = (text: string): ReportCell => ({ shown: text, plain: text });

/** A part of a report as a table that can be saved as a file. */
export function ReportTable({ title, heads, rows, file, testId }: Props) {
  const save = () =>
    saveFile(file, [csvMark, csvLines([heads, ...rows.map((row) => row.map(({ plain }) => plain))])]);
  return (
    <Paper withBorder p="md" component="section" aria-label={title} data-testid={testId}>
      <Group justify="space-between" mb="xs" wrap="nowrap">
        <Title order={2} size="h4">
          {title}
        </Title>
        {rows.length > 0 && (
          <Button
            variant="default"
            size="compact-xs"
            leftSection={<IconDownload size={14} aria-hidden />}
            aria-label={`${t.csv.save}: ${title}`}
            onClick={save}
          >
            {t.csv.save}
          </Button>
        )}
      </Group>
      {rows.length === 0 ? (
        <Text c="dimmed" size="sm">
          {r.nothing}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={240}>
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                {heads.map((head, index) => (
                  <Table.Th key={head} ta={index === 0 ? "left" : "right"}>
                    {head}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row, at) => (
                <Table.Tr key={`${at} ${row[0]?.plain ?? ""}`}>
                  {row.map(({ shown }, index) => (
                    <Table.Td
                      key={heads[index]}
                      ta={index === 0 ? "left" : "right"}
                      className={index === 0 ? undefined : "figures"}
                    >
                      {shown}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Paper>
  );
}
