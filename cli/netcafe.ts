#!/usr/bin/env node
import { StartRefusal } from "../server/kernel/start-refusal.ts";

const help = `netcafe: an open cloud for gaming centres and internet cafés

  netcafe serve [options]   start the server (npm start)
  netcafe verify [options]  check every invariant of the books
  netcafe backup FILE       write everything, or one café, into one file
  netcafe restore FILE      bring back what a backup holds
  netcafe reset-admin       let the Admin in again, on the server's own machine
  netcafe pc [options]      be one PC of a café, without a screen
  netcafe pcs [options]     play a hall of PCs
  netcafe <command> --help  say what a command takes
`;

type Command = (args: string[]) => Promise<number>;

// Loaded when asked for, so that a PC's program does not load the server.
const commands: Record<string, () => Promise<Command>> = {
  serve: async () => (await import("./serve.ts")).serve,
  verify: async () => (await import("./verify.ts")).verify,
  backup: async () => (await import("./backup.ts")).backup,
  restore: async () => (await import("./restore.ts")).restore,
  "reset-admin": async () => (await import("./reset-admin.ts")).resetAdminCommand,
  pc: async () => (await import("../pc/commands.ts")).pcCommand,
  pcs: async () => (await import("../pc/commands.ts")).pcsCommand,
};

async function main([name = "--help", ...args]: string[]): Promise<number> {
  if (name === "--help" || name === "-h" || name === "help") {
    process.stdout.write(help);
    return 0;
  }
  const load = commands[name];
  if (load === undefined) {
    process.stderr.write(`There is no command "${name}".\n\n${help}`);
    return 2;
  }
  try {
    return await (
      await load()
    )(args);
  } catch (error) {
    if (!(error instanceof StartRefusal)) throw error;
    process.stderr.write(`netcafe: ${error.message}\n`);
    return 1;
  }
}

process.exitCode = await main(process.argv.slice(2));
