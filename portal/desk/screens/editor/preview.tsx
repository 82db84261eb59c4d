/** What officines will read, while it is written: title, measure, packs and words, as far as they are typed. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Target } from '../../../../protocol/bulletin.ts';
import { say } from '../../../../renderer/core/say.ts';
import { nameOf, toneOf } from '../../../../renderer/popup/words.ts';
import { Content } from '../bulletin/content.tsx';
import { type BulletinForm, draftOf, gtinOf } from './form.ts';
import type { LotReading } from './lot-list.ts';

interface Props {
  readonly form: BulletinForm;
  readonly read: ReadonlyMap<number, { readonly lots: LotReading; readonly except: LotReading }>;
}

/** A list of ten thousand lots is not drawn with every key. */
const PAUSE_MS = 400;

export function Preview(props: Props): JSX.Element {
  const [shown, setShown] = useState(props);
  useEffect(() => {
    const timer = setTimeout(() => setShown(props), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [props.form, props.read]);
  const { draft } = draftOf(shown.form, shown.read);
  const { recall, alert, kind, drill, reference, title } = draft;
  const head = { kind, drill, state: 'in-force' } as const;
  const targets = (recall?.targets ?? alert?.targets ?? [])
    .filter(({ gtin, name }) => gtin || name)
    .map((one): Target => ({ ...one, gtin: gtinOf(one.gtin ?? '') ?? one.gtin ?? '' }));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <aside class="preview" aria-label={say('web.preview.title')} tabIndex={0}>
      <h2>{say('web.preview.title')}</h2>
      <div class={`notice-head is-${toneOf(head)}`}>
        <p>
          {drill && <strong>{say('desk.popup.drill')} · </strong>}
          <strong>{nameOf(head, recall?.action ?? null)}</strong>
          {recall?.class != null && ` · ${say(`desk.popup.class.${recall.class}`)}`}
        </p>
        <p class="notice-title" dir="auto">
          {title === '' ? say('web.kept.untitled') : title}
        </p>
        <p class="small">
          <bdi class="code">{reference}</bdi>
        </p>
      </div>
      <Content
        bulletin={{
          ...draft,
          recall: recall && { ...recall, targets },
          alert: alert && { ...alert, targets },
        }}
      />
    </aside>
  );
}
