import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig, serveHelp } from "./config.ts";
import { StartRefusal } from "./start-refusal.ts";

const refusalOf = (args: string[], environment: NodeJS.ProcessEnv = {}) => {
  try {
    readConfig(args, environment);
  } catch (error) {
    if (error instanceof StartRefusal) return error.message;
    throw error;
  }
  return "none";
};

describe("options and environment", () => {
  it("nothing given is a server on the usual ports with a database of its own", () => {
    expect(readConfig([], {})).toEqual({
      dataDir: resolve(".netcafe"),
      host: "::",
      httpsPort: 8443,
      httpPort: 8080,
      databaseUrl: undefined,
      demo: false,
      json: false,
      proxies: [],
      hostNames: [],
      smtpUrl: undefined,
      mailFrom: "netcafe@localhost",
      logLevel: "info",
      serverCode: "main",
      groupCode: "main",
      rateFactor: 1,
    });
  });

  it("an option wins over its variable, a variable over the default", () => {
    const environment = { NETCAFE_PORT: "9443", NETCAFE_HTTP_PORT: "9080", NETCAFE_DATA: "/srv/cafe" };
    const config = readConfig(["--port", "0"], environment);
    expect(config).toMatchObject({ httpsPort: 0, httpPort: 9080, dataDir: "/srv/cafe" });
  });

  it("an empty DATABASE_URL is none", () => {
    expect(readConfig([], { DATABASE_URL: "" }).databaseUrl).toBeUndefined();
    expect(readConfig([], { DATABASE_URL: "postgres://x/y" }).databaseUrl).toBe("postgres://x/y");
  });

  it("a DATABASE_URL of something else is refused without being repeated", () => {
    for (const text of ["mysql://root:secret@db/x", "db:5432 secret"]) {
      expect(() => readConfig([], { DATABASE_URL: text })).toThrow(
        "DATABASE_URL must be like postgres://name:password@host:5432/database.",
      );
    }
  });

  it("names are a comma list without blanks", () => {
    expect(readConfig(["--name", " cafe.example , ,10.0.0.5 "], {}).hostNames).toEqual([
      "cafe.example",
      "10.0.0.5",
    ]);
  });

  it("with --json the log tells warnings only, unless asked otherwise", () => {
    expect(readConfig(["--json"], {}).logLevel).toBe("warn");
    expect(readConfig(["--json", "--log-level", "debug"], {}).logLevel).toBe("debug");
  });

  it("the rate factor comes from its option or its variable", () => {
    expect(readConfig(["--rate-factor", "5"], { NETCAFE_RATE_FACTOR: "7" }).rateFactor).toBe(5);
    expect(readConfig([], { NETCAFE_RATE_FACTOR: "7" }).rateFactor).toBe(7);
  });

  it.each([
    [["--port", "70000"], '--port must be a port number from 0 to 65535, not "70000".'],
    [["--port", ""], '--port must be a port number from 0 to 65535, not "".'],
    [["--http-port", "8.5"], '--http-port must be a port number from 0 to 65535, not "8.5".'],
    [["--trust-proxy", "10.0.0.1,proxy"], '--trust-proxy: "proxy" is no address and no CIDR range.'],
    [["--rate-factor", "0"], '--rate-factor must be a whole number from 1 to 10000, not "0".'],
    [["--rate-factor", "1e3"], '--rate-factor must be a whole number from 1 to 10000, not "1e3".'],
    [["--log-level", "loud"], '--log-level must be one of debug, info, warn, error, not "loud".'],
  ])("%j is refused in a sentence that says what would be right", (args, sentence) => {
    expect(refusalOf(args)).toBe(sentence);
  });

  it("a short name of the server that no address could bear is refused", () => {
    const sentence = 'NETCAFE_SERVER must be 1 to 20 letters, digits or hyphens, not "a b".';
    expect(refusalOf([], { NETCAFE_SERVER: "a b" })).toBe(sentence);
  });

  it("an unknown option and a stray word are refused by name", () => {
    expect(refusalOf(["--colour"])).toContain("--colour");
    expect(refusalOf(["now"])).toContain("now");
  });

  it("the help names every option and every variable", () => {
    const named = [
      "--data",
      "--port",
      "--http-port",
      "--host",
      "--name",
      "--trust-proxy",
      "--demo",
      "--json",
      "--rate-factor",
      "--log-level",
    ];
    const variables = [
      "DATABASE_URL",
      "NETCAFE_SMTP_URL",
      "NETCAFE_MAIL_FROM",
      "NETCAFE_SERVER",
      "NETCAFE_GROUP",
      "NETCAFE_RATE_FACTOR",
    ];
    for (const name of [...named, ...variables]) expect(serveHelp).toContain(name);
  });
});
