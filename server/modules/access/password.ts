import { hash, verify } from "@node-rs/argon2";

/** Passwords as argon2id (19 MiB, two passes), at most four at a time so that sign-ins cannot take all memory (design.md 3). */

const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const atOnce = 4;

let running = 0;
const waiting: (() => void)[] = [];

async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await work();
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, cost));
}

// Checked when there is no such account, so that an unknown name takes as long as a wrong password.
let decoy: Promise<string> | undefined;

/** Whether the password fits. With no stored hash it takes the same time and says no. */
export async function passwordFits(password: string, stored: string | null | undefined): Promise<boolean> {
  const known = typeof stored === "string" && stored !== "";
  const against = known ? stored : await (decoy ??= hashPassword("a password nobody has"));
  const fits = await inTurn(() => verify(against, password));
  return known && fits;
}
