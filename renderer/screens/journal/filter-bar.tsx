import type { JSX } from 'preact';
import { say } from '../../core/say.ts';
import { isBackwards, type Range } from './range.ts';

const verdicts = ['block', 'verify', 'allow'] as const;

export interface FilterBarProps {
  readonly range: Range;
  readonly query: string;
  setRange(range: Range): void;
  setQuery(query: string): void;
}

/** Days and verdict, asked of the agent; and a text, found among the rows loaded. */
export function FilterBar({ range, query, setRange, setQuery }: FilterBarProps): JSX.Element {
  const backwards = isBackwards(range);
  const day = (name: 'from' | 'to') => (
    <div class="field">
      <label for={`journal-${name}`}>{say(`desk.journal.${name}`)}</label>
      <input
        id={`journal-${name}`}
        type="date"
        value={range[name]}
        aria-invalid={backwards}
        aria-describedby={backwards ? 'journal-backwards' : undefined}
        onInput={(event) => setRange({ ...range, [name]: event.currentTarget.value })}
      />
    </div>
  );
  return (
    <search class="filter-bar">
      {day('from')}
      {day('to')}
      <div class="field">
        <label for="journal-verdict">{say('desk.journal.verdict')}</label>
        <select
          id="journal-verdict"
          value={range.verdict}
          onChange={(event) => setRange({ ...range, verdict: event.currentTarget.value as Range['verdict'] })}
        >
          <option value="">{say('desk.journal.verdict.any')}</option>
          {verdicts.map((one) => (
            <option key={one} value={one}>
              {say(`desk.verdict.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <div class="field field-search">
        <label for="journal-find">{say('desk.journal.find')}</label>
        <input
          id="journal-find"
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={say('desk.journal.find.hint')}
          value={query}
          onInput={(event) => setQuery(event.currentTarget.value)}
        />
      </div>
      {backwards && (
        <p id="journal-backwards" class="field-error" role="alert">
          {say('desk.journal.range.backwards')}
        </p>
      )}
    </search>
  );
}
