import type { updateAvatar as operation } from "../../../contract/operations/member-own.ts";
import type { Call, InputOf } from "../../kernel/http/api.ts";
import { invalidField, Refusal } from "../../kernel/refusal.ts";
import type { CafeScope } from "../cafes/index.ts";
import { storePhoto } from "./change-photo.ts";
import { pictureOf, type Picture } from "./keep-picture.ts";
import { lockMember } from "./member-store.ts";
import { memberOf } from "./own-account.ts";

/** What members may upload (api-v2.md 1.3, known). */
const largestBytes = 80 * 1024;
const stockForm = /^#\d{1,3}\.(?:png|jpg)$/;
const dataForm = /^data:image\/(?:png|jpeg|webp|gif);base64,([A-Za-z0-9+/]+={0,2})$/;

/** A stock picture's name, or the picture that was sent. Refuses `image.invalid`. */
function photoOf(input: InputOf<typeof operation>): string | Picture {
  const named = input.member_photo ?? "";
  if (stockForm.test(named)) return named;
  const bytes =
    input.file === undefined ? Buffer.from(dataForm.exec(named)?.[1] ?? "", "base64") : input.file.bytes;
  const field = input.file === undefined ? "member_photo" : "file";
  if (bytes.length > largestBytes)
    throw invalidField(field, `The ${field} may not be larger than 80 KB.`, "image.invalid");
  const picture = pictureOf(bytes);
  if (picture !== null) return picture;
  const message = `The ${field} must be a picture as data URL, or a stock picture such as #5.png.`;
  throw invalidField(field, message, "image.invalid");
}

/**
 * Sets one's own photo; what stands in `member_photo` then (api-v2.md 2.9 updateAvatar). Refuses `image.invalid`, and a
 * picture of one's own where the café allows only stock ones: `feature.disabled`.
 */
export async function changeOwnPhoto(
  scope: CafeScope,
  { cafeId, caller, now, input, transact }: Call<InputOf<typeof operation>>,
): Promise<string> {
  const photo = photoOf(input);
  if (typeof photo !== "string" && !scope.settings.flag("allow_member_upload_photo"))
    throw new Refusal(
      "feature.disabled",
      "Pictures of one's own are not allowed here; choose a stock picture.",
    );
  return transact(async (tx) => {
    const member = await lockMember(tx, cafeId, memberOf(caller).memberId);
    return storePhoto(tx, { cafeId, now, staffName: "" }, member, photo);
  });
}
