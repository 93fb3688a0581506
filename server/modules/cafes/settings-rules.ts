import { settingKeys } from "../../../contract/setting-keys.ts";

/** A café's settings: what is stored, else the default of the contract (api-v2.md 3.15). Pure. */

const defaults = new Map<string, unknown>(settingKeys.map((key) => [key.key, key.default]));

export class Settings {
  #stored: Map<string, unknown>;

  constructor(stored: readonly { key: string; value: unknown }[]) {
    this.#stored = new Map(stored.map(({ key, value }) => [key, value]));
  }

  value(key: string): unknown {
    if (!defaults.has(key)) throw new Error(`no such setting: ${key}`);
    return this.#stored.has(key) ? this.#stored.get(key) : defaults.get(key);
  }

  flag(key: string): boolean {
    return Number(this.value(key)) === 1;
  }

  int(key: string): number {
    return Number(this.value(key)) || 0;
  }

  /** Also decimals, as text. */
  text(key: string): string {
    const value = this.value(key);
    return typeof value === "string" ? value : JSON.stringify(value ?? "");
  }

  /** A JSON setting, as the value it holds. */
  json(key: string): unknown {
    return this.value(key);
  }
}
