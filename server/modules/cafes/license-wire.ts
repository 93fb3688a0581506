import type { Static } from "typebox";
import type { license } from "../../../contract/objects/license.ts";
import { utcText } from "../../kernel/local-time.ts";
import type { CafeRow } from "./cafe-store.ts";
import { countryName } from "./country-rules.ts";
import { infoFields, placeOf, type InfoField } from "./license-rules.ts";

/** PCs a café may have (api-v2.md 1.9). */
const mostPcs = 500;
/** 4.6: iCafeCloud's own product, which programs know how to speak to. */
const product = 1;

/** The licence as programs read it; a self-hosted café never expires, and what has no meaning here is empty (api-v2.md 3.14). Pure. */
export function licenseOf(cafe: CafeRow, companyId: number): Static<typeof license> {
  const info = Object.fromEntries(infoFields.map((field) => [field, cafe.info[field] ?? ""])) as Record<
    InfoField,
    string
  >;
  return {
    license_name: cafe.license_name,
    license_machine: "",
    license_expired: "2099-01-01",
    license_last_ip: "",
    license_icafename: cafe.name,
    license_email: info.license_email,
    license_contact: info.license_contact,
    license_phone: info.license_phone,
    license_address: info.license_address,
    license_last_active: "",
    license_last_reset: "",
    license_created: utcText(cafe.created_at),
    license_reseller: "",
    license_ccboot: "",
    license_orderid: "",
    license_server_code: cafe.server_code,
    license_cloud_servers: "",
    license_comment: info.license_comment,
    license_country: cafe.country_code,
    license_country_name: countryName(cafe.country_code),
    license_server_position: "",
    license_latlng: info.license_latlng,
    license_website: info.license_website,
    cafe_discord_account: "",
    object_id: cafe.cafe_id,
    license_type: 0,
    license_status: 0,
    license_region: 0,
    license_balance: 0,
    license_max_upload_speed_kb: 0,
    license_max_torrents_download: 0,
    license_pcs: mostPcs,
    license_company_id: companyId,
    license_product: product,
    license_allow_auto_download: 0,
    license_autopay: 0,
    license_enable_quick_update: 0,
    license_user_id: null,
    license_ccdisk: null,
    license_allow_update_time: null,
    ...placeOf(info.license_latlng),
  };
}
