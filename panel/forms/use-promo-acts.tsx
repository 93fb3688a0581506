import { Text } from "@mantine/core";
import { modals } from "@mantine/modals";
import { notifications } from "@mantine/notifications";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { readPages } from "../../contract/operations/configs.ts";
import { changePromoCode, removePromoCode } from "../../contract/operations/promo-codes.ts";
import { refusalText, useCall } from "../api/calls.ts";
import { t } from "../text/en.ts";
import { PromoUses } from "../ui/promo-uses.tsx";
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
    void done
      .then(
        () => notifications.show({ message: told, color: "teal" }),
        (error: unknown) =>
          notifications.show({ message: refusalText(error), color: "red", autoClose: 10_000 }),
      )
      .finally(() => void client.invalidateQueries({ queryKey: ["promo-codes"] }));
  return {
    edit: (promo: PromoCode | null) => {
      modals.open({
        title: promo === null ? p.addTitle : p.editTitle(promo.promo_code),
        size: "lg",
        closeOnClickOutside: false,
        children: <PromoForm promo={promo} target={target} />,
      });
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
