import { Alert, Anchor, Button, FileInput, Group, Select, Stack, Table, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { IconFileTypeCsv } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Answer } from "../../contract/kit/operation.ts";
import { importMembers } from "../../contract/operations/members-more.ts";
import { useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { surelyNotBooked } from "../api/booking-outcome.ts";
import { DataTable } from "../table/data-table.tsx";
import { t } from "../text/en.ts";
import { csvLines, csvMark, saveFile } from "../ui/csv.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

const i = t.memberImport;
type Imported = Answer<typeof importMembers>;

/** Wrong rows shown; the file itself tells of the others once these are mended. */
const mostShown = 100;

/** Columns of a file to begin with; the server reads more (see the API docs). */
const templateNames = [
  ...["member_account", "member_first_name", "member_last_name", "member_phone", "member_email"],
  ...["member_birthday", "member_group_name", "member_comments"],
];

/** Adds and changes many members by a file: first it is only read and judged, row by row; then it is carried out. */
export function ImportForm() {
  const call = useCall();
  const client = useQueryClient();
  const [file, setFile] = useState<File | null>(null);
  const [onDuplicate, setOnDuplicate] = useState("skip");
  const [idempotencyKey, setKey] = useState(newIdempotencyKey);
  const importing = useMutation({
    mutationFn: async ({ isTrial, file: given }: { isTrial: boolean; file: File }) => {
      const input = { file: given, on_duplicate: onDuplicate, dry_run: isTrial };
      // A trial writes nothing, so nothing is kept under its key.
      const result = await call(importMembers, input, isTrial ? {} : { idempotencyKey });
      return { isTrial, result };
    },
    onSuccess: ({ isTrial }) => {
      if (!isTrial) void client.invalidateQueries({ queryKey: ["members"] });
    },
    onError: (error) => {
      if (surelyNotBooked(error)) setKey(newIdempotencyKey());
    },
  });
  const anew = () => {
    importing.reset();
    setKey(newIdempotencyKey());
  };
  const outcome = importing.data;
  const isDone = outcome !== undefined && !outcome.isTrial;
  const isJudged = outcome !== undefined && outcome.isTrial;
  const refuses = onDuplicate === "refuse" && (outcome?.result.errors.length ?? 0) > 0;
  const changes = outcome === undefined ? 0 : outcome.result.created + outcome.result.updated;
  const run = (isTrial: boolean) => file !== null && importing.mutate({ isTrial, file });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        run(!isJudged);
      }}
    >
      <Stack>
        <Text size="sm">
          {i.help}{" "}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => saveFile(i.templateName, [csvMark, csvLines([templateNames])])}
          >
            {i.template}
          </Anchor>
        </Text>
        <FileInput
          label={i.file}
          accept=".csv,text/csv,text/plain"
          leftSection={<IconFileTypeCsv size={16} aria-hidden />}
          clearable
          disabled={importing.isPending || isDone}
          value={file}
          onChange={(next) => {
            setFile(next);
            anew();
          }}
          data-testid="import-file"
        />
        <Select
          label={i.onDuplicate}
          data={Object.entries(i.modes).map(([value, label]) => ({ value, label }))}
          allowDeselect={false}
          disabled={importing.isPending || isDone}
          value={onDuplicate}
          onChange={(next) => {
            setOnDuplicate(next ?? "skip");
            anew();
          }}
        />
        <RefusalAlert error={importing.error} />
        {outcome !== undefined && (
          <Judged isTrial={outcome.isTrial} result={outcome.result} refuses={refuses} />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {isDone ? t.common.close : t.common.cancel}
          </Button>
          {!isDone && (
            <Button
              type="submit"
              loading={importing.isPending}
              disabled={file === null || (isJudged && (changes === 0 || refuses))}
              data-testid="import-run"
            >
              {isJudged ? i.run(changes) : i.check}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
}

interface JudgedProps {
  isTrial: boolean;
  result: Imported;
  refuses: boolean;
}

function Judged({ isTrial, result, refuses }: JudgedProps) {
  const { created, updated, skipped, errors } = result;
  const counts: [string, number][] = [
    [isTrial ? i.wouldCreate : i.created, created],
    [isTrial ? i.wouldUpdate : i.updated, updated],
    [isTrial ? i.wouldSkip : i.skipped, skipped],
    [i.wrong, errors.length],
  ];
  return (
    <Stack gap="xs" role="status" data-testid="import-outcome">
      <Text fw={600}>{isTrial ? i.trial : i.done}</Text>
      <Table variant="vertical">
        <Table.Tbody>
          {counts.map(([label, count]) => (
            <Table.Tr key={label}>
              <Table.Th w="60%">{label}</Table.Th>
              <Table.Td className="num">{count.toLocaleString()}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {refuses && <Alert color="orange">{i.refuses}</Alert>}
      {errors.length > 0 && (
        <DataTable
          label={i.wrong}
          columns={[
            { key: "row", header: i.row, numeric: true, cell: ({ row }) => row },
            { key: "why", header: i.why, cell: ({ message }) => message },
          ]}
          rows={errors.slice(0, mostShown).map((error, index) => ({ ...error, index }))}
          rowKey={({ index }) => index}
          empty=""
          minWidth={320}
        />
      )}
      {errors.length > mostShown && (
        <Text size="sm" c="dimmed">
          {i.more(errors.length - mostShown)}
        </Text>
      )}
    </Stack>
  );
}
