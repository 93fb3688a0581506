import { Anchor, Stack, Title } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { getPrice } from "../../contract/operations/prices.ts";
import { useCall } from "../api/calls.ts";
import { PriceForm } from "../forms/price-form.tsx";
import { t } from "../text/en.ts";
import { QueryView } from "../ui/query-view.tsx";

const p = t.prices;

/** The editor of one price, or of a new one. */
export function PricePage() {
  const { priceId } = useParams({ from: "/shell/settings/prices/$priceId" });
  return (
    <Stack maw={1200}>
      <Anchor component={Link} to="/settings/prices" size="sm">
        <IconArrowLeft size={14} aria-hidden /> {p.back}
      </Anchor>
      {priceId === "new" ? (
        <>
          <Title order={1} size="h2">
            {p.addTitle}
          </Title>
          <PriceForm price={null} />
        </>
      ) : (
        <Stored priceId={Number(priceId)} />
      )}
    </Stack>
  );
}

function Stored({ priceId }: { priceId: number }) {
  const call = useCall();
  // What is being edited is not to change under the hand, and what was saved is to be read anew.
  const price = useQuery({
    queryKey: ["prices", priceId],
    queryFn: () => call(getPrice, { priceId }),
    staleTime: Infinity,
    gcTime: 0,
  });
  return (
    <QueryView query={price}>
      {({ price: read }) => (
        <>
          <Title order={1} size="h2">
            {read.price_name}
          </Title>
          <PriceForm key={read.price_id} price={read} />
        </>
      )}
    </QueryView>
  );
}
