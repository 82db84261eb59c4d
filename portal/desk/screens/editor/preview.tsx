/** The notice as an officine will see it, while it is written. */
import type { JSX } from 'preact';
import { say } from '../../../../renderer/core/say.ts';
import type { Purpose } from './editor.tsx';
import type { BulletinForm } from './form.ts';
import type { LotReading } from './lot-list.ts';

export function Preview(_props: {
  readonly form: BulletinForm;
  readonly read: ReadonlyMap<number, { readonly lots: LotReading; readonly except: LotReading }>;
  readonly purpose: Purpose;
}): JSX.Element {
  return (
    <aside class="preview" aria-label={say('web.preview.title')}>
      <h2>{say('web.preview.title')}</h2>
    </aside>
  );
}
