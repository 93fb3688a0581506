import { Button, Center, Loader, Stack } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "../text/en.ts";
import { RefusalAlert } from "./refusal-alert.tsx";

interface Props<Data> {
  query: UseQueryResult<Data>;
  children: (data: Data) => ReactNode;
}

/** What was asked for, a sign that it is coming, or why it did not come: never nothing. */
export function QueryView<Data>({ query, children }: Props<Data>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isPending) {
    return (
      <Center p="xl">
        <Loader aria-label={t.common.loading} />
      </Center>
    );
  }
  return (
    <Stack align="flex-start">
      <RefusalAlert error={query.error} />
      <Button variant="light" loading={query.isFetching} onClick={() => void query.refetch()}>
        {t.common.tryAgain}
      </Button>
    </Stack>
  );
}
