/** An agent for the tests of screens: answers `fetch` from tables, remembers what it was told, and can be away or refuse. */
import { batch } from '@preact/signals';
import { cleanup } from '@testing-library/preact';
import { onTestFinished, vi } from 'vitest';
import type { AttentionAnswer, Waiting } from '../../agent/hook/schemas/attention.ts';
import type { BulletinAnswer, LookbackAnswer } from '../../agent/hook/schemas.ts';
import { connection } from '../core/api.ts';
import { attentionChanged, bulletinsChanged } from '../core/events.ts';
import { language } from '../core/say.ts';
import { lastOperator } from './operator.tsx';
import { said } from './said.tsx';

export const AT = '2026-11-23T09:02:00.000Z';
const GTIN = '03400936145245';

type NoticeParts = Partial<BulletinAnswer['notice']>;

/** A recall of two lots, changed as told. */
export function bulletin(id: string, parts: Partial<BulletinAnswer> = {}, notice: NoticeParts = {}): BulletinAnswer {
  const whole: BulletinAnswer['notice'] = {
    revision: 1,
    state: 'in-force',
    publishedAt: AT,
    effectiveAt: null,
    issuer: { name: 'Laboratoire Exemple', phone: '0 800 513 411 (appel gratuit)', email: 'info@exemple.fr' },
    text: 'Texte de la notice.',
    reason: 'Présence possible d’un somnifère.',
    instructions: null,
    action: 'recall',
    level: 'pharmacy',
    class: 2,
    reportQuantities: true,
    liftReason: null,
    territories: null,
    reaches: true,
    drill: false,
    words: {
      action: 'Rappel',
      level: 'Jusqu’aux officines',
      class: 'Classe 2 : peut rendre malade',
      deadline: 'dans les 48 heures',
      whatToDo: ['Isoler les boîtes visées.'],
    },
    targets: [
      {
        gtin: GTIN,
        cip13: GTIN.slice(1),
        name: 'Furosémide 40 mg',
        rule: null,
        lots: [
          { lot: 'Y175', expiry: '2027-08', serials: [] },
          { lot: 'Y176', expiry: null, serials: [] },
        ],
      },
    ],
    shortage: null,
    understood: true,
    ...notice,
  };
  return {
    id,
    kind: 'recall',
    reference: `R-${id}`,
    title: `Rappel ${id}`,
    attention: 'interrupt',
    drill: whole.drill,
    state: whole.state,
    revision: whole.revision,
    acknowledged: false,
    revisions: [
      {
        revision: whole.revision,
        state: whole.state,
        position: 1,
        receivedAt: AT,
        effectiveAt: null,
        publishedAt: AT,
        liftReason: null,
        understood: true,
        changes: [],
        content: {},
      },
    ],
    notice: whole,
    changes: [],
    changesSince: null,
    acknowledgements: [],
    displays: [],
    quarantine: null,
    ...parts,
  };
}

/** As the list of what waits names it. */
export function waiting({ id, kind, reference, title, drill, state, notice }: BulletinAnswer): Waiting {
  const { revision, class: urgency, level } = notice;
  return { id, revision, kind, reference, title, drill, state, class: urgency, level, receivedAt: AT };
}

export interface Told {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export class FakeAgent {
  readonly told: Told[] = [];
  bulletins: BulletinAnswer[];
  lookback: LookbackAnswer['checks'] = [];
  inventory: { lines: unknown[]; toVerify: number } = { lines: [], toVerify: 0 };
  /** Ids still to be shown, most urgent first. */
  show: string[];
  away = false;
  /** Refuses to write, with this title. */
  refusal: string | null = null;

  constructor(bulletins: readonly BulletinAnswer[]) {
    this.bulletins = [...bulletins];
    this.show = bulletins.map(({ id }) => id);
  }

  /** What the pages would hear by the stream. */
  change(act: () => void): void {
    act();
    batch(() => {
      attentionChanged.value++;
      bulletinsChanged.value++;
    });
  }

  /** Puts another revision or state in the place of one bulletin. */
  put(changed: BulletinAnswer): void {
    this.bulletins = this.bulletins.map((one) => (one.id === changed.id ? changed : one));
  }

  posted(end: string): unknown[] {
    return this.told.filter(({ method, path }) => method === 'POST' && path.endsWith(end)).map(({ body }) => body);
  }

  readonly fetch = async (path: string, init: RequestInit = {}): Promise<Response> => {
    if (this.away) throw new TypeError('Failed to fetch');
    const { method = 'GET' } = init;
    const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : null;
    this.told.push({ method, path, body });
    if (method === 'POST' && this.refusal !== null && !path.endsWith('/display')) {
      return Response.json({ type: 'store-unavailable', title: this.refusal, status: 503 }, { status: 503 });
    }
    const answer = method === 'POST' ? this.#post(path, body) : this.#get(path);
    return answer === undefined
      ? Response.json({ type: 'not-found', title: 'Introuvable.', status: 404 }, { status: 404 })
      : Response.json(answer);
  };

  #get(path: string): unknown {
    if (path === '/v1/attention') {
      const show = this.show.flatMap((id) => this.bulletins.filter((one) => one.id === id).map(waiting));
      return { show, waiting: show.length, held: 0, heldUntil: null } satisfies AttentionAnswer;
    }
    if (path === '/v1/operators') return { operators: ['Mme Durand', 'M. Petit'] };
    if (path.startsWith('/v1/inventory/quarantine/')) return this.inventory;
    if (path.endsWith('/lookback')) {
      return { bulletin: '', revision: 1, level: 'pharmacy', message: '', checks: this.lookback };
    }
    return this.bulletins.find(({ id }) => path === `/v1/bulletins/${id}`);
  }

  #post(path: string, body: unknown): unknown {
    const [, , , id = '', what] = path.split('/');
    const found = this.bulletins.find((one) => one.id === id);
    if (found === undefined) return undefined;
    if (what === 'acknowledgement') {
      const { operator, revision } = body as { operator: string; revision: number };
      const current = revision >= found.revision;
      const answer = { bulletin: id, revision, operator, at: AT, current };
      this.put({ ...found, acknowledged: current, acknowledgements: [...found.acknowledgements, answer] });
      if (current) this.show = this.show.filter((one) => one !== id);
      return answer;
    }
    if (what === 'quarantine') return { bulletin: id, revision: 1, at: AT, ...(body as object) };
    return { bulletin: id, revision: 1, at: AT, recorded: true };
  }
}

/** The page's `fetch` is this agent until the test ends; `clock` is what `performance.now` says. */
export function standIn(...bulletins: readonly BulletinAnswer[]): { agent: FakeAgent; clock: { now: number } } {
  const agent = new FakeAgent(bulletins);
  const clock = { now: 0 };
  vi.stubGlobal('fetch', agent.fetch);
  const now = vi.spyOn(performance, 'now').mockImplementation(() => clock.now);
  language.value = 'fr';
  onTestFinished(() => {
    cleanup();
    now.mockRestore();
    vi.unstubAllGlobals();
    connection.value = 'connecting';
    said.value = null;
    lastOperator.value = '';
    language.value = 'fr';
  });
  return { agent, clock };
}
