import { Group, Kbd, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { modals } from "@mantine/modals";
import { t } from "../text/en.ts";
import { keyOf } from "./hall-keys.ts";

const k = t.hall.keys;

const groups: readonly {
  title: string;
  rows: readonly (readonly [keys: readonly string[], does: string])[];
}[] = [
  {
    title: k.walking,
    rows: [
      [["←", "↑", "↓", "→"], k.walk],
      [[k.enter], k.open],
      [[k.space], k.select],
      [[keyOf("all") ?? ""], k.all],
      [[k.esc], k.close],
      [["/"], k.search],
    ],
  },
  {
    title: k.acting,
    rows: (["start", "addTime", "addOffer", "move", "end", "pause", "message", "log", "menu"] as const).map(
      (act) => [[keyOf(act) ?? ""], act === "menu" ? k.menu : t.computers[act]] as const,
    ),
  },
  {
    title: k.views,
    rows: [
      [["1"], t.hall.tiles],
      [["2"], t.hall.rows],
      [["3"], t.computers.map],
      [[keyOf("edit") ?? ""], t.plan.edit],
      [["?"], k.help],
    ],
  },
  { title: k.mouse, rows: k.byMouse.map((does) => [[], does] as const) },
];

/** All keys of the page Computers. */
export function openKeysSheet(): void {
  modals.open({
    title: k.title,
    size: "lg",
    children: (
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" data-testid="keys-sheet">
        {groups.map(({ title, rows }) => (
          <Stack key={title} gap={6}>
            <Title order={3} size="h6">
              {title}
            </Title>
            {rows.map(([keys, does]) => (
              <Group key={does} justify="space-between" wrap="nowrap">
                <Text size="sm">{does}</Text>
                <Group gap={4} wrap="nowrap">
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </Group>
              </Group>
            ))}
          </Stack>
        ))}
      </SimpleGrid>
    ),
  });
}
