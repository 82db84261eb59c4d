/**
 * Shortages as this post knows them: what people, software and time declared (the desk), and what the laboratories answer
 * (shortage bulletins of the signed feed, so that an answer is here before a product is ever declared, and without a network).
 */
import { understand } from '../protocol/bulletin.ts';
import { isCivilDate } from '../protocol/date.ts';
import { Problem } from '../protocol/problems.ts';
import { cip13OfGtin } from '../protocol/product.ts';
import type { Clock } from './clock.ts';
import type { ShortageRecord, Shortages } from './desk/shortages.ts';
import {
  CLOSED_SHOWN,
  type Shortage,
  type ShortageAnswer,
  type ShortageMade,
  type ShortageRequest,
} from './hook/schemas/shortages.ts';
import { type DecisionSources, readingsOf } from './inspect.ts';
import type { BulletinRecord } from './register/register.ts';

export interface ShortageDependencies extends Pick<DecisionSources, 'now' | 'nameOf'> {
  readonly desk: Shortages;
  readonly bulletins: () => Iterable<BulletinRecord>;
  readonly clock: Pick<Clock, 'wall'>;
  /** A shortage here is not what it was. */
  readonly onChange: (shortage: Pick<Shortage, 'id' | 'gtin' | 'state'>) => void;
}

/** A laboratory's answer, and the products that it is about. */
interface Answer {
  readonly answer: ShortageAnswer;
  readonly names: ReadonlyMap<string, string | null>;
}

/** A clock of the pharmacy software may be a little ahead of ours. */
const CLOCK_TOLERANCE_MS = 5 * 60_000;

/** The shortages of this post. One instance an agent. */
export class ShortageDesk {
  readonly #deps: ShortageDependencies;
  /** What was read of a bulletin, by id; read again once it is in another state. */
  readonly #read = new Map<string, { readonly mark: string; readonly answer: Answer | null }>();

  constructor(deps: ShortageDependencies) {
    this.#deps = deps;
  }

  /**
   * Declares, notes an order that waits, or ends; again: what is open is given back. `source`: whose token it came with.
   * Throws Problem request-invalid, scan-unreadable, check-digit, date-invalid, too-large, store-unavailable.
   */
  say(request: ShortageRequest, source: 'desk' | 'software'): ShortageMade {
    const { desk } = this.#deps;
    const { state = 'declared', operator = '' } = request;
    const gtin = this.#product(request);
    const unavailableSince = this.#since(request.unavailableSince);
    if (state === 'supplied') {
      const ended = desk.supplied({ gtin, operator });
      return { shortage: ended === null ? null : this.#changed(ended), created: false };
    }
    if (state === 'unfulfilled') {
      if (unavailableSince === null) {
        throw new Problem('request-invalid', { field: 'unavailableSince', expected: 'required' });
      }
      const { shortage, created } = desk.wait({ gtin, operator, unavailableSince });
      return { shortage: created ? this.#changed(shortage) : this.#view(shortage), created };
    }
    const { shortage, created } = desk.declare({ gtin, source, operator, unavailableSince });
    return { shortage: this.#changed(shortage), created };
  }

  /** Open ones first. Throws Problem store-unavailable. */
  list(which: 'open' | 'closed' | 'all'): Shortage[] {
    const { desk } = this.#deps;
    const answers = this.#answers();
    return [...(which === 'closed' ? [] : desk.open()), ...(which === 'open' ? [] : desk.closed(CLOSED_SHOWN))].map(
      (record) => this.#view(record, answers),
    );
  }

  /** What time brings: orders that waited too long are declared; what laboratories ended is closed. Throws store-unavailable. */
  look(): void {
    const { desk } = this.#deps;
    for (const record of desk.declareDue()) this.#changed(record);
    const open = desk.open();
    if (open.length === 0) return;
    const answers = this.#answers();
    for (const { gtin } of open) {
      const answer = newestOf(answers, gtin)?.answer;
      if (answer?.state !== 'lifted') continue;
      const ended = desk.endedByLaboratory(gtin, answer.publishedAt);
      if (ended !== null) this.#changed(ended);
    }
  }

  /** The portal has what was said of the declaration `id`: whoever shows it is told. Throws Problem store-unavailable. */
  told(id: string): void {
    const record = this.#deps.desk.find(id);
    if (record !== null) this.#changed(record);
  }

  /**
   * Tells of a bulletin whether it asks for attention here now: of the shortages only those of a product that is open at
   * this counter. Throws Problem store-unavailable.
   */
  concerning(): (bulletin: BulletinRecord) => boolean {
    const open = this.#deps.desk.open().map(({ gtin }) => gtin);
    return (bulletin) => {
      if (bulletin.kind !== 'shortage') return true;
      const products = this.#answerOf(bulletin)?.names;
      return products !== undefined && open.some((gtin) => products.has(gtin));
    };
  }

  /** GTIN-14 of what was scanned or keyed; of a pack with two codes the French one, by which it is ordered. */
  #product({ scan, gtin, cip13, cip7 }: ShortageRequest): string {
    const [{ codes }] = readingsOf({ scan, gtin, cip13, cip7 }, this.#deps.now().likely);
    const code = codes.find((one) => cip13OfGtin(one) !== null) ?? codes[0];
    if (code === undefined) throw new Problem('scan-unreadable', { field: 'scan', expected: 'scan' });
    return code;
  }

  #since(text: string | undefined): string | null {
    if (text === undefined) return null;
    const time = Date.parse(text);
    // Date.parse takes 31 November for 1 December.
    if (Number.isNaN(time) || !isCivilDate(text.slice(0, 10)))
      throw new Problem('date-invalid', { field: 'unavailableSince', expected: 'moment' });
    const now = this.#deps.clock.wall();
    if (time > now + CLOCK_TOLERANCE_MS) {
      throw new Problem('request-invalid', { field: 'unavailableSince', expected: 'moment-past' });
    }
    return new Date(Math.min(time, now)).toISOString();
  }

  #changed(record: ShortageRecord): Shortage {
    const shortage = this.#view(record);
    const { id, gtin, state } = shortage;
    this.#deps.onChange({ id, gtin, state });
    return shortage;
  }

  #view(record: ShortageRecord, answers = this.#answers()): Shortage {
    const { gtin, closedAt, declaredAt, operator } = record;
    const found = newestOf(answers, gtin);
    // What the laboratory ended before this began is the answer to an earlier shortage.
    const stale = found?.answer.state === 'lifted' && found.answer.publishedAt < record.notedAt;
    return {
      ...record,
      operator: operator || null,
      cip13: cip13OfGtin(gtin),
      name: this.#deps.nameOf?.(gtin) || found?.names.get(gtin) || null,
      state: closedAt !== null ? 'closed' : declaredAt === null ? 'waiting' : 'declared',
      answer: found === undefined || stale ? null : found.answer,
    };
  }

