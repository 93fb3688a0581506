/** Pictures of members and groups, kept beside the café's own under names of theirs (api-v2.md 2, row IMG). */
export { keepPicture, pictureOf, readPicture, type Picture } from "../cafes/index.ts";

export const photoName = (memberId: number) => `member:${memberId}`;
export const iconName = (memberGroupId: number) => `member_group:${memberGroupId}`;
