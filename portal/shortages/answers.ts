/**
 * A laboratory answers for its products once for all: a shortage bulletin, in force and in the feed at once, so that every
 * officine has it, whoever declared or will. What is no recall waits for nobody’s validation.
 */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { type BulletinContent, type BulletinDraft, Issuer, ShortageDraft } from '../../protocol/bulletin.ts';
import { say } from '../../protocol/messages/index.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { requireCapability } from '../access/require.ts';
import type { Clock } from '../clock.ts';
import { productsOf } from '../products/products.ts';
import { digestOf } from '../store/canonical.ts';
import type { Executor, Trx } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';
import { type BulletinView, readBulletin } from '../workflow/bulletins.ts';
import { readDraft } from '../workflow/draft.ts';
import { type Locked, lock, type NextRevision, openRevision, putInForce } from '../workflow/revisions.ts';
import { permit } from '../workflow/transitions.ts';
import { requireOwnProducts } from './laboratories.ts';

export const AnswerBody = Type.Object(
  {
    ...ShortageDraft.properties,
    contact: { ...Issuer, description: 'Whom officines ask' },
    text: Type.Optional(Type.String({ maxLength: 20_000 })),
    reference: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: 'As the laboratory numbers it; else the portal does' }),
    ),
    title: Type.Optional(Type.String({ minLength: 1, maxLength: 300, description: 'Else of the first product' })),
  },
  { additionalProperties: false },
);
export type AnswerBody = Static<typeof AnswerBody>;

interface AnswerDependencies {
  readonly db: Executor;
  readonly feed: Pick<FeedStore, 'publish'>;
  readonly clock: Clock;
}

export class Answers {
  readonly #o: AnswerDependencies;

  constructor(o: AnswerDependencies) {
    this.#o = o;
  }

