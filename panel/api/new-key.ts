/** A fresh Idempotency-Key (api-v2.md 1.7): one for each dialog opened, so that a second click changes nothing. */
export const newIdempotencyKey = (): string => `panel-${crypto.randomUUID()}`;
