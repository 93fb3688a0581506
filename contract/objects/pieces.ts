import { dateOut, decOut, durOut, intOut, nullable, strOut, tsOut } from "../kit/answer.ts";

/** Values that may be null, named once for all objects (api-v2.md 3, `?` after a type). */
export const nullableInt = nullable(intOut);
export const nullableStr = nullable(strOut);
export const nullableDec = nullable(decOut);
export const nullableTs = nullable(tsOut);
export const nullableDur = nullable(durOut);
export const nullableDate = nullable(dateOut);
