import type { ComponentChildren, JSX } from 'preact';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { civil } from '../../core/format.ts';
import { say } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { mailOf, telOf } from '../../popup/words.ts';

/** What changed since it was read here, what to do, and the notice's own words. */
export function WhatToDo({ bulletin: { notice, changes, changesSince } }: { bulletin: BulletinAnswer }): JSX.Element {
  const { words, reason, instructions, text, issuer, territories, shortage } = notice;
  return (
    <section class="panel stack" aria-labelledby="bulletin-todo">
      {changesSince !== null && changes.length > 0 && (
        <div class="changed">
          <h2>{say('desk.bulletin.changes', { revision: String(changesSince) })}</h2>
          <ul>
            {changes.map(({ code, text }) => (
              <li key={`${code} ${text}`}>{typeset(text)}</li>
            ))}
          </ul>
        </div>
      )}
      <h2 id="bulletin-todo">{say('desk.bulletin.todo')}</h2>
      {words.whatToDo.length > 0 && (
        <ol class="todo">
          {words.whatToDo.map((step) => (
            <li key={step}>{typeset(step)}</li>
          ))}
        </ol>
      )}
      <dl class="facts">
        <Fact name={say('desk.bulletin.instructions')}>{instructions}</Fact>
        <Fact name={say('desk.bulletin.reason')}>{reason}</Fact>
        <Fact name={say('desk.bulletin.shortage.return')}>
          {shortage?.expectedReturn == null ? null : civil(shortage.expectedReturn)}
        </Fact>
        <Fact name={say('desk.bulletin.shortage.cause')}>{shortage?.cause}</Fact>
        <Fact name={say('desk.bulletin.shortage.alternatives')}>{shortage?.alternatives}</Fact>
        <Fact name={say('desk.bulletin.text')}>{text}</Fact>
        <Fact name={say('desk.bulletin.issuer')}>{issuer !== null && <Issuer {...issuer} />}</Fact>
        <Fact name={say('desk.bulletin.territories')}>{territories?.join(', ')}</Fact>
      </dl>
    </section>
  );
}

/** A name and what it holds; nothing where it holds nothing. */
function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element | null {
  if (children === null || children === undefined || children === '' || children === false) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd class="written">{children}</dd>
    </div>
  );
}

function Issuer({ name, phone, email }: NonNullable<BulletinAnswer['notice']['issuer']>): JSX.Element {
  const tel = phone === undefined ? null : telOf(phone);
  const mail = email === undefined ? null : mailOf(email);
  return (
    <span class="row">
      <bdi>{name}</bdi>
      {phone !== undefined && (tel === null ? <bdi>{phone}</bdi> : <a href={tel}>{phone}</a>)}
      {email !== undefined && (mail === null ? <bdi>{email}</bdi> : <a href={mail}>{email}</a>)}
    </span>
  );
}
