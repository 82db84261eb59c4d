import type { JSX } from 'preact';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { DrillBadge, KindBadge, StateBadge } from '../../components/badges.tsx';
import { say } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { when } from '../../core/when.ts';

/** Title, class and level in words, and above them whatever makes this bulletin unlike a measure in force here. */
export function Head({ bulletin }: { bulletin: BulletinAnswer }): JSX.Element {
  const { kind, title, reference, revision, notice } = bulletin;
  const { words, publishedAt, drill, state } = notice;
  const deadline = words.deadline === null ? null : say('desk.bulletin.deadline', { deadline: words.deadline });
  return (
    <header class="bulletin-head stack">
      <div class="row">
        <KindBadge kind={kind} />
        {drill && <DrillBadge />}
        <StateBadge state={state} />
        <span class="code">
          <bdi>{reference}</bdi>
        </span>
        <span class="soft">
          {say('desk.bulletin.revision', { revision: String(revision) })}
          {publishedAt !== null && ` · ${say('desk.bulletin.published', { when: when(publishedAt) })}`}
        </span>
      </div>
      <h1>
        <bdi>{title || reference}</bdi>
      </h1>
      <Standing bulletin={bulletin} />
      {(words.action ?? words.class ?? words.level ?? deadline) !== null && (
        <ul class="bulletin-words">
          {[words.action, words.class, words.level, deadline].map(
            (one) => one !== null && <li key={one}>{typeset(one)}</li>,
          )}
        </ul>
      )}
    </header>
  );
}

/** What nobody may overlook: lifted, not yet in force, a drill, not for us, only half understood. */
function Standing({ bulletin: { notice } }: { bulletin: BulletinAnswer }): JSX.Element {
  const { state, liftReason, effectiveAt, drill, reaches, understood } = notice;
  return (
    <>
      {drill && <Note tone="drill" title={say('desk.bulletin.drill')} text={say('desk.bulletin.drill.text')} />}
      {state === 'lifted' && (
        <Note tone="lifted" title={say('desk.bulletin.lifted')} text={say('desk.bulletin.lifted.text')}>
          {liftReason !== null && <p>{say('desk.bulletin.lifted.reason', { reason: liftReason })}</p>}
        </Note>
      )}
      {state === 'scheduled' && (
        <Note
          tone="scheduled"
          title={say('desk.bulletin.scheduled')}
          text={effectiveAt === null ? null : say('desk.bulletin.scheduled.text', { when: when(effectiveAt) })}
        />
      )}
      {!reaches && state !== 'lifted' && (
        <Note tone="elsewhere" title={say('desk.bulletin.elsewhere')} text={say('desk.bulletin.elsewhere.text')} />
      )}
      {!understood && <Note tone="newer" title={say('desk.bulletin.newer')} text={say('desk.bulletin.newer.text')} />}
    </>
  );
}

interface NoteProps {
  readonly tone: 'drill' | 'lifted' | 'scheduled' | 'elsewhere' | 'newer';
  readonly title: string;
  readonly text: string | null;
  readonly children?: JSX.Element | false;
}

function Note({ tone, title, text, children }: NoteProps): JSX.Element {
  return (
    <div class={`standing standing-${tone}`}>
      <p>
        <strong>{title}</strong>
      </p>
      {text !== null && <p>{text}</p>}
      {children}
    </div>
  );
}
