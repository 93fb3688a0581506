import { Alert, Stack, Table, Text, Title } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { Answer } from "../../contract/kit/operation.ts";
import type { readPriceCoverage } from "../../contract/operations/prices.ts";
import { t } from "../text/en.ts";

const c = t.prices.coverage;

interface Props {
  coverage: Answer<typeof readPriceCoverage>;
  colorOf: (priceId: number) => string;
}

/** Which price holds for each PC group and member group; where none does is marked by sign, word and colour. */
export function PriceCoverage({ coverage, colorOf }: Props) {
  const { pc_groups: pcGroups, member_groups: groups, prices, gaps } = coverage;
  const memberGroups = [
    ...groups.filter((group) => group.member_group_id >= 0),
    ...groups.filter((group) => group.member_group_id < 0).reverse(),
  ];
  const holding = new Map(prices.map((cell) => [`${cell.pc_group_id} ${cell.member_group_id}`, cell]));
  return (
    <Stack gap="xs" component="section" aria-labelledby="coverage-title">
      <Title order={2} size="h4" id="coverage-title">
        {c.title}
      </Title>
      <Text size="sm" c="dimmed">
        {c.help}
      </Text>
      <Alert
        color={gaps.length === 0 ? "teal" : "red"}
        icon={gaps.length === 0 ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
        p="xs"
        data-testid="price-gaps"
      >
        {gaps.length === 0 ? c.complete : c.gaps(gaps.length)}
      </Alert>
      <Table.ScrollContainer minWidth={140 + 110 * memberGroups.length}>
        <Table withTableBorder withColumnBorders aria-label={c.label} className="coverage">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t.prices.forPcs}</Table.Th>
              {memberGroups.map(({ member_group_id: id, member_group_name: name }) => (
                <Table.Th key={id} scope="col">
                  {name}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {pcGroups.map(({ pc_group_id: pcGroupId, pc_group_name: name }) => (
              <Table.Tr key={pcGroupId}>
                <Table.Th scope="row">{name}</Table.Th>
                {memberGroups.map(({ member_group_id: id }) => {
                  const cell = holding.get(`${pcGroupId} ${id}`);
                  return cell?.price_id == null ? (
                    <Table.Td key={id} className="coverage-gap">
                      <IconAlertTriangle size={14} aria-hidden /> {c.none}
                    </Table.Td>
                  ) : (
                    <Table.Td key={id}>
                      <span
                        className="price-dot"
                        style={{ background: colorOf(cell.price_id) }}
                        aria-hidden
                      />{" "}
                      {cell.price_name}
                    </Table.Td>
                  );
                })}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}
