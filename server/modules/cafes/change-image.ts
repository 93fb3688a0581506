import { createHash } from "node:crypto";
import { invalidField } from "../../kernel/refusal.ts";
import { logConfigUpdate, type Act } from "./cafe-log.ts";
import { largestImageBytes, mediaTypeOf } from "./image-rules.ts";
import { deleteImage, findImageTag, setImage } from "./image-store.ts";

/**
 * Stores a picture of the café, or removes it when there are no bytes. Refuses `image.invalid` for what is no PNG, JPEG,
 * WebP or GIF or is above 2 MB (api-v2.md 2.2, IMG). The same picture again changes nothing.
 */
export async function changeImage(act: Act, name: string, bytes: Uint8Array): Promise<void> {
  const { cafeId, now } = act;
  if (bytes.length === 0) return removeImage(act, name);
  if (bytes.length > largestImageBytes)
    throw invalidField("file", "The file may not be larger than 2 MB.", "image.invalid");
  const mediaType = mediaTypeOf(bytes);
  if (mediaType === null)
    throw invalidField("file", "The file must be a PNG, JPEG, WebP or GIF picture.", "image.invalid");
  const etag = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  await act.transact(async (tx) => {
    if ((await findImageTag(tx, cafeId, name)) === etag) return;
    await setImage(tx, cafeId, name, { media_type: mediaType, bytes, etag }, now);
    await logConfigUpdate(tx, cafeId, act, `picture ${name} stored (${mediaType}, ${bytes.length} bytes)`);
    await tx.announce(cafeId, "settings.changed", { keys: [name] });
  });
}

async function removeImage(act: Act, name: string): Promise<void> {
  await act.transact(async (tx) => {
    if ((await deleteImage(tx, act.cafeId, name)) === 0) return;
    await logConfigUpdate(tx, act.cafeId, act, `picture ${name} removed`);
    await tx.announce(act.cafeId, "settings.changed", { keys: [name] });
  });
}
