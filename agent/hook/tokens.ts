/** The hook's tokens, one for each role: new at each start, so that a copied file is worth nothing after it. */
import { createHmac, hash, randomBytes, timingSafeEqual } from 'node:crypto';

/** From the one that may do everything to the one that may only ask (contract, section 1): each may do what those after it may. */
export const roles = ['admin', 'desk', 'till'] as const;
/** `admin` may do everything; `desk` what the people of the pharmacy do; `till` may ask and be told. */
export type Role = (typeof roles)[number];

/** Whether `role` opens what asks for `needed`. */
export function reaches(role: Role, needed: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(needed);
}

const TOKEN_BYTES = 32;
/** SHA-256: what is compared in place of a secret, and kept in place of one. */
export const digest = (text: string): Buffer => hash('sha256', text, 'buffer');

const forEachRole = <T>(make: (role: Role) => T): Record<Role, T> => ({
  admin: make('admin'),
  desk: make('desk'),
  till: make('till'),
});

/** The tokens of one run of the agent. `random` gives that many random bytes. */
export class Tokens implements Readonly<Record<Role, string>> {
  readonly admin: string;
  readonly desk: string;
  readonly till: string;
  readonly #digests: Readonly<Record<Role, Buffer>>;

  constructor(random: (bytes: number) => Buffer = randomBytes) {
    const drawn = forEachRole(() => random(TOKEN_BYTES).toString('base64url'));
    this.admin = drawn.admin;
    this.desk = drawn.desk;
    this.till = drawn.till;
    this.#digests = forEachRole((role) => digest(drawn[role]));
  }

  /** Whose token this is, or null. Takes the same time for every text of one length: hashes are compared, and always all. */
  roleOf(presented: string): Role | null {
    const given = digest(presented);
    const same = forEachRole((role) => timingSafeEqual(given, this.#digests[role]));
    return roles.find((role) => same[role]) ?? null;
  }

  /** What `GET /v1/health?challenge=…` answers for each token. */
  proofs(challenge: string, url: string): Record<Role, string> {
    return forEachRole((role) => proofOf(this[role], challenge, url));
  }
}

/**
 * HMAC-SHA256 in lower-case hexadecimal: key is the token's text in UTF-8, message is challenge, one line feed, url (as
 * the token's file gives it). The url is in it so that a proof made for one port is worth nothing on another.
 */
export function proofOf(token: string, challenge: string, url: string): string {
  return createHmac('sha256', token).update(`${challenge}\n${url}`).digest('hex');
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}
