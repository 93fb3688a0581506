import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { readPages } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";
import { BonusPreview } from "../forms/bonus-preview.tsx";
import { LoyaltyForm } from "../forms/loyalty-form.tsx";
import type { SettingValue } from "../forms/setting-field.tsx";
import { t } from "../text/en.ts";
import { QueryView } from "../ui/query-view.tsx";

export function LoyaltyPage() {
  const call = useCall();
  const [drafts, setDrafts] = useState<Record<string, SettingValue>>({});
  const settings = useQuery({
    queryKey: ["configs", "loyalty"],
    queryFn: () => call(readPages.loyaltySettings, {}),
  });
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.loyalty.title}
      </Title>
      <QueryView query={settings}>
        {(values) => (
          <>
            <BonusPreview drafts={drafts} />
            <LoyaltyForm values={values} onChanges={setDrafts} />
          </>
        )}
      </QueryView>
    </Stack>
  );
}
