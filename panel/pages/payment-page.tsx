import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";
import { BonusPreview } from "../forms/bonus-preview.tsx";
import { PaymentForm } from "../forms/payment-form.tsx";
import type { SettingValue } from "../forms/setting-field.tsx";
import { buttonsOf } from "../forms/desk-settings.ts";
import { t } from "../text/en.ts";
import { QueryView } from "../ui/query-view.tsx";

export function PaymentPage() {
  const call = useCall();
  const [drafts, setDrafts] = useState<Record<string, SettingValue>>({});
  const settings = useQuery({
    queryKey: ["configs", "payment"],
    queryFn: () => call(readPages.paymentSettings, {}),
  });
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.payment.title}
      </Title>
      <QueryView query={settings}>
        {(values) => (
          <>
            <BonusPreview
              drafts={drafts}
              buttons={buttonsOf(drafts["price_button"] ?? values["price_button"])}
            />
            <PaymentForm values={values} onChanges={setDrafts} />
          </>
        )}
      </QueryView>
    </Stack>
  );
}
