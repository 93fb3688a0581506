import { Button, Container, Group, Stack, Text, Title } from "@mantine/core";
import { refusalText } from "../api/calls.ts";
import { t } from "../text/en.ts";

/** What a page shows when drawing it failed: what happened, and two ways on. */
export function RouteError({ error, reset }: { error: unknown; reset: () => void }) {
  return (
    <Container size="sm" py="xl">
      <Stack role="alert">
        <Title order={2}>{t.errors.title}</Title>
        <Text>{t.errors.body}</Text>
        <Text c="dimmed" size="sm">
          {refusalText(error)}
        </Text>
        <Group>
          <Button onClick={reset}>{t.common.tryAgain}</Button>
          <Button component="a" href="/computers" variant="light">
            {t.errors.toComputers}
          </Button>
        </Group>
      </Stack>
    </Container>
  );
}

export function NotFound() {
  return (
    <Container size="sm" py="xl">
      <Stack align="flex-start">
        <Title order={2}>{t.errors.notFoundTitle}</Title>
        <Text>{t.errors.notFoundBody}</Text>
        <Button component="a" href="/computers" variant="light">
          {t.errors.toComputers}
        </Button>
      </Stack>
    </Container>
  );
}
