import { operations } from "../../../contract/operations/index.ts";
import type { PageValues } from "../../../contract/operations/configs.ts";
import { pages, type SettingPage } from "../../../contract/setting-keys.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import { notFound } from "../../kernel/refusal.ts";
import { actOf } from "./act-of-call.ts";
import { changeImage } from "./change-image.ts";
import { changeSettings, type SettingParts } from "./change-settings.ts";
import { findImage } from "./image-store.ts";
import { pageOnWire } from "./settings-wire.ts";

export interface ConfigParts extends SettingParts {
  db: Db;
}

/** Settings and pictures of the café (api-v2.md 2.2). */
export function bindConfigRoutes(api: Api, parts: ConfigParts): void {
  const { configs } = operations;
  const readPage = async (cafeId: number, page: SettingPage): Promise<PageValues> => {
    const { settings, exponent } = await parts.cafes.scope(cafeId);
    return pageOnWire(page, settings, exponent);
  };
  api.bind(configs.listConfigs, async ({ cafeId }) => {
    const { settings, exponent } = await parts.cafes.scope(cafeId);
    return Object.fromEntries(pages.map((page) => [page, pageOnWire(page, settings, exponent)])) as Record<
      SettingPage,
      PageValues
    >;
  });
  for (const page of pages) {
    api.bind(configs.readPages[page], ({ cafeId }) => readPage(cafeId, page));
    api.bind(configs.writePages[page], async (call) => ({
      changed: await changeSettings(parts, actOf(call), page, call.input),
    }));
  }
  api.bind(configs.getImage, async ({ cafeId, input }) => {
    const image = await findImage(parts.db, cafeId, input.name);
    if (image === undefined) throw notFound("image.not_found", "Image");
    return { mediaType: image.media_type, bytes: image.bytes, etag: image.etag };
  });
  api.bind(configs.putImage, async (call) => {
    await changeImage(actOf(call), call.input.name, call.input.file?.bytes ?? new Uint8Array());
    return {};
  });
}
