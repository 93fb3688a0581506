import { useQuery } from "@tanstack/react-query";
import { listProducts } from "../../contract/operations/products.ts";
import { useCall } from "../api/calls.ts";

/** Group of the offers among the products (api-v2.md 4.8). */
const offersGroup = -1;
const mostOffers = "500";

/** Offers a desk may sell now, the cheapest first. */
export function useOffersOnSale() {
  const call = useCall();
  return useQuery({
    queryKey: ["offers", "on-sale"],
    queryFn: async () => {
      const { items } = await call(listProducts, { product_group_id: offersGroup, limit: mostOffers });
      return items
        .filter((offer) => offer.product_is_active === 1)
        .sort((a, b) => Number(a.product_price) - Number(b.product_price));
    },
    staleTime: 30_000,
  });
}
