import { createHash } from "node:crypto";
import type { CafeScope } from "../cafes/index.ts";
import { pcSettingsOf, type PictureFacts } from "./pc-settings-rules.ts";

/** The café's pictures as PCs find them. Given from above. */
export type FindPicture = (cafeId: number, name: "cafe_logo" | "member_logo") => Promise<PictureFacts>;

export interface PcSettings {
  /** Another number whenever anything a PC is told is another; from the content, so every process says the same. */
  version: number;
  settings: Record<string, unknown>;
}

/** What a PC is told of the café's settings, with its version (pc-protocol.md 2.2, 7). */
export async function readPcSettings(scope: CafeScope, findPicture: FindPicture): Promise<PcSettings> {
  const [cafeLogo, memberLogo] = await Promise.all([
    findPicture(scope.cafeId, "cafe_logo"),
    findPicture(scope.cafeId, "member_logo"),
  ]);
  const settings = pcSettingsOf({
    value: (key) => scope.settings.value(key),
    serverCode: scope.row.server_code,
    cafeLogo,
    memberLogo,
  });
  const digest = createHash("sha256").update(JSON.stringify(settings)).digest();
  return { version: digest.readUIntBE(0, 6), settings };
}