  #answers(): Answer[] {
    return [...this.#deps.bulletins()].flatMap((record) => this.#answerOf(record) ?? []);
  }

  #answerOf(record: BulletinRecord): Answer | null {
    if (record.kind !== 'shortage' || record.drill) return null;
    const mark = `${record.revision} ${record.state} ${record.revisions.length}`;
    const known = this.#read.get(record.id);
    if (known?.mark === mark) return known.answer;
    const content = record.revisions.find(({ revision }) => revision === record.revision)?.content ?? null;
    const answer = content === null || record.state === 'scheduled' ? null : answerOf(content);
    // What the disk could not give now is asked for again.
    if (content !== null) this.#read.set(record.id, { mark, answer });
    return answer;
  }
}

/** The answer that counts for a product: one in force before one that ended, then the latest. */
function newestOf(answers: readonly Answer[], gtin: string): Answer | undefined {
  return answers
    .filter(({ names }) => names.has(gtin))
    .sort(
      ({ answer: a }, { answer: b }) =>
        Number(a.state === 'lifted') - Number(b.state === 'lifted') || (a.publishedAt < b.publishedAt ? 1 : -1),
    )[0];
}

function answerOf(content: unknown): Answer | null {
  const read = understand(content);
  if (!read.understood || read.bulletin.shortage === undefined) return null;
  const { id, revision, state, reference, title, publishedAt, issuer, text, liftReason, shortage } = read.bulletin;
  return {
    answer: {
      bulletin: id,
      revision,
      state,
      reference,
      title,
      publishedAt,
      issuer: { name: issuer.name, phone: issuer.phone || null, email: issuer.email || null },
      anticipated: shortage.anticipated ?? false,
      from: shortage.from ?? null,
      expectedReturn: shortage.expectedReturn ?? null,
      cause: shortage.cause || null,
      alternatives: shortage.alternatives || null,
      text: text || null,
      reason: liftReason || null,
    },
    names: new Map(shortage.products.map(({ gtin, name }) => [gtin.padStart(14, '0'), name || null])),
  };
}
