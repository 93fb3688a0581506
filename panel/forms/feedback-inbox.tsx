import { Badge, Button, Group, Paper, SegmentedControl, Stack, Text, TextInput, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconMail, IconMailOpened, IconSearch } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { listFeedback } from "../../contract/operations/feedback.ts";
import { useCall } from "../api/calls.ts";
import { PageFooter } from "../table/page-footer.tsx";
import { t } from "../text/en.ts";
import { localText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { useFeedbackActs, type Feedback } from "./use-feedback-acts.tsx";

const f = t.feedback;
const perPage = 20;

/** What members and the desk wrote: newest first, to be read, answered, or put away. */
export function FeedbackInbox() {
  const call = useCall();
  const acts = useFeedbackActs();
  const [read, setRead] = useState("-1");
  const [typed, setTyped] = useState("");
  const [search] = useDebouncedValue(typed.trim(), 300);
  const [page, setPage] = useState(1);
  const list = useQuery({
    queryKey: ["feedback", "list", read, search, page],
    queryFn: ({ signal }) =>
      call(
        listFeedback,
        { read: Number(read), search_text: search, page: String(page), limit: perPage },
        { signal },
      ),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <Group justify="space-between">
        <Group>
          <TextInput
            data-search
            placeholder={f.search}
            aria-label={f.search}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={typed}
            onChange={(event) => {
              setTyped(event.currentTarget.value);
              setPage(1);
            }}
          />
          <SegmentedControl
            aria-label={f.show}
            data={[
              { value: "-1", label: f.all },
              { value: "0", label: f.unread },
              { value: "1", label: f.read },
            ]}
            value={read}
            onChange={(next) => {
              setRead(next);
              setPage(1);
            }}
          />
        </Group>
        <Button variant="default" onClick={acts.add} data-testid="feedback-add">
          {f.add}
        </Button>
      </Group>
      <QueryView query={list}>
        {({ items, paging_info: paging }) => (
          <>
            {items.length === 0 && (
              <Text c="dimmed">{search === "" && read === "-1" ? f.none : f.noMatch}</Text>
            )}
            <Stack gap="sm" data-testid="feedback-list">
              {items.map((each) => (
                <FeedbackCard key={each.log_id} feedback={each} acts={acts} />
              ))}
            </Stack>
            {paging.total_records > 0 && (
              <PageFooter
                total={f.total(paging.total_records)}
                pages={paging.pages}
                page={page}
                onChange={setPage}
                label={f.pages}
              />
            )}
          </>
        )}
      </QueryView>
    </>
  );
}

interface CardProps {
  feedback: Feedback;
  acts: ReturnType<typeof useFeedbackActs>;
}

function FeedbackCard({ feedback: one, acts }: CardProps) {
  const isRead = one.read === 1;
  const from =
    [one.log_member_account, one.log_pc_name].filter((part) => part !== "").join(" · ") || f.nobody;
  return (
    <Paper withBorder p="md" component="article" aria-label={one.subject}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Title order={3} size="h5">
            {one.subject}
          </Title>
          <Text size="xs" c="dimmed">
            {from} · {localText(one.log_date_local)}
          </Text>
        </div>
        <Badge
          variant="light"
          color={isRead ? "gray" : "orange"}
          leftSection={isRead ? <IconMailOpened size={12} aria-hidden /> : <IconMail size={12} aria-hidden />}
        >
          {isRead ? f.read : f.unread}
        </Badge>
      </Group>
      <Text size="sm" mt="xs" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {one.message}
      </Text>
      {one.reply !== "" && (
        <Text size="sm" mt="xs" c="dimmed" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {f.replied}: {one.reply}
        </Text>
      )}
      <Group gap="xs" mt="sm">
        <Button size="compact-sm" variant="light" onClick={() => acts.reply(one)}>
          {f.reply}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => acts.mark(one, !isRead)}>
          {isRead ? f.markUnread : f.markRead}
        </Button>
        <Button size="compact-sm" variant="light" color="red" onClick={() => acts.remove(one)}>
          {f.remove}
        </Button>
      </Group>
    </Paper>
  );
}
