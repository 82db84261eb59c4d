/** An agent for the tests of screens that ask: each question waits, with its address, until the test answers it. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { act, cleanup } from '@testing-library/preact';
import { onTestFinished, vi } from 'vitest';
import type { BulletinsAnswer, JournalRow } from '../../agent/hook/schemas.ts';
import { connection } from '../core/api.ts';
import { checks, feed } from '../core/events.ts';
import { language } from '../core/say.ts';
import { lastOperator } from '../popup/operator.tsx';
import { filters, noFilters } from './bulletins/filters.ts';

export interface Question {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly aborted: boolean;
  /** Resolves when the page has drawn what it makes of it. */
  answer(body: object, status?: number): Promise<void>;
  /** As where nothing listens. */
  fail(): Promise<void>;
}

/** Every question from now on, oldest first; the page in French, and all as before when the test ends. */
export function questions(): Question[] {
  const asked: Question[] = [];
  vi.stubGlobal('fetch', (address: string, init: RequestInit = {}) => {
    const url = new URL(address, 'http://agent.test');
    return new Promise<Response>((resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      asked.push({
        path: url.pathname,
        query: url.searchParams,
        get aborted() {
          return init.signal?.aborted ?? false;
        },
        // A real answer may well come after the abort: it is given all the same.
        answer: (body, status = 200) => drawn(() => resolve(answerOf(body, status))),
        fail: () => drawn(() => reject(new TypeError('Failed to fetch'))),
      });
    });
  });
  language.value = 'fr';
  onTestFinished(() => {
    cleanup();
    vi.unstubAllGlobals();
    filters.value = noFilters;
    checks.value = [];
    feed.value = null;
    connection.value = 'connecting';
    lastOperator.value = '';
  });
  return asked;
}

/** No real `Response`: its body takes turns of the event loop that a test cannot wait for. */
const answerOf = (body: object, status: number) =>
  ({
    ok: status < 400,
    status,
    statusText: '',
    headers: new Headers({ 'content-type': 'application/json' }),
    json: async () => body,
  }) as Response;

const drawn = (happen: () => void) =>
  act(async () => {
    happen();
    await nextTurn();
  });

type Summary = BulletinsAnswer['bulletins'][number];

export function summary(id: string, parts: Partial<Summary> = {}): Summary {
  return {
    id,
    kind: 'recall',
    reference: `R-${id}`,
    title: `Rappel ${id}`,
    attention: 'notify',
    drill: false,
    state: 'in-force',
    revision: 1,
    acknowledged: false,
    receivedAt: '2026-11-22T08:00:00.000Z',
    effectiveAt: null,
    publishedAt: null,
    action: 'recall',
    level: 'pharmacy',
    class: 2,
    issuer: 'Laboratoire Exemple',
    products: ['Exemplol 500 mg'],
    productCount: 1,
    reaches: true,
    reportDue: false,
    ...parts,
  };
}

/** A row of the journal: a check, unless told otherwise. */
export function row(seq: number, parts: Partial<JournalRow> = {}): JournalRow {
  return {
    seq,
    at: `2026-11-22T09:00:${String(seq % 60).padStart(2, '0')}.000Z`,
    id: `C${seq}`,
    pack: { codes: ['03400930000014'], lots: ['A123'], expiry: '2027-03', manufactured: null, readings: 1 },
    verdict: 'allow',
    reasons: [],
    feed: { state: 'live', position: 1, asOf: '2026-11-22T09:00:00.000Z', ageSeconds: 1 },
    terminal: null,
    operator: null,
    saleReference: null,
    outcome: null,
    reason: null,
    override: false,
    kind: 'check',
    previousHash: '',
    hash: `hash${seq}`,
    ...parts,
  };
}

/** The row of an outcome of the check `id`. */
export function outcomeRow(seq: number, id: string, parts: Partial<JournalRow> = {}): JournalRow {
  return row(seq, { id, kind: 'outcome', pack: null, verdict: null, feed: null, outcome: 'dispensed', ...parts });
}
