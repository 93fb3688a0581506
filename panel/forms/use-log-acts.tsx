import { Group, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQueryClient } from "@tanstack/react-query";
import { hideBillingLog } from "../../contract/operations/billing-logs.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { GuardedButton } from "../ui/guarded-button.tsx";
import { LogDetails } from "../ui/log-details.tsx";
import { tellOutcome } from "../ui/tell-outcome.ts";
import type { LogRow } from "./use-log-csv.ts";

const l = t.logs;

/** What can be done to a row of the log: reading all of it and, for the Admin, hiding it. */
export function useLogActs() {
  const call = useCall();
  const client = useQueryClient();
  const { cafe, staff } = useSignedIn();
  const why = staff.staff_role === "admin" ? null : l.hideAdminOnly;
  const hide = (row: LogRow) =>
    modals.openConfirmModal({
      title: l.hideTitle,
      children: <Text size="sm">{l.hideBody}</Text>,
      labels: { confirm: l.hide, cancel: t.common.cancel },
      confirmProps: { color: "red" },
      onConfirm: () => {
        modals.closeAll();
        void tellOutcome(call(hideBillingLog, { logId: row.log_id }), l.hidden).finally(
          () => void client.invalidateQueries({ queryKey: ["logs"] }),
        );
      },
    });
  return {
    show: (row: LogRow) =>
      modals.open({
        title: l.detailsTitle,
        size: "lg",
        children: (
          <Stack>
            <LogDetails row={row} currency={cafe.currency} />
            <Group justify="flex-end">
              <GuardedButton
                variant="light"
                color="red"
                why={why}
                onClick={() => hide(row)}
                data-testid="log-hide"
              >
                {l.hide}
              </GuardedButton>
            </Group>
          </Stack>
        ),
      }),
  };
}
