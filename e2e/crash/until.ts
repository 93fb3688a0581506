import { setTimeout as pause } from "node:timers/promises";

const lookEveryMs = 5;

/** Looks again and again until the condition holds; says what did not come about when the time is over. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs = 60_000,
): Promise<void> {
  const startedMs = performance.now();
  while (!(await holds())) {
    if (performance.now() - startedMs > withinMs)
      throw new Error(`Within ${withinMs / 1000} s it did not come about that ${what}.`);
    await pause(lookEveryMs);
  }
}
