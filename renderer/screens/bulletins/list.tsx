/** Every bulletin: searched as you type, narrowed, walked through by keys. */
import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import type { BulletinsAnswer } from '../../../agent/hook/schemas.ts';
import { Failure, Loading } from '../../components/states.tsx';
import { Unreachable } from '../../core/api.ts';
import { bulletinsChanged } from '../../core/events.ts';
import { language, say, sayCount } from '../../core/say.ts';
import { FilterBar } from './filter-bar.tsx';
import { filters, isNarrowed, noFilters, setFilters } from './filters.ts';
import { moveByKeys, useSlash } from './keys.ts';
import { BulletinLine } from './line.tsx';
import { type Search, useSearch } from './search.ts';

/** Lines drawn at once: an archive of years stays quick. */
const PAGE = 100;

/** The list with its search and filters. */
export function BulletinList(): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const place = useRef<HTMLDivElement>(null);
  const search = useSearch(filters.value, [bulletinsChanged, language]);
  useSlash(field);
  const items = () => [...(place.current?.querySelectorAll<HTMLElement>('[data-item]') ?? [])];
  return (
    <>
      <h1>{say('desk.nav.bulletins')}</h1>
      <FilterBar field={field} toList={() => items()[0]?.focus()} />
      <Count search={search} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the links inside are what is focused and pressed; arrows only move among them */}
      <div
        ref={place}
        class="bulletin-place"
        aria-busy={search.busy}
        onKeyDown={(event) => moveByKeys(event, items(), field.current)}
      >
        <Found search={search} />
      </div>
    </>
  );
}

/** One line of constant height, said to screen readers as it changes. */
function Count({ search: { found, busy } }: { search: Search }): JSX.Element {
  const query = found?.filters.q.trim() ?? '';
  const count = found?.bulletins.length ?? 0;
  return (
    <p class="row spread bulletin-count soft">
      <span role="status">
        {found === null || busy
          ? say('desk.bulletins.searching')
          : query === ''
            ? sayCount('desk.bulletins.count', count)
            : sayCount('desk.bulletins.count-for', count, { query })}
      </span>
      <span class="small">{say('desk.bulletins.search.key')}</span>
    </p>
  );
}

function Found({ search: { found, error, retry } }: { search: Search }): JSX.Element {
  // While the agent is away the list stands; the banner says so, and it is asked again once it is back.
  const stands = found?.filters === filters.value && error instanceof Unreachable;
  if (error !== null && !stands) return <Failure error={error} retry={retry} />;
  if (found === null) return <Loading />;
  if (found.bulletins.length === 0) return <NothingFound />;
  return <Lines bulletins={found.bulletins} key={JSON.stringify(found.filters)} />;
}

function Lines({ bulletins }: { bulletins: BulletinsAnswer['bulletins'] }): JSX.Element {
  const [shown, setShown] = useState(PAGE);
  const newestFirst = useMemo(
    () => [...bulletins].sort((a, b) => Date.parse(b.receivedAt) - Date.parse(a.receivedAt)),
    [bulletins],
  );
  const more = Math.min(PAGE, newestFirst.length - shown);
  return (
    <>
      <ul class="bulletin-list" aria-label={say('desk.bulletins.list')}>
        {newestFirst.slice(0, shown).map((bulletin) => (
          <BulletinLine key={bulletin.id} bulletin={bulletin} />
        ))}
      </ul>
      {more > 0 && (
        <button type="button" class="more" onClick={() => setShown(shown + more)}>
          {sayCount('desk.bulletins.more', more)}
        </button>
      )}
    </>
  );
}

function NothingFound(): JSX.Element {
  const { state } = filters.value;
  const narrowed = isNarrowed(filters.value);
  return (
    <div class="empty stack">
      <p>{say(narrowed || state !== 'in-force' ? 'desk.bulletins.empty.filtered' : 'desk.bulletins.empty')}</p>
      <p class="row empty-ways">
        {state !== 'all' && (
          <button type="button" onClick={() => setFilters({ state: 'all' })}>
            {say('desk.bulletins.empty.all-states')}
          </button>
        )}
        {(narrowed || state !== 'in-force') && (
          <button type="button" onClick={() => setFilters(noFilters)}>
            {say('desk.bulletins.empty.clear')}
          </button>
        )}
      </p>
    </div>
  );
}
