/** The notice itself: what, what to do, by when, whom to call, why, and what this officine is concerned by. */
import type { ComponentChildren, JSX } from 'preact';
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';
import type { Change, Notice } from '../../protocol/notice/schema.ts';
import { civil, moment } from '../core/format.ts';
import { say } from '../core/say.ts';
import { typeset } from '../core/typeset.ts';
import { Targets } from './targets.tsx';
import { mailOf, telOf } from './words.ts';

interface Props {
  readonly bulletin: Pick<BulletinAnswer, 'kind' | 'title' | 'notice' | 'changes' | 'changesSince'>;
  /** Id for what says what to do: it describes the dialog. */
  readonly doId: string;
  /** What this officine is concerned by, where there is one. */
  readonly children?: ComponentChildren;
}

/** Characters from which on the head, which must leave room, may not show all of a title. */
const LONG_TITLE = 100;

/** Everything of a bulletin that a person has to know before acknowledging it. */
export function NoticeView({ bulletin, doId, children }: Props): JSX.Element {
  const { notice, changes, changesSince, kind } = bulletin;
  const lifted = notice.state === 'lifted';
  const what = lifted ? 'what-lifted' : kind === 'recall' ? 'what' : 'what-alert';
  return (
    <>
      {bulletin.title.length > LONG_TITLE && (
        <p class="popup-long-title" dir="auto">
          {bulletin.title}
        </p>
      )}
      {changesSince !== null && changesSince !== notice.revision && <Changes changes={changes} since={changesSince} />}
      {!notice.understood && <p class="banner">{say('desk.popup.newer')}</p>}
      <Facts notice={notice} />
      {children}
      <div class="popup-columns">
        <div class="popup-side">
          <section class="popup-what">
            <h2>{say(`desk.popup.${what}`)}</h2>
            <Targets targets={notice.targets} />
          </section>
          <Why notice={notice} />
        </div>
        <div class="popup-side">
          <section class="popup-do">
            <h2>{say('desk.popup.do')}</h2>
            <ol id={doId}>
              {notice.words.whatToDo.map((step) => (
                <li key={step}>{typeset(step)}</li>
              ))}
            </ol>
            {!lifted && notice.instructions !== null && notice.instructions !== '' && (
              <>
                <h3>{say('desk.popup.instructions')}</h3>
                <Text text={notice.instructions} />
              </>
            )}
          </section>
        </div>
      </div>
      <Rest notice={notice} />
    </>
  );
}

function Changes({ changes, since }: { changes: readonly Change[]; since: number }): JSX.Element {
  if (changes.length === 0) return <p class="popup-changes">{say('desk.popup.changes-none', { since })}</p>;
  return (
    <section class="popup-changes">
      <h2>{say('desk.popup.changes', { since })}</h2>
      <ul>
        {changes.map(({ code, text }) => (
          <li key={`${code} ${text}`} dir="auto">
            {typeset(text)}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Facts({ notice: { words, issuer, effectiveAt, state, territories } }: { notice: Notice }): JSX.Element {
  return (
    <dl class="popup-facts">
      {words.class !== null && <Fact name={say('desk.popup.class')}>{typeset(words.class)}</Fact>}
      {words.level !== null && <Fact name={say('desk.popup.depth')}>{typeset(words.level)}</Fact>}
      {territories !== null && <Fact name={say('desk.popup.territories')}>{territories.join(', ')}</Fact>}
      {state === 'scheduled' && effectiveAt !== null && (
        <Fact name={say('desk.popup.begins')}>{moment(effectiveAt)}</Fact>
      )}
      {words.deadline !== null && (
        <Fact name={say('desk.popup.deadline')}>
          <strong>{typeset(words.deadline)}</strong>
        </Fact>
      )}
      {issuer !== null && (
        <Fact name={say('desk.popup.call')}>
          <Issuer issuer={issuer} />
        </Fact>
      )}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Issuer({ issuer: { name, phone, email } }: { issuer: NonNullable<Notice['issuer']> }): JSX.Element {
  const tel = phone === undefined ? null : telOf(phone);
  const mail = email === undefined ? null : mailOf(email);
  return (
    <>
      <span dir="auto">{name}</span>
      {phone !== undefined && <span class="popup-contact">{tel === null ? phone : <a href={tel}>{phone}</a>}</span>}
      {email !== undefined && <span class="popup-contact">{mail === null ? email : <a href={mail}>{email}</a>}</span>}
    </>
  );
}

function Why({ notice: { reason, liftReason, state } }: { notice: Notice }): JSX.Element | null {
  const why = state === 'lifted' ? (liftReason ?? reason) : reason;
  if (why === null || why === '') return null;
  return (
    <section class="popup-text">
      <h2>{say(state === 'lifted' && liftReason !== null ? 'desk.popup.why-lifted' : 'desk.popup.why')}</h2>
      <Text text={why} />
    </section>
  );
}

function Rest({ notice: { text, shortage } }: { notice: Notice }): JSX.Element {
  const parts: ReadonlyArray<readonly [string, string | null]> = [
    [say('desk.popup.return'), shortage?.expectedReturn == null ? null : civil(shortage.expectedReturn)],
    [say('desk.popup.why'), shortage?.cause ?? null],
    [say('desk.popup.alternatives'), shortage?.alternatives ?? null],
    [say('desk.popup.text'), text],
  ];
  return (
    <>
      {parts.map(
        ([name, words]) =>
          words !== null &&
          words !== '' && (
            <section key={name} class="popup-text">
              <h2>{name}</h2>
              <Text text={words} />
            </section>
          ),
      )}
    </>
  );
}

/** Text from outside, with the lines it came in. */
function Text({ text }: { text: string }): JSX.Element {
  return (
    <p class="prose" dir="auto">
      {text}
    </p>
  );
}
