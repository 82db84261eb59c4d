import type { JSX, RefObject } from 'preact';
import { say } from '../../core/say.ts';
import { type Filters, filters, setFilters } from './filters.ts';

const kinds = ['recall', 'alert', 'shortage'] as const;
const states = ['in-force', 'scheduled', 'lifted'] as const;

/** The search field and the filters beside it. `toList`: moves the focus to the first line found. */
export function FilterBar({
  field,
  toList,
}: {
  field: RefObject<HTMLInputElement | null>;
  toList: () => void;
}): JSX.Element {
  const { q, kind, state, unread } = filters.value;
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      toList();
    } else if (event.key === 'Escape' && q !== '') {
      event.preventDefault();
      setFilters({ q: '' });
    }
  };
  return (
    <search class="filter-bar">
      <div class="field field-search">
        <label for="bulletins-q">{say('desk.bulletins.search')}</label>
        <input
          id="bulletins-q"
          ref={field}
          type="search"
          autocomplete="off"
          spellcheck={false}
          maxLength={200}
          placeholder={say('desk.bulletins.search.hint')}
          value={q}
          onInput={(event) => setFilters({ q: event.currentTarget.value })}
          onKeyDown={keys}
        />
      </div>
      <div class="field">
        <label for="bulletins-kind">{say('desk.bulletins.kind')}</label>
        <select
          id="bulletins-kind"
          value={kind}
          onChange={(event) => setFilters({ kind: event.currentTarget.value as Filters['kind'] })}
        >
          <option value="">{say('desk.bulletins.kind.any')}</option>
          {kinds.map((one) => (
            <option key={one} value={one}>
              {say(`desk.kind.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field">
        <label for="bulletins-state">{say('desk.bulletins.state')}</label>
        <select
          id="bulletins-state"
          value={state}
          onChange={(event) => setFilters({ state: event.currentTarget.value as Filters['state'] })}
        >
          {states.map((one) => (
            <option key={one} value={one}>
              {say(`desk.state.${one}`)}
            </option>
          ))}
          <option value="all">{say('desk.bulletins.state.all')}</option>
        </select>
      </div>
      <label class="tick">
        <input
          type="checkbox"
          checked={unread}
          onChange={(event) => setFilters({ unread: event.currentTarget.checked })}
        />
        {say('desk.bulletins.unread')}
      </label>
    </search>
  );
}
