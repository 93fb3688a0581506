/** Names of settings and of their choices for a person; a key without one shows the contract's description. */
export interface SettingWords {
  labels: Record<string, string>;
  choices?: Record<string, Record<string, string>>;
}
