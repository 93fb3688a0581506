import { Stack, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { readPages } from "../../contract/operations/configs.ts";
import { useCall } from "../api/calls.ts";
import { PaymentForm } from "../forms/payment-form.tsx";
import { t } from "../text/en.ts";
import { QueryView } from "../ui/query-view.tsx";

export function PaymentPage() {
  const call = useCall();
  const settings = useQuery({
    queryKey: ["configs", "payment"],
    queryFn: () => call(readPages.paymentSettings, {}),
  });
  return (
    <Stack maw={900}>
      <Title order={1} size="h2">
        {t.payment.title}
      </Title>
      <QueryView query={settings}>{(values) => <PaymentForm values={values} />}</QueryView>
    </Stack>
  );
}
