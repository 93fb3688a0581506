import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * A text that names one run of one program, or undefined when the process is gone. A process id alone is used again
 * by the system, so the time of its start (in ticks since boot, field 22 of /proc/<pid>/stat) and the boot belong
 * to it. A zombie holds nothing any more and counts as gone.
 */
export async function processIdentity(pid: number): Promise<string | undefined> {
  if (process.platform !== "linux") return identityFromPs(pid);
  try {
    const boot = (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
    const stat = await readFile(`/proc/${pid}/stat`, "utf8");
    // The program's name in parentheses may itself hold spaces and parentheses: count from the last one.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${boot}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** The process id namespace: two containers over one folder cannot see each other's processes. */
export async function processSpace(): Promise<string> {
  if (process.platform !== "linux") return "";
  return readlink("/proc/self/ns/pid").catch(() => "");
}

async function identityFromPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await promisify(execFile)("ps", ["-o", "lstart=", "-p", String(pid)]);
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
