import { useQuery } from "@tanstack/react-query";
import { listProductGroups } from "../../contract/operations/product-groups.ts";
import { useCall } from "../api/calls.ts";

const offersGroup = -1;

export function useProductGroupRows() {
  const call = useCall();
  return useQuery({
    queryKey: ["product-groups"],
    queryFn: ({ signal }) => call(listProductGroups, {}, { signal }),
    staleTime: 60_000,
  });
}

/** The groups that hold products, as choices. */
export function useProductGroups(): { value: string; label: string }[] {
  const { data } = useProductGroupRows();
  return (data ?? [])
    .filter((group) => group.product_group_id !== offersGroup)
    .map((group) => ({ value: String(group.product_group_id), label: group.product_group_name }));
}
