/** The head of the pop-up, always in sight: what kind of thing this is, its title, and how many more wait. */
import type { JSX, RefObject } from 'preact';
import type { Waiting } from '../../agent/hook/schemas/attention.ts';
import type { Notice } from '../../protocol/notice/schema.ts';
import { language, say, sayCount, setLanguage } from '../core/say.ts';
import { when } from '../core/when.ts';
import { nameOf, type Tone, toneOf } from './words.ts';

interface Props {
  readonly waiting: Waiting;
  readonly notice: Notice | null;
  readonly more: number;
  readonly titleId: string;
  readonly heading: RefObject<HTMLHeadingElement | null>;
}

/** Shown from what the agent lists, before the notice is here, and kept when it comes. */
export function Head({ waiting, notice, more, titleId, heading }: Props): JSX.Element {
  const { title, reference, revision, receivedAt, drill } = waiting;
  const tone = toneOf(waiting);
  return (
    <header class="popup-head">
      <ToneMark tone={tone} />
      <div class="popup-name">
        <p class="popup-kind">
          {drill && <strong class="popup-drill">{say('desk.popup.drill')}</strong>}
          <span>{nameOf(waiting, notice?.action ?? null)}</span>
          {waiting.class !== null && <span class="popup-class">{say(`desk.popup.class.${waiting.class}`)}</span>}
        </p>
        {/* The focus starts here: nothing is pressed by a key that was meant for the page below. */}
        <h1 id={titleId} ref={heading} tabIndex={-1} dir="auto">
          {title}
        </h1>
        <p class="popup-meta">
          {say('desk.popup.reference')} <bdi class="code">{reference}</bdi>
          {revision > 1 && <> · {say('desk.popup.revision', { revision })}</>}
          {' · '}
          {say('desk.popup.received', { at: when(receivedAt) })}
        </p>
        {drill && <p class="popup-drill-text">{say('desk.popup.drill-text')}</p>}
      </div>
      <div class="popup-corner">
        {more > 0 && <p class="popup-more">{sayCount('desk.popup.more', more)}</p>}
        <button type="button" class="quiet" onClick={() => setLanguage(language.value === 'fr' ? 'en' : 'fr')}>
          <span lang={language.value === 'fr' ? 'en' : 'fr'}>{say('desk.language.switch')}</span>
        </button>
      </div>
    </header>
  );
}

const shapes: Readonly<Record<Tone, JSX.Element>> = {
  recall: (
    <>
      <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" class="shape" />
      <path d="M12 6.5v7m0 3.6v.2" class="mark" />
    </>
  ),
  alert: (
    <>
      <path d="M12 2 23 21H1z" class="shape" />
      <path d="M12 9v6m0 2.8v.2" class="mark" />
    </>
  ),
  shortage: (
    <>
      <path d="M3 3h18v18H3z" class="shape" />
      <path d="M7 12h10" class="mark" />
    </>
  ),
  lifted: (
    <>
      <circle cx="12" cy="12" r="10" class="shape" />
      <path d="m7 12.5 3.5 3.5L17 9" class="mark" />
    </>
  ),
  drill: (
    <>
      <path d="M12 1 23 12 12 23 1 12z" class="shape" />
      <path d="M12 7.5 16.5 12 12 16.5 7.5 12z" class="mark" />
    </>
  ),
};

function ToneMark({ tone }: { tone: Tone }): JSX.Element {
  return (
    <svg class="popup-mark" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes[tone]}
    </svg>
  );
}
