import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readPages } from "../../contract/operations/configs.ts";
import { changePromoCode, removePromoCode } from "../../contract/operations/promo-codes.ts";
import { useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { PromoUses } from "../ui/promo-uses.tsx";
import { tellOutcome } from "../ui/tell-outcome.ts";
import { PromoCheckForm } from "./promo-check-form.tsx";
import { PromoForm } from "./promo-form.tsx";
import type { PromoCode } from "./promo-values.ts";

const p = t.promo;

/** What can be done to promo codes: dialogs, switching, deleting. */
export function usePromoActs() {
  const call = useCall();
  const client = useQueryClient();
  const loyalty = useQuery({
    queryKey: ["configs", "loyalty"],
    queryFn: () => call(readPages.loyaltySettings, {}),
  });
  const target = String(loyalty.data?.["promo_bonus_field_type"] ?? "bonus");
  const settle = (done: Promise<unknown>, told: string) =>
    void tellOutcome(done, told).finally(() => void client.invalidateQueries({ queryKey: ["promo-codes"] }));
  return {
    edit: (promo: PromoCode | null) => {
      modals.open({
        title: promo === null ? p.addTitle : p.editTitle(promo.promo_code),
        size: "lg",
        closeOnClickOutside: false,
        children: <PromoForm promo={promo} target={target} />,
      });
    },
    tryOut: (code: string) => {
      modals.open({ title: t.promoCheck.title, children: <PromoCheckForm code={code} /> });
    },
    uses: (promo: PromoCode) => {
      modals.open({
        title: p.usesOf(promo.promo_code),
        size: "lg",
        children: <PromoUses promoId={promo.promo_id} />,
      });
    },
    toggle: (promo: PromoCode) => {
      const next = promo.promo_is_active === 0;
      settle(
        call(changePromoCode, { promoId: promo.promo_id, promo_is_active: next }),
        p.saved(promo.promo_code),
      );
    },
    remove: ({ promo_id: promoId, promo_code: code }: PromoCode) => {
      modals.openConfirmModal({
        title: p.removeTitle(code),
        children: <Text size="sm">{p.removeBody}</Text>,
        labels: { confirm: p.remove, cancel: t.common.cancel },
        confirmProps: { color: "red" },
        onConfirm: () => settle(call(removePromoCode, { promoId }), p.removed(code)),
      });
    },
  };
}
