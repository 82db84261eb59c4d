/** Bulletins begun on this computer and never saved at the portal: offered again, or thrown away. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { time } from '../../../../renderer/core/format.ts';
import { say } from '../../../../renderer/core/say.ts';
import { hrefOf } from '../../core/router.ts';
import { keepForm, unsaved } from './kept-form.ts';

export function KeptDrafts({ kind }: { kind: 'recall' | 'alert' }): JSX.Element | null {
  const [, again] = useState(0);
  const found = unsaved(kind);
  if (found.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="kept-drafts">
      <h2 id="kept-drafts">{say('web.kept.title')}</h2>
      <ul class="plain stack">
        {found.map(({ name, id, form, at }) => (
          <li key={name} class="row spread">
            <span dir="auto">
              {form.title.trim() === '' ? say('web.kept.untitled') : form.title}{' '}
              <span class="soft small">{say('web.kept.at', { at: time(new Date(at).toISOString()) })}</span>
            </span>
            <span class="row">
              <a class="button" href={hrefOf('bulletin', 'new', { kind, kept: id })}>
                {say('web.kept.go-on')}
              </a>
              <button
                type="button"
                class="quiet"
                onClick={() => {
                  keepForm(name, null);
                  again((n) => n + 1);
                }}
              >
                {say('web.kept.discard')}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
