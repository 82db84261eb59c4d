/** What cannot be had: declared here by code or scan, with what the laboratories answer beside it, as soon as it comes. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Shortage, ShortageMade, ShortagesAnswer } from '../../agent/hook/schemas/shortages.ts';
import { Empty, Failure, failureWords, Loading } from '../components/states.tsx';
import { call } from '../core/api.ts';
import { bulletinsChanged, shortagesChanged } from '../core/events.ts';
import { useResource } from '../core/resource.ts';
import { say, sayCount } from '../core/say.ts';
import { ClosedLines } from './shortages/closed.tsx';
import { type Declared, DeclareForm } from './shortages/declare.tsx';
import { OpenShortage } from './shortages/open.tsx';
import { productOf } from './shortages/product.ts';

/** The screen « Ruptures ». */
export function Shortages(_: { id: string | null }): JSX.Element {
  const { data, error, loading, reload } = useResource<ShortagesAnswer>('/v1/shortages?state=all', [
    shortagesChanged,
    bulletinsChanged,
  ]);
  const [said, setSaid] = useState('');
  const [refused, setRefused] = useState<Error | null>(null);
  const answered = useNewAnswers(data?.shortages ?? null);
  const open = data?.shortages.filter(({ state }) => state !== 'closed') ?? [];
  const closed = data?.shortages.filter(({ state }) => state === 'closed') ?? [];

  const post = async (body: object): Promise<ShortageMade | null> => {
    try {
      const made = await call<ShortageMade>('/v1/shortages', { method: 'POST', body });
      setRefused(null);
      reload();
      return made;
    } catch (cause) {
      setSaid('');
      setRefused(cause as Error);
      return null;
    }
  };
  const declare = async (declared: Declared): Promise<boolean> => {
    const made = await post(declared);
    if (made === null) return false;
    if (made.shortage !== null) {
      setSaid(
        say(made.created ? 'desk.shortages.made' : 'desk.shortages.again', { product: productOf(made.shortage) }),
      );
    }
    return true;
  };
  const supplied = async (shortage: Shortage) => {
    if ((await post({ gtin: shortage.gtin, state: 'supplied' })) === null) return;
    setSaid(say('desk.shortages.ended', { product: productOf(shortage) }));
  };

  return (
    <>
      <h1>{say('desk.nav.shortages')}</h1>
      <DeclareForm onDeclare={declare} onTyping={() => setRefused(null)} />
      {refused !== null && (
        <p class="field-error" role="alert">
          {failureWords(refused)}
        </p>
      )}
      <p class={said === '' ? 'hidden-visually' : 'note'} role="status">
        {said}
      </p>
      <p class="hidden-visually" role="status">
        {answered}
      </p>
      {error !== null && <Failure error={error} retry={reload} />}
      <section class="stack" aria-labelledby="shortages-open">
        <h2 id="shortages-open">{say('desk.shortages.open')}</h2>
        {loading ? (
          <Loading />
        ) : open.length === 0 ? (
          error === null && <Empty>{say('desk.shortages.open.none')}</Empty>
        ) : (
          <ul class="plain stack">
            {open.map((one) => (
              <OpenShortage key={one.id} shortage={one} onSupplied={() => void supplied(one)} />
            ))}
          </ul>
        )}
      </section>
      {closed.length > 0 && (
        <details class="panel">
          <summary>{sayCount('desk.shortages.closed', closed.length)}</summary>
          <ClosedLines shortages={closed} />
        </details>
      )}
    </>
  );
}

/** Words for an answer that came while the page was open; what stood when it opened is no news. */
function useNewAnswers(shortages: readonly Shortage[] | null): string {
  const known = useRef<ReadonlyMap<string, string> | null>(null);
  const [words, setWords] = useState('');
  useEffect(() => {
    if (shortages === null) return;
    const before = known.current;
    known.current = new Map(shortages.map(({ id, answer }) => [id, answer === null ? '' : markOf(answer)]));
    if (before === null) return;
    const news = shortages.find(
      ({ id, answer }) => answer !== null && before.has(id) && before.get(id) !== markOf(answer),
    );
    if (news !== undefined) setWords(say('desk.shortages.answer.new', { product: productOf(news) }));
  }, [shortages]);
  return words;
}

function markOf({ bulletin, revision }: NonNullable<Shortage['answer']>): string {
  return `${bulletin} ${revision}`;
}
