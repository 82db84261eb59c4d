/** Who opened this connection: the proof over the challenge, under the key that was enrolled (feed.md 6). */
import { sql } from 'kysely';
import { FeedError, type PublicJwk, typ, verify } from '../../protocol/envelope.ts';
import { json } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { Together } from './together.ts';

/** What the tables say of a workstation. */
export interface Known {
  readonly id: string;
  readonly public_key: PublicJwk;
  readonly revoked_at: Date | null;
  /** JWS `vigilot-revoked+jws`. */
  readonly revocation_notice: string | null;
  readonly last_event_seq: number;
  /** JWS `vigilot-officine+jws`. */
  readonly statement: string;
}

export class Callers {
  readonly #info: Store['info'];
  readonly #known: Together<string, Known | undefined>;

  constructor({ db, info }: Pick<Store, 'db' | 'info'>) {
    this.#info = info;
    this.#known = new Together(async (ids) => {
      const { rows } = await sql<Known>`
        select w.id, w.public_key, w.revoked_at, w.revocation_notice, w.last_event_seq, o.statement
        from workstation w join officine o on o.id = w.officine
        where w.id in (select jsonb_array_elements_text(${json([...new Set(ids)])}::jsonb))`.execute(db);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id));
    });
  }

  /** The workstation that signed this challenge, or null: unknown, or the proof does not hold. Revoked ones are identified too. */
  async identify(
    hello: { readonly workstation: string; readonly proof: string },
    nonce: string,
  ): Promise<Known | null> {
    if (!/^[\w-]+$/.test(hello.workstation)) return null; // no id of ours, and perhaps nothing the database could read
    const workstation = await this.#known.ask(hello.workstation);
    if (workstation === undefined) return null;
    try {
      const signed = await verify(hello.proof, typ.hello, workstation.public_key);
      const { nonce: over, feed, portal } = signed as { nonce?: unknown; feed?: unknown; portal?: unknown };
      return over === nonce && feed === this.#info.feed && portal === this.#info.portal ? workstation : null;
    } catch (error) {
      if (error instanceof FeedError) return null;
      throw error;
    }
  }
}
