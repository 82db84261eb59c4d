/** The proof of the chain, asked for by a button and told in words. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JournalProof } from '../../../agent/hook/schemas.ts';
import { failureWords } from '../../components/states.tsx';
import { call } from '../../core/api.ts';
import { say, sayCount } from '../../core/say.ts';

type Head = { readonly count: number; readonly hash: string };
/** As much of a hash as people compare. */
const short = ({ count, hash }: Head) => ({ count, hash: hash.slice(0, 12) });

/** The result in words: from which head to which, or the first broken row. */
export function proofWords(proof: JournalProof): string {
  if (!proof.proved) {
    return say('desk.journal.proof.broken', {
      seq: proof.seq,
      fault: say(`desk.journal.proof.fault.${proof.fault}`),
    });
  }
  if (proof.head.count === 0) return say('desk.journal.proof.empty');
  return say('desk.journal.proof.ok', {
    rows: sayCount('desk.journal.proof.rows', proof.rows),
    from:
      proof.from.count === 0
        ? say('desk.journal.proof.beginning')
        : say('desk.journal.proof.countersigned', short(proof.from)),
    head: say('desk.journal.proof.head', short(proof.head)),
  });
}

type State = 'running' | { readonly proof: JournalProof } | { readonly error: Error } | null;

export interface Proof {
  readonly running: boolean;
  readonly run: () => void;
  readonly result: JSX.Element;
}

/** The button's action and the place where its result stands. */
export function useProof(): Proof {
  const [state, setState] = useState<State>(null);
  const run = () => {
    if (state === 'running') return;
    setState('running');
    call<JournalProof>('/v1/journal/verify').then(
      (proof) => setState({ proof }),
      (error: Error) => setState({ error }),
    );
  };
  return {
    running: state === 'running',
    run,
    result: (
      <div class="proof" role="status">
        {state === 'running' && <p>{say('desk.journal.proof.running')}</p>}
        {state !== null && state !== 'running' && <Result {...state} />}
      </div>
    ),
  };
}

function Result(result: { readonly proof: JournalProof } | { readonly error: Error }): JSX.Element {
  if ('error' in result) return <p class="field-error">{failureWords(result.error)}</p>;
  const { proof } = result;
  return (
    <div class={`proof-result ${proof.proved ? 'tone-allow' : 'tone-block'}`}>
      <p>
        <strong>{proofWords(proof)}</strong>
      </p>
      {!proof.proved && <p>{say('desk.journal.proof.advice')}</p>}
    </div>
  );
}
