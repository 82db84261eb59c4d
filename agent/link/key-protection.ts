/**
 * What keeps the workstation's private key from whoever copies the data folder. The agent is handed the best that the system
 * has; none: the file's own rights.
 */

/**
 * `owner-file`: a file that its owner alone can read. `safe-storage`: the keyring of a person's session (under Windows DPAPI,
 * for that user alone). `dpapi-machine`: DPAPI for this machine, by the service host.
 */
export const protectionNames = ['owner-file', 'safe-storage', 'dpapi-machine'] as const;
export type ProtectionName = (typeof protectionNames)[number];

export interface KeyProtection {
  readonly name: ProtectionName;
  /** Why it is no better one, in the system's words; null: nothing is amiss. */
  readonly shortfall: string | null;
  /** Bytes that only `unprotect` opens, here, later. Rejects where the system refuses. */
  protect(bytes: Uint8Array): Promise<Uint8Array>;
  /** What was protected. Rejects where the system refuses: it is locked, or lost its own key. */
  unprotect(bytes: Uint8Array): Promise<Uint8Array>;
}

/** The rights of the file alone. */
export function ownerFile(shortfall: string | null = null): KeyProtection {
  return { name: 'owner-file', shortfall, protect: async (bytes) => bytes, unprotect: async (bytes) => bytes };
}
