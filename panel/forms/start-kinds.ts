import type { PageValues } from "../../contract/operations/configs.ts";
import type { Right } from "../../contract/rights.ts";
import { t } from "../text/en.ts";

export const startKinds = ["member", "prepaid", "postpaid", "free", "offer"] as const;
export type StartKind = (typeof startKinds)[number];

const isOn = (settings: PageValues | undefined, key: string) => Number(settings?.[key] ?? 0) === 1;

/** Why a kind of session cannot be started here, as a sentence; null when it can. The server decides again. */
export function whyNotKind(
  kind: StartKind,
  pcCount: number,
  settings: PageValues | undefined,
  may: (right: Right) => boolean,
): string | null {
  const { kindOff } = t.hall;
  const right = kind === "member" ? "session_start_member" : "session_manage";
  if (!may(right)) return t.common.noRight(right);
  if (kind === "member") return pcCount > 1 ? kindOff.memberOne : null;
  if (settings === undefined) return null;
  if (!isOn(settings, "license_using_billing")) return kindOff.billing;
  switch (kind) {
    case "prepaid":
      return isOn(settings, "disable_prepaid") ? kindOff.prepaid : null;
    case "postpaid":
      return isOn(settings, "disable_postpaid") ? kindOff.postpaid : null;
    case "offer":
      return isOn(settings, "allow_offer_session") ? null : kindOff.offer;
    case "free":
      return null;
  }
}
