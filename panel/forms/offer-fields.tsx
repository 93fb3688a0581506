import { Radio, Stack, Text } from "@mantine/core";
import { useSignedIn } from "../api/session.ts";
import { t } from "../text/en.ts";
import { minutesText } from "../ui/minutes-text.ts";
import { moneyText } from "../ui/money.ts";
import { QueryView } from "../ui/query-view.tsx";
import { TenderChoice } from "./desk-parts.tsx";
import type { useOffersOnSale } from "./use-offers-on-sale.ts";

const h = t.hall;

interface Props {
  offers: ReturnType<typeof useOffersOnSale>;
  chosen: string;
  onChoose: (productId: string) => void;
  tender: string;
  onTender: (tender: string) => void;
  taken: readonly string[];
}

/** Which offer, and how it is paid. */
export function OfferFields({ offers, chosen, onChoose, tender, onTender, taken }: Props) {
  const { cafe } = useSignedIn();
  return (
    <Stack>
      <QueryView query={offers}>
        {(list) =>
          list.length === 0 ? (
            <Text>{h.noOffers}</Text>
          ) : (
            <Radio.Group value={chosen} onChange={onChoose} label={h.offers}>
              <Stack gap="xs" mah={260} mt={6} className="table-scroll">
                {list.map((offer) => (
                  <Radio
                    key={offer.product_id}
                    value={String(offer.product_id)}
                    label={offer.product_name}
                    description={h.offerOf(
                      minutesText(offer.product_mins),
                      moneyText(offer.product_price, cafe.currency),
                    )}
                  />
                ))}
              </Stack>
            </Radio.Group>
          )
        }
      </QueryView>
      <TenderChoice label={h.tender} value={tender} onChange={onTender} taken={taken} />
    </Stack>
  );
}
