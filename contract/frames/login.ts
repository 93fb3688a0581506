/** An address of the café's server group; with pins only these keys are trusted (pc-protocol.md 2.1). */
export interface ServerAddress {
  code: string;
  url: string;
  pins: readonly string[];
}

export interface ServerKey {
  kid: string;
  /** base64url of the 32 raw bytes of an Ed25519 public key. */
  public_key: string;
}

export interface NetworkAddress {
  mac: string;
  ip: string;
}

/** data of `hello` (pc-protocol.md 2.2). */
export interface HelloData {
  nonce: string;
  server_ms: number;
}

/** data of the agent's `login` request (pc-protocol.md 2.2). */
export interface LoginData {
  cafe_id: number;
  credential_id: string;
  boot_id: string;
  agent_version: string;
  os: string;
  net: readonly NetworkAddress[];
  /** Highest lease the PC has seen; the next one lies above. */
  lease_no: number;
  proof: string;
}

/** data of the hub's answer to `login` (pc-protocol.md 2.2). */
export interface LoginAnswer {
  pc_name: string;
  license_server_code: string;
  server_ms: number;
  settings_version: number;
  data_version: number;
  relay_token: string;
  servers: readonly ServerAddress[];
  server_keys: readonly ServerKey[];
  /** Signature of serverListText by the key `kid`; a list that differs from the known one counts only with it. */
  servers_signature?: { kid: string; signature: string };
  maintenance: 0 | 1;
}

/** data of the answer to `POST /api/v2/pc/enrol` (api-v2.md 2.18). */
export interface EnrolAnswer {
  cafe_id: number;
  license_name: string;
  pc_name: string;
  credential_id: string;
  servers: readonly ServerAddress[];
  server_keys: readonly ServerKey[];
}

/** data of `pulse` (pc-protocol.md 3.6). */
export interface PulseData {
  state: string;
  session_id: number | null;
  lease_no: number;
  left_s: number | null;
  page: 0 | 1;
  games: readonly number[];
  idle_s: number;
  mono_ms: number;
}

/** The text under `servers_signature`. */
export function serverListText(
  cafeId: number,
  servers: readonly ServerAddress[],
  keys: readonly ServerKey[],
): string {
  return `netcafe-servers|1|${cafeId}|${JSON.stringify({ servers, server_keys: keys })}`;
}
