/** Reviewers who agreed to a revision, where the authority wants two. */
import type { JSX } from 'preact';
import { moment } from '../../../renderer/core/format.ts';
import { say } from '../../../renderer/core/say.ts';
import type { RevisionView } from '../../workflow/bulletins.ts';

export function Agreed({ agreed }: { agreed: RevisionView['agreed'] }): JSX.Element | null {
  if (agreed === undefined) return null;
  return (
    <ul class="plain small">
      {agreed.map(({ at, name, own }) => (
        <li key={at}>
          {say('web.agreed.by')} <strong dir="auto">{name}</strong>
          {own && ` (${say('web.agreed.you')})`} · {moment(at)}
        </li>
      ))}
    </ul>
  );
}
