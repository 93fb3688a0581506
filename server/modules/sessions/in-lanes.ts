/** Sessions that are carried on at once: enough to keep the disk busy, few enough to leave connections to those who call. */
const lanes = 8;

/** Does each, some at once; one that fails keeps none of the others from being done. Answers the first failure. */
export async function eachOfThem(acts: readonly (() => Promise<void>)[]): Promise<Error | undefined> {
  let failed: Error | undefined;
  const waiting = acts.values();
  const lane = async () => {
    for (const act of waiting) {
      await act().catch((error: unknown) => {
        failed ??= error instanceof Error ? error : new Error("a session could not go on", { cause: error });
      });
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return failed;
}
