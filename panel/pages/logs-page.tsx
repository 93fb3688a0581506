import { Stack, Tabs, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { listFeedback } from "../../contract/operations/feedback.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { FeedbackInbox } from "../forms/feedback-inbox.tsx";
import { LogList } from "../forms/log-list.tsx";
import { t } from "../text/en.ts";

const l = t.logs;

/** The log and the inbox of feedback. Who may not read one of them is told so in a sentence, and nothing is asked. */
export function LogsPage() {
  const { pc = "" } = useSearch({ from: "/shell/logs" });
  const call = useCall();
  const { may } = useSignedIn();
  const mayReadFeedback = may("feedback_read");
  const unread = useQuery({
    queryKey: ["feedback", "unread"],
    queryFn: ({ signal }) => call(listFeedback, { read: 0, limit: 1 }, { signal }),
    enabled: mayReadFeedback,
  });
  const count = unread.data?.paging_info.total_records ?? 0;
  return (
    <Stack>
      <Title order={1} size="h2">
        {l.title}
      </Title>
      <Tabs defaultValue="log" keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="log">{l.tab}</Tabs.Tab>
          <Tabs.Tab value="feedback" data-testid="tab-feedback">
            {count === 0 ? t.feedback.title : t.feedback.unreadTab(count)}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log">
          <Stack>
            {may("log_read") ? (
              <LogList key={pc} pc={pc} />
            ) : (
              <Text data-testid="logs-no-right">{l.noRight}</Text>
            )}
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="feedback">
          <Stack>
            {mayReadFeedback ? <FeedbackInbox /> : <Text>{t.common.noRight("feedback_read")}</Text>}
          </Stack>
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
