/** The hook's two tokens: new at each start, so that a copied file is worth nothing after it. */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** `admin` may do everything; `till` may ask and be told (contract, section 1). */
export type Role = 'admin' | 'till';

const TOKEN_BYTES = 32;
/** SHA-256: what is compared in place of a secret, and kept in place of one. */
export const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Both tokens of one run of the agent. `random` gives that many random bytes. */
export class Tokens {
  readonly admin: string;
  readonly till: string;
  readonly #digests: Readonly<Record<Role, Buffer>>;

  constructor(random: (bytes: number) => Buffer = randomBytes) {
    this.admin = random(TOKEN_BYTES).toString('base64url');
    this.till = random(TOKEN_BYTES).toString('base64url');
    this.#digests = { admin: digest(this.admin), till: digest(this.till) };
  }

  /** Whose token this is, or null. Takes the same time for every text of one length: hashes are compared, and always both. */
  roleOf(presented: string): Role | null {
    const given = digest(presented);
    const admin = timingSafeEqual(given, this.#digests.admin);
    const till = timingSafeEqual(given, this.#digests.till);
    return admin ? 'admin' : till ? 'till' : null;
  }

  /** What `GET /v1/health?challenge=…` answers for each token. */
  proofs(challenge: string, url: string): Record<Role, string> {
    return { admin: proofOf(this.admin, challenge, url), till: proofOf(this.till, challenge, url) };
  }
}

/**
 * HMAC-SHA256 in lower-case hexadecimal: key is the token's text in UTF-8, message is challenge, one line feed, url (as
 * hook.json or till.json gives it). The url is in it so that a proof made for one port is worth nothing on another.
 */
export function proofOf(token: string, challenge: string, url: string): string {
  return createHmac('sha256', token).update(`${challenge}\n${url}`).digest('hex');
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}
