import * as operations from "../../../contract/operations/pc-agent.ts";
import type { Db } from "../../kernel/db/database.ts";
import type { Api } from "../../kernel/http/api.ts";
import type { IdSource } from "../../kernel/ids.ts";
import { utcText } from "../../kernel/local-time.ts";
import { invalidField, Refusal, unauthenticated } from "../../kernel/refusal.ts";
import type { Cafes, CafeScope } from "../cafes/index.ts";
import { cancelCredential } from "./cancel-credential.ts";
import { listCredentials, type AgentRole } from "./credential-store.ts";
import { enrolPc, pairCodeWrong } from "./enrol-pc.ts";
import { makePairCode, pairTextOf } from "./make-pair-code.ts";
import { readPcSettings, type FindPicture } from "./read-pc-settings.ts";
import { listServerKeys } from "./server-key.ts";

export interface PcAgentParts {
  db: Db;
  cafes: Cafes;
  ids: IdSource;
  /** Where PCs reach this server. */
  baseUrl(): string;
  /** base64url SHA-256 of the server's public key (SPKI). */
  spkiPin: string;
  findPicture: FindPicture;
}

/** The servers list and keys an agent is given at enrolment and log-in (pc-protocol.md 2.1). */
export async function serversFor(parts: Pick<PcAgentParts, "db" | "baseUrl" | "spkiPin">, scope: CafeScope) {
  const keys = await listServerKeys(parts.db);
  return {
    servers: [{ code: scope.row.server_code, url: parts.baseUrl(), pins: [parts.spkiPin] }],
    server_keys: keys.map((key) => ({ kid: key.kid, public_key: key.publicKey })),
  };
}

function bindEnrol(api: Api, parts: PcAgentParts): void {
  api.bind(operations.enrol, async ({ input, now, transact }) => {
    if (input.pair_code === undefined && input.boot_ticket === undefined) {
      throw invalidField("pair_code", "The pair_code field is required.");
    }
    if (input.pair_code === undefined) {
      throw new Refusal(
        "pc.pair_code_wrong",
        "No boot service of this café issues tickets: give a pair_code.",
      );
    }
    const asked = {
      pairCode: input.pair_code,
      publicKey: input.public_key,
      pcName: input.pc_name,
      agentVersion: input.agent_version ?? "",
      os: input.os ?? "",
      hostname: input.hostname ?? "",
      net: (input.net ?? []).map((card) => ({ mac: card.mac, ip: card.ip ?? "" })),
      now,
      ids: parts.ids,
    };
    const enrolled = await transact((tx) => enrolPc(tx, asked));
    if (enrolled === null) throw pairCodeWrong();
    const scope = await parts.cafes.scope(enrolled.cafeId);
    return {
      cafe_id: enrolled.cafeId,
      license_name: scope.row.license_name,
      pc_name: enrolled.pcName,
      credential_id: enrolled.credentialId,
      ...(await serversFor(parts, scope)),
    };
  });
}

/** Pairing of agents, and what an agent reads (api-v2.md 2.18). */
export function bindPcAgentRoutes(api: Api, parts: PcAgentParts): void {
  bindEnrol(api, parts);
  api.bind(operations.pcSettings, async ({ caller }) => {
    if (caller.kind !== "pc") throw unauthenticated();
    const { version, settings } = await readPcSettings(
      await parts.cafes.scope(caller.cafeId),
      parts.findPicture,
    );
    return { settings_version: version, settings };
  });
  api.bind(operations.pairCode, async ({ cafeId, now, input, transact }) => {
    // The parser lets through only the roles of the contract.
    const role = (input.role ?? "client") as AgentRole;
    const asked = { cafeId, pcName: input.pc_name, pcGroupId: input.pc_group_id, role, now };
    const { code, expiresAt } = await transact((tx) => makePairCode(tx, parts.ids, asked));
    return {
      pair_code: code,
      pair_text: pairTextOf(parts.baseUrl(), code, parts.spkiPin),
      expires_utc: utcText(expiresAt),
    };
  });
  api.bind(operations.listCredentials, async ({ cafeId, input }) =>
    (await listCredentials(parts.db, cafeId, input.pc_name ?? null)).map((row) => ({
      credential_id: row.credential_id,
      pc_name: row.pc_name,
      role: row.role,
      enrolled_utc: utcText(row.enrolled_at),
      last_seen_utc: row.last_seen_at === null ? null : utcText(row.last_seen_at),
      agent_version: row.agent_version,
    })),
  );
  api.bind(operations.cancelCredential, async ({ cafeId, caller, now, input, transact }) => {
    const asked = { cafeId, caller, now, pcName: input.pc_name, credentialId: input.credential_id };
    await transact((tx) => cancelCredential(tx, asked));
    return {};
  });
}
