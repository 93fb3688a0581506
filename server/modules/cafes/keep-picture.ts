import { createHash } from "node:crypto";
import type { Db, Tx } from "../../kernel/db/database.ts";
import type { BytesAnswer } from "../../kernel/http/api.ts";
import { invalidField, notFound } from "../../kernel/refusal.ts";
import { largestImageBytes, mediaTypeOf } from "./image-rules.ts";
import { deleteImage, findImage, setImage } from "./image-store.ts";

/** Pictures that other modules keep here, under names of theirs (api-v2.md 2, row IMG). */

export interface Picture {
  mediaType: string;
  bytes: Uint8Array;
  etag: string;
}

/** The picture in a file that was sent, null for none. Refuses `image.invalid` for what is no picture or above 2 MB. */
export function pictureOf(bytes: Uint8Array | undefined): Picture | null {
  if (bytes === undefined || bytes.length === 0) return null;
  if (bytes.length > largestImageBytes)
    throw invalidField("file", "The file may not be larger than 2 MB.", "image.invalid");
  const mediaType = mediaTypeOf(bytes);
  if (mediaType === null)
    throw invalidField("file", "The file must be a PNG, JPEG, WebP or GIF picture.", "image.invalid");
  return { mediaType, bytes, etag: createHash("sha256").update(bytes).digest("hex").slice(0, 32) };
}

/** Stores the picture under its name, or removes what is there. */
export async function keepPicture(tx: Tx, cafeId: number, name: string, picture: Picture | null, now: Date) {
  if (picture === null) return deleteImage(tx, cafeId, name);
  const { mediaType, bytes, etag } = picture;
  return setImage(tx, cafeId, name, { media_type: mediaType, bytes, etag }, now);
}

/** Refuses `image.not_found`. */
export async function readPicture(db: Db, cafeId: number, name: string): Promise<BytesAnswer> {
  const image = await findImage(db, cafeId, name);
  if (image === undefined) throw notFound("image.not_found", "Image");
  return { mediaType: image.media_type, bytes: image.bytes, etag: image.etag };
}
