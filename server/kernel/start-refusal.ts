/**
 * Netcafe cannot start, and the person who started it can do something about it: the message is one public
 * sentence that says what is wrong and what would be right. The cause, if any, goes to the log alone.
 */
export class StartRefusal extends Error {
  override readonly name = "StartRefusal";
}

/** What the operating system says about a file, without the rest of the error: "ENOSPC", "EACCES", … */
export function fileErrorCode(error: unknown): string {
  if (error instanceof Error && "code" in error && typeof error.code === "string") return error.code;
  return "";
}
