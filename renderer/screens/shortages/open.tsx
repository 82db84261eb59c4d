/** One open shortage: how it was declared on the left, what the laboratory answers on the right. */
import type { ComponentChildren, JSX } from 'preact';
import type { Shortage } from '../../../agent/hook/schemas/shortages.ts';
import { civil, code } from '../../core/format.ts';
import { hrefOf } from '../../core/router.ts';
import { say } from '../../core/say.ts';
import { when } from '../../core/when.ts';
import { productOf } from './product.ts';

/** `onSupplied`: it came, which ends it. */
export function OpenShortage({ shortage, onSupplied }: { shortage: Shortage; onSupplied: () => void }): JSX.Element {
  const { gtin, name, state, dueAt, unavailableSince, told } = shortage;
  return (
    <li class="panel shortage">
      <div class="stack">
        <div>
          <h3>{productOf(shortage)}</h3>
          {name !== null && <p class="small soft">{code(gtin)}</p>}
        </div>
        <p>
          <span class={`badge shortage-${state}`}>{say(`desk.shortages.state.${state}`)}</span>
        </p>
        <ul class="plain small">
          <li>
            {state === 'waiting' && dueAt !== null
              ? say('desk.shortages.due', { when: when(dueAt) })
              : declaredWords(shortage)}
          </li>
          {unavailableSince !== null && <li>{say('desk.shortages.since', { when: when(unavailableSince) })}</li>}
          {state === 'declared' && <li>{say(told ? 'desk.shortages.told' : 'desk.shortages.untold')}</li>}
        </ul>
        <div>
          <button
            type="button"
            aria-label={say('desk.shortages.supplied.label', { product: productOf(shortage) })}
            onClick={onSupplied}
          >
            {say('desk.shortages.supplied')}
          </button>
        </div>
      </div>
      <Answer shortage={shortage} />
    </li>
  );
}

function declaredWords({ source, operator, declaredAt, notedAt }: Shortage): string {
  const at = when(declaredAt ?? notedAt);
  if (source === 'desk' && operator !== null) return say('desk.shortages.source.desk.by', { operator, when: at });
  return say(`desk.shortages.source.${source}`, { when: at });
}

function Answer({ shortage: { answer } }: { shortage: Shortage }): JSX.Element {
  return (
    <div class={`stack shortage-answer ${answer === null ? 'is-missing' : ''}`}>
      <h4>{say('desk.shortages.answer')}</h4>
      {answer === null ? <p class="soft">{say('desk.shortages.answer.none')}</p> : <Said answer={answer} />}
    </div>
  );
}

function Said({ answer }: { answer: NonNullable<Shortage['answer']> }): JSX.Element {
  const { state, anticipated, from, expectedReturn, cause, alternatives, issuer, text, reason } = answer;
  const over = state === 'lifted';
  return (
    <>
      {over && (
        <p class="strong">
          {say('desk.shortages.answer.over')}
          {reason !== null && ` : ${reason}`}
        </p>
      )}
      {anticipated && !over && <p class="strong">{say('desk.shortages.answer.anticipated')}</p>}
      <dl class="facts">
        {from !== null && <Fact label={say('desk.shortages.answer.from')}>{civil(from)}</Fact>}
        {!over && (
          <Fact label={say('desk.shortages.answer.return')}>
            <strong>
              {expectedReturn === null ? say('desk.shortages.answer.return.unknown') : civil(expectedReturn)}
            </strong>
          </Fact>
        )}
        {cause !== null && <Fact label={say('desk.shortages.answer.cause')}>{cause}</Fact>}
        {alternatives !== null && <Fact label={say('desk.shortages.answer.alternatives')}>{alternatives}</Fact>}
        <Fact label={say('desk.shortages.answer.contact')}>
          {[issuer.name, issuer.phone, issuer.email].filter((each) => each !== null).join(' · ')}
        </Fact>
      </dl>
      {text !== null && <p class="written">{text}</p>}
      <p class="small soft">
        <a href={hrefOf('bulletins', answer.bulletin)}>
          {say('desk.shortages.answer.published', { reference: answer.reference, when: when(answer.publishedAt) })}
        </a>
      </p>
    </>
  );
}

function Fact({ label, children }: { label: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}