  /**
   * Publishes the answer. Throws role-refused for a product that is not the actor’s, state-conflict (`answered`) where one has a
   * standing answer already, and as `readDraft`, with the fields of this body.
   */
  async publish(actor: Actor, body: AnswerBody): Promise<BulletinView> {
    requireCapability(actor, 'shortage.answer');
    const at = this.#now();
    const id = ulid(at.getTime());
    const content = await this.#contentOf(id, body);
    return this.#o.feed.publish(async (trx, append) => {
      await this.#requireFree(trx, actor, content, null);
      const { role: author_role, organisation } = actor;
      await trx
        .insertInto('bulletin')
        .values({ id, kind: 'shortage', author_role, organisation, created_at: at })
        .execute();
      const first = { id, revision: 1, content, lift: false, reason: null };
      return this.#inForce(trx, append, first, actor, 'answer', at);
    });
  }

  /** A whole new answer in place of the one in force. Throws as `publish`, not-found, and state-conflict where it is over. */
  async revise(actor: Actor, id: string, body: AnswerBody): Promise<BulletinView> {
    const at = this.#now();
    const content = await this.#contentOf(id, body);
    return this.#o.feed.publish(async (trx, append) => {
      const before = await lockAnswer(trx, 'revise', actor, id);
      await this.#requireFree(trx, actor, content, id);
      const { reference, title } = before.content;
      const kept = {
        ...content,
        ...(body.reference === undefined && { reference }),
        ...(body.title === undefined && { title }),
      };
      const next = { id, revision: before.revision + 1, content: kept, lift: false, reason: null };
      return this.#inForce(trx, append, next, actor, 'revise', at);
    });
  }

  /** The shortage is over: what is declared of the products is closed. Throws not-found, role-refused, state-conflict. */
  async end(actor: Actor, id: string, reason: string): Promise<BulletinView> {
    const at = this.#now();
    return this.#o.feed.publish(async (trx, append) => {
      const { revision, content } = await lockAnswer(trx, 'lift', actor, id);
      const next = { id, revision: revision + 1, content, lift: true, reason };
      return this.#inForce(trx, append, next, actor, 'end', at);
    });
  }

  async #inForce(
    trx: Trx,
    append: Parameters<typeof putInForce>[1],
    next: NextRevision,
    actor: Actor,
    act: 'answer' | 'revise' | 'end',
    at: Date,
  ): Promise<BulletinView> {
    const { id, revision, content, reason } = next;
    await openRevision(trx, next, actor, at);
    const position = await putInForce(trx, append, next, actor, at);
    const view = await readBulletin(trx, id, actor, revision);
    const detail = { revision, position, content: digestOf(content), reason };
    await audit(trx, actor, `shortage.${act}`, `bulletin/${id}`, detail, at);
    return view;
  }

  /** One standing answer a product: officines would not know which of two counts. */
  async #requireFree(trx: Trx, actor: Actor, content: BulletinContent, own: string | null): Promise<void> {
    const gtins = content.shortage?.products.map(({ gtin }) => gtin) ?? [];
    const field = (index: number) => `products[${index}]`;
    await requireOwnProducts(trx, actor, gtins, field);
    const standing = await trx
      .selectFrom('shortage_answer')
      .select(['gtin', 'bulletin'])
      .where('gtin', 'in', gtins)
      .where('ended_at', 'is', null)
      .$if(own !== null, (q) => q.where('bulletin', '<>', String(own)))
      .executeTakeFirst();
    if (standing === undefined) return;
    throw new Problem('state-conflict', {
      field: field(gtins.indexOf(standing.gtin)),
      state: 'answered',
      expected: 'no-standing-answer',
      values: { bulletin: standing.bulletin },
    });
  }

  /** What the body says, as the content of a bulletin; names of products are filled in from the medicines database. */
  async #contentOf(id: string, body: AnswerBody): Promise<BulletinContent> {
    const { contact, text, reference, title, ...shortage } = body;
    if (shortage.anticipated === true && !shortage.from) {
      throw new Problem('request-invalid', { field: 'from', expected: 'required' });
    }
    const draft: BulletinDraft = {
      kind: 'shortage',
      // Its own until the product is known; ten characters of the id's random part are as good as a number.
      reference: reference ?? `RUP-${id.slice(-10)}`,
      title: title ?? '-',
      issuer: contact,
      attention: 'notify',
      drill: false,
      text: text ?? '',
      effectiveAt: null,
      territories: null,
      shortage,
    };
    const content = readAnswer(draft);
    const products = content.shortage?.products ?? [];
    const known = await productsOf(
      this.#o.db,
      products.map(({ gtin }) => gtin),
    );
    const named = products.map(({ gtin, name }) => {
      const found = known.get(gtin);
      const label = name ?? (found && `${found.name}, ${found.presentation}`);
      return label === undefined ? { gtin } : { gtin, name: label };
    });
    const [first] = named;
    const others = named.length - 1;
    const key = shortage.anticipated ? 'shortage.title.anticipated' : 'shortage.title';
    const made = say('fr', others === 0 ? key : `${key}.several`, { name: first?.name ?? first?.gtin ?? '', others });
    return {
      ...content,
      title: title === undefined ? made.slice(0, 300) : content.title,
      shortage: { ...content.shortage, products: named },
    };
  }

  #now(): Date {
    return new Date(this.#o.clock.wall());
  }
}

/** As `readDraft`, with the fields named as the answer's body names them. */
function readAnswer(draft: BulletinDraft): BulletinContent {
  try {
    return readDraft(draft);
  } catch (error) {
    if (!(error instanceof Problem) || error.details.field === undefined) throw error;
    const field = error.details.field.replace(/^shortage\./, '').replace(/^issuer\b/, 'contact');
    throw new Problem(error.type, { ...error.details, field, cause: error });
  }
}

/** The newest revision, locked, of a bulletin that is an answer of the actor’s side. */
async function lockAnswer(trx: Trx, act: 'revise' | 'lift', actor: Actor, id: string): Promise<Locked> {
  const locked = await lock(trx, actor, id, undefined);
  if (locked.kind !== 'shortage') throw new Problem('not-found');
  permit(act, actor, locked);
  return locked;
}
