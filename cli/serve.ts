import { readConfig, serveHelp, type Config } from "../server/kernel/config.ts";
import { openLog } from "../server/kernel/log.ts";
import { startNetcafe, type Netcafe } from "../server/start.ts";
import { openDemo, type Demo } from "./demo/open-demo.ts";
import { findFirstCafe } from "../server/modules/cafes/index.ts";

/** `netcafe serve`: runs until it is told to end; answers the exit code. */
export async function serve(args: string[]): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    process.stdout.write(`${serveHelp}\n`);
    return 0;
  }
  const config = readConfig(args);
  const log = openLog(config.logLevel);
  const ended = endSignal();
  const netcafe = await startNetcafe(config, log);
  let demo: Demo | undefined;
  try {
    if (config.demo) demo = await openDemo(netcafe, log);
    await tellReady(config, netcafe, demo);
    await demo?.connectPcs();
    const signal = await ended;
    log.info(`${signal}: ending`);
  } finally {
    await demo?.stop();
    await netcafe.stop();
  }
  return 0;
}

/** A signal that comes again this soon is the same wish: `npm start` passes on a Ctrl-C that the terminal sent already. */
const sameWishMs = 1_000;

/** The first SIGINT or SIGTERM ends cleanly; a later one ends at once. */
function endSignal(): Promise<string> {
  return new Promise((resolve) => {
    let askedMs: number | undefined;
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      process.on(signal, () => {
        if (askedMs !== undefined && performance.now() - askedMs > sameWishMs) process.exit(130);
        askedMs ??= performance.now();
        resolve(signal);
      });
    }
  });
}

async function tellReady(config: Config, netcafe: Netcafe, demo: Demo | undefined): Promise<void> {
  const cafe = await findFirstCafe(netcafe.db);
  const addresses = {
    panel: `${netcafe.baseUrl}/`,
    api: `${netcafe.baseUrl}/api/v2/`,
    docs: `${netcafe.baseUrl}/docs`,
  };
  const adminPassword = demo?.made?.adminPassword ?? null;
  if (config.json) {
    const line = {
      ready: true,
      ...addresses,
      cafe_id: cafe?.cafe_id ?? null,
      license_name: cafe?.license_name ?? null,
      admin_password: adminPassword,
      ca_file: netcafe.caFile,
      set_up: cafe === undefined ? `${netcafe.baseUrl}/set-up#code=${netcafe.setUpCode}` : null,
      staff: demo?.made?.staff ?? [],
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    return;
  }
  const lines = [
    "",
    "Netcafe is ready.",
    "",
    `  Panel     ${addresses.panel}`,
    `  API       ${addresses.api}`,
    `  API docs  ${addresses.docs}`,
  ];
  if (cafe === undefined) {
    lines.push(
      "",
      "This installation has no café yet. Set it up here:",
      "",
      `  ${netcafe.baseUrl}/set-up#code=${netcafe.setUpCode}`,
    );
  } else {
    lines.push("", `  Café id   ${cafe.cafe_id}`, `  Licence   ${cafe.license_name}`, "  Staff     Admin");
    lines.push(
      adminPassword === null
        ? "  Password  (shown at the first start)"
        : `  Password  ${adminPassword}   (shown this once)`,
    );
  }
  for (const staff of demo?.made?.staff ?? [])
    lines.push(`  ${staff.name.padEnd(9)} ${staff.password}   (sample staff, shown this once)`);
  lines.push(
    "",
    "Try it (make the key in the panel under Settings → API):",
    "",
    curlLine(netcafe, cafe?.cafe_id),
    "",
  );
  process.stdout.write(`${lines.join("\n")}\n`);
}

function curlLine(netcafe: Netcafe, cafeId: number | undefined): string {
  return `  curl --cacert '${netcafe.caFile}' -H 'Authorization: Bearer YOUR_KEY' ${netcafe.baseUrl}/api/v2/cafe/${cafeId ?? "CAFE_ID"}/bootPcs`;
}
