import { randomText, type IdSource } from "../../kernel/ids.ts";

const alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/** A code nobody guesses: ten signs, about 49 random bits. */
export const generatedCode = (ids: IdSource): string => randomText(ids, alphabet, 10);
