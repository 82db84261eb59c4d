import type { JSX, TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { NameField } from '../../components/name-field.tsx';
import { code } from '../../core/format.ts';
import { say, sayCount } from '../../core/say.ts';
import { when } from '../../core/when.ts';
import { lastOperator } from '../../popup/operator.tsx';
import { QuarantineForm } from '../../popup/quarantine-form.tsx';

/** The quarantine report of this machine, and the way to give or replace it. `onDone`: one is on disk. */
export function Quarantine({ bulletin, onDone }: { bulletin: BulletinAnswer; onDone: () => void }): JSX.Element | null {
  const { quarantine, notice, kind } = bulletin;
  const [operator, setOperator] = useState<string | null>(null);
  const countable = kind === 'recall' && notice.state !== 'lifted' && notice.targets.length > 0;
  if (quarantine === null && !countable) return null;
  return (
    <section class="panel stack" aria-labelledby="bulletin-quarantine">
      <h2 id="bulletin-quarantine">{say('desk.bulletin.quarantine')}</h2>
      {quarantine !== null ? (
        <Report bulletin={bulletin} report={quarantine} />
      ) : (
        <p>{say(notice.reportQuantities ? 'desk.bulletin.quarantine.due' : 'desk.bulletin.quarantine.none-asked')}</p>
      )}
      {countable && operator === null && <Begin again={quarantine !== null} onBegin={setOperator} />}
      {operator !== null && (
        <QuarantineForm
          bulletin={bulletin}
          operator={operator}
          onLater={() => setOperator(null)}
          onDone={() => {
            setOperator(null);
            onDone();
          }}
        />
      )}
    </section>
  );
}

/** Who counts is asked first: the report bears the name. */
function Begin({ again, onBegin }: { again: boolean; onBegin: (operator: string) => void }): JSX.Element {
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(lastOperator.peek());
  const [missing, setMissing] = useState(false);
  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    const operator = name.trim();
    if (operator === '') {
      setMissing(true);
      field.current?.focus();
      return;
    }
    lastOperator.value = operator;
    onBegin(operator);
  };
  return (
    <form class="quarantine-begin" onSubmit={submit}>
      <NameField
        name={name}
        onName={(typed) => {
          setName(typed);
          setMissing(false);
        }}
        missing={missing}
        field={field}
      />
      <button type="submit">
        {say(again ? 'desk.bulletin.quarantine.replace' : 'desk.bulletin.quarantine.enter')}
      </button>
    </form>
  );
}

interface ReportProps {
  readonly bulletin: BulletinAnswer;
  readonly report: NonNullable<BulletinAnswer['quarantine']>;
}

function Report({ bulletin: { notice }, report: { lines, operator, at, revision } }: ReportProps): JSX.Element {
  const names = new Map(notice.targets.map(({ gtin, name }) => [gtin, name]));
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <>
      <p>
        <strong>
          {lines.length === 0
            ? say('desk.bulletin.quarantine.none-found')
            : sayCount('desk.bulletin.quarantine.total', total)}
        </strong>{' '}
        <span class="soft">
          {say('desk.bulletin.quarantine.by', { operator, when: when(at), revision: String(revision) })}
        </span>
      </p>
      {lines.length > 0 && (
        <ul class="quarantine-lines">
          {lines.map(({ gtin, lot, quantity }) => (
            <li key={`${gtin} ${lot}`}>
              <bdi>{names.get(gtin) ?? code(gtin)}</bdi>
              <bdi class="code">{lot}</bdi>
              <span class="number">{sayCount('desk.bulletin.quarantine.packs', quantity)}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
