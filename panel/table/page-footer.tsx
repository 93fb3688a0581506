import { Group, Pagination, Text } from "@mantine/core";

interface Props {
  /** How many rows there are, in words. */
  total: string;
  pages: number;
  page: number;
  onChange: (page: number) => void;
  /** What is paged, for who does not see it. */
  label: string;
}

/** Below a list: how many there are in all, and its pages when there is more than one. */
export function PageFooter({ total, pages, page, onChange, label }: Props) {
  return (
    <Group justify="space-between">
      <Text size="sm" c="dimmed" role="status">
        {total}
      </Text>
      {pages > 1 && (
        <Pagination
          total={pages}
          value={page}
          onChange={onChange}
          aria-label={label}
          size="sm"
          siblings={1}
        />
      )}
    </Group>
  );
}
