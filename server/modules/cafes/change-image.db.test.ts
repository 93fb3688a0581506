import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../testing/test-database.ts";
import { addSampleCafe, listAnnounced, listConfigLogs, sampleActOf } from "./cafe-samples.ts";
import { changeImage } from "./change-image.ts";
import { findImage, findImageFacts } from "./image-store.ts";

let database: TestDatabase;
let cafeId: number;

beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  ({ cafeId } = await addSampleCafe(database.db, "Café"));
});

const pngOf = (content: string) =>
  Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), Buffer.from(content)]);
const put = (bytes: Uint8Array) => changeImage(sampleActOf(database.db, cafeId), "cafe_logo", bytes);

test("a picture is kept byte for byte with its type and a mark of its content", async () => {
  await put(pngOf("one"));
  const first = await findImage(database.db, cafeId, "cafe_logo");
  expect(first).toMatchObject({ media_type: "image/png" });
  expect(Buffer.from(first?.bytes ?? []).equals(pngOf("one"))).toBe(true);
  await put(pngOf("two"));
  expect((await findImage(database.db, cafeId, "cafe_logo"))?.etag).not.toBe(first?.etag);
  expect(await listConfigLogs(database.db, cafeId)).toEqual([
    "picture cafe_logo stored (image/png, 11 bytes)",
    "picture cafe_logo stored (image/png, 11 bytes)",
  ]);
});

test("the same picture again changes, logs and tells nothing", async () => {
  await put(pngOf("one"));
  await put(pngOf("one"));
  expect(await listAnnounced(database.db, cafeId)).toEqual([{ keys: ["cafe_logo"] }]);
});

test("no bytes remove the picture, and removing none is no change", async () => {
  await put(pngOf("one"));
  await put(new Uint8Array());
  await put(new Uint8Array());
  expect(await findImage(database.db, cafeId, "cafe_logo")).toBeUndefined();
  expect(await findImageFacts(database.db, cafeId, "cafe_logo")).toBeUndefined();
  expect(await listConfigLogs(database.db, cafeId)).toHaveLength(2);
});

test("what is no picture is refused whatever it is called, and so is one above 2 MB", async () => {
  await put(pngOf("one"));
  const wrong = { error: "image.invalid", data: { fields: { file: [expect.any(String)] } } };
  await expect(put(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))).rejects.toMatchObject(wrong);
  await expect(put(pngOf("x".repeat(2 * 1024 * 1024)))).rejects.toMatchObject(wrong);
  expect((await findImage(database.db, cafeId, "cafe_logo"))?.bytes).toHaveLength(11);
});

test("a picture belongs to its café alone", async () => {
  const neighbour = await addSampleCafe(database.db, "Neighbour");
  await put(pngOf("one"));
  expect(await findImage(database.db, neighbour.cafeId, "cafe_logo")).toBeUndefined();
});
