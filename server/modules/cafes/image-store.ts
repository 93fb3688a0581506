import type { Queries, Tx } from "../../kernel/db/database.ts";

export interface ImageRow {
  media_type: string;
  bytes: Uint8Array;
  etag: string;
}

export const findImage = (db: Queries, cafeId: number, name: string) =>
  db.row<ImageRow>("select media_type, bytes, etag from images where cafe_id = $1 and name = $2", [
    cafeId,
    name,
  ]);

/** A picture without its bytes. */
export const findImageFacts = (db: Queries, cafeId: number, name: string) =>
  db.row<{ updated_at: Date }>("select updated_at from images where cafe_id = $1 and name = $2", [
    cafeId,
    name,
  ]);

/** The mark of a picture's content without its bytes, or undefined when there is none. */
export async function findImageTag(db: Queries, cafeId: number, name: string): Promise<string | undefined> {
  return (
    await db.row<{ etag: string }>("select etag from images where cafe_id = $1 and name = $2", [cafeId, name])
  )?.etag;
}

export const setImage = (tx: Tx, cafeId: number, name: string, image: ImageRow, now: Date) =>
  tx.run(
    `insert into images (cafe_id, name, media_type, bytes, etag, updated_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (cafe_id, name) do update
     set media_type = excluded.media_type, bytes = excluded.bytes, etag = excluded.etag, updated_at = excluded.updated_at`,
    [cafeId, name, image.media_type, Buffer.from(image.bytes), image.etag, now],
  );

export const deleteImage = (tx: Tx, cafeId: number, name: string) =>
  tx.run("delete from images where cafe_id = $1 and name = $2", [cafeId, name]);
