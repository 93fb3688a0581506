import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { suggestMembers } from "../../contract/operations/members.ts";
import { checkPromoCode } from "../../contract/operations/promo-codes.ts";
import { useCall } from "../api/calls.ts";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { moneyText } from "../ui/money.ts";
import { RefusalAlert } from "../ui/refusal-alert.tsx";
import { amountOf, amountProblem } from "./money-input.ts";

const c = t.promoCheck;

/** Says what a code would give somebody for a top-up, or which of the five reasons speaks against it. */
export function PromoCheckForm({ code: given }: { code: string }) {
  const call = useCall();
  const { cafe } = useSignedIn();
  const [code, setCode] = useState(given);
  const [typed, setTyped] = useState("50");
  const [account, setAccount] = useState("");
  const amount = amountOf(typed);
  const checking = useMutation({
    mutationFn: async () => {
      const wanted = account.trim().toLowerCase();
      const found = wanted === "" ? [] : await call(suggestMembers, { search_text: wanted });
      const member = found.find((each) => each.member_account.toLowerCase() === wanted);
      if (wanted !== "" && member === undefined) throw new Error(c.noMember);
      return call(checkPromoCode, {
        promo_code: code.trim(),
        topup_value: amount,
        ...(member !== undefined && { member_id: member.member_id }),
      });
    },
  });
  const parts = checking.data && [
    ...(Number(checking.data.bonus) > 0
      ? [t.preview.bonus(moneyText(checking.data.bonus, cafe.currency))]
      : []),
    ...(checking.data.coins > 0 ? [t.preview.coins(checking.data.coins)] : []),
  ];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (code.trim() !== "" && amount !== null) checking.mutate();
      }}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {c.help}
        </Text>
        <TextInput
          label={c.code}
          autoComplete="off"
          data-autofocus
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          data-testid="promo-check-code"
        />
        <TextInput
          label={`${c.amount} (${cafe.currency})`}
          inputMode="decimal"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          error={amountProblem(typed, true)}
        />
        <TextInput
          label={c.member}
          description={c.memberHelp}
          autoComplete="off"
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <RefusalAlert error={checking.isPending ? null : checking.error} />
        {parts !== undefined && !checking.isPending && (
          <Alert color="teal" role="status" data-testid="promo-check-gives">
            {c.gives(parts.join(" + ") || c.nothing)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={() => modals.closeAll()}>
            {t.common.close}
          </Button>
          <Button
            type="submit"
            loading={checking.isPending}
            disabled={code.trim() === "" || amount === null}
            data-testid="promo-check-run"
          >
            {c.check}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
