import { Button, Group, SegmentedControl, Stack, Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { checkout } from "../../contract/operations/pc-sessions.ts";
import { useCall } from "../api/calls.ts";
import { newIdempotencyKey } from "../api/new-key.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";

/** Numbers of api-v2.md 4.1. */
const ways = [
  { value: "0", label: t.pay.cash },
  { value: "1", label: t.pay.balance },
  { value: "2", label: t.pay.card },
  { value: "4", label: t.pay.qr },
];

export function EndSessionForm({ pcName }: { pcName: string }) {
  const call = useCall();
  const client = useQueryClient();
  const { cafe } = useSignedIn();
  const [way, setWay] = useState("0");
  const [key] = useState(newIdempotencyKey);
  const ending = useMutation({
    mutationFn: () =>
      call(checkout, { pc_name: pcName, payment_method: Number(way) }, { idempotencyKey: `${key}-${way}` }),
    onSuccess: ({ amount }) => {
      modals.closeAll();
      const settled = t.computers.settled(moneyText(amount, cafe.currency));
      notifications.show({ title: t.computers.done.ended(pcName), message: settled, color: "teal" });
      void client.invalidateQueries({ queryKey: ["pcs"] });
    },
  });
  return (
    <Stack>
      <Text size="sm">{t.computers.endHelp}</Text>
      <div>
        <Text size="sm" fw={500} mb={4} id="end-way">
          {t.computers.payBy}
        </Text>
        <SegmentedControl fullWidth data={ways} value={way} onChange={setWay} aria-labelledby="end-way" />
      </div>
      <RefusalAlert error={ending.error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={() => modals.closeAll()}>
          {t.common.cancel}
        </Button>
        <Button
          color="red"
          loading={ending.isPending}
          onClick={() => ending.mutate()}
          data-testid="end-confirm"
        >
          {t.computers.end}
        </Button>
      </Group>
    </Stack>
  );
}
