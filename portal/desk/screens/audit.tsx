/** The audit log: who did what, newest first, by filters; for the operator its proof. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { call } from '../../../renderer/core/api.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { isDeskKey, language, locale, number, say } from '../../../renderer/core/say.ts';
import type { AuditProof } from '../../access/audit.ts';
import type { AuditEntry } from '../../access/audit-log.ts';
import { ActButton, Refused, useAct } from '../components/act.tsx';
import { Download } from '../components/download.tsx';
import { SelectField, TextField } from '../components/fields.tsx';
import { Table } from '../components/table.tsx';
import { dayEnd, dayStart } from '../core/days.ts';
import { hrefOf } from '../core/router.ts';
import { useSearch } from '../core/search.ts';
import { me } from '../core/session.ts';

const PAGE = 100;
/** What an act is done to: the part of its name before the dot. */
const kinds = [
  'bulletin',
  'organisation',
  'person',
  'key',
  'passkey',
  'session',
  'convention',
  'officine',
  'workstation',
  'recipient',
  'outreach',
  'shortage',
  'laboratory',
  'keys',
] as const;

export function AuditPage(): JSX.Element {
  const [kind, setKind] = useState('');
  const [person, name, setPerson] = useSearch();
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  /** Where the pages so far begin. */
  const [pages, setPages] = useState<readonly number[]>([]);
  const before = pages.at(-1);
  const filter = {
    ...(kind !== '' && { act: `${kind}.` }),
    ...(name !== '' && { name }),
    ...(from !== '' && { from: dayStart(from) }),
    ...(to !== '' && { to: dayEnd(to) }),
  };
  const { data, error, loading, reload } = useResource<{ entries: readonly AuditEntry[]; next: number | null }>(
    `/v1/audit?${new URLSearchParams({ ...filter, limit: String(PAGE), ...(before !== undefined && { before: String(before) }) })}`,
  );
  const first = (set: (value: string) => void) => (value: string) => {
    set(value);
    setPages([]);
  };
  const entries = data?.entries ?? [];
  const next = data?.next ?? null;
  return (
    <>
      <h1>{say('web.nav.audit')}</h1>
      {me().role === 'operator' && <Proof />}
      <div class="row spread">
        <div class="row">
          <SelectField
            label={say('web.audit.kind')}
            value={kind}
            onValue={first(setKind)}
            options={[
              ['', say('web.audit.kind.all')],
              ...kinds.map((one) => [one, say(`web.audit.kind.${one}`)] as const),
            ]}
          />
          <TextField
            label={say('web.audit.person')}
            type="search"
            maxLength={100}
            value={person}
            onValue={first(setPerson)}
          />
          <TextField label={say('web.audit.from')} type="date" value={from} onValue={first(setFrom)} />
          <TextField label={say('web.audit.to')} type="date" value={to} onValue={first(setTo)} />
        </div>
        <Download
          href={`/v1/audit?${new URLSearchParams({ ...filter, format: 'csv', language: language.value })}`}
          name="audit.csv"
        >
          {say('web.audit.csv')}
        </Download>
      </div>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && entries.length === 0 && <Empty>{say('web.audit.none')}</Empty>}
      {entries.length > 0 && (
        <Table
          heads={[
            { label: say('web.audit.position'), number: true },
            say('web.audit.at'),
            say('web.audit.who'),
            say('web.audit.act'),
            say('web.audit.subject'),
          ]}
        >
          {entries.map((entry) => (
            <Entry key={entry.position} entry={entry} />
          ))}
        </Table>
      )}
      {data !== null && (next !== null || pages.length > 0) && (
        <nav class="row" aria-label={say('web.list.pages')}>
          {pages.length > 0 && (
            <button type="button" onClick={() => setPages(pages.slice(0, -1))}>
              {say('web.list.before')}
            </button>
          )}
          {next !== null && (
            <button type="button" onClick={() => setPages([...pages, next])}>
              {say('web.list.next')}
            </button>
          )}
        </nav>
      )}
    </>
  );
}

function Entry({ entry }: { entry: AuditEntry }): JSX.Element {
  const { position, at, name, organisation, onCallFrom, act, subject, detail } = entry;
  const key = `web.audit.act.${act}`;
  const more = JSON.stringify(detail);
  return (
    <tr>
      <td class="number">{number(position)}</td>
      <td class="nowrap">{stamp(at)}</td>
      <td>
        <bdi>{name}</bdi>
        {organisation !== null && (
          <span class="soft">
            {' '}
            · <bdi>{organisation.name}</bdi>
          </span>
        )}
        {onCallFrom !== null && <span class="soft"> {say('web.on-call')}</span>}
      </td>
      <td>
        {isDeskKey(key) ? say(key) : <span class="code">{act}</span>}
        {more !== '{}' && (
          <details>
            <summary class="small">{say('web.audit.detail')}</summary>
            <p class="code small">{more}</p>
          </details>
        )}
      </td>
      <td class="code small">
        <Subject subject={subject} />
      </td>
    </tr>
  );
}

const pagesOfSubjects = { bulletin: 'bulletin', organisation: 'organisations', officine: 'officines' } as const;

function Subject({ subject }: { subject: string }): JSX.Element {
  const [kind = '', id = ''] = subject.split('/', 2);
  const screen = Object.hasOwn(pagesOfSubjects, kind) ? pagesOfSubjects[kind as keyof typeof pagesOfSubjects] : null;
  const reachable = screen === 'bulletin' || me().role === 'operator';
  return screen === null || id === '' || !reachable ? (
    <span>{subject}</span>
  ) : (
    <a href={hrefOf(screen, id)}>{subject}</a>
  );
}

/** `23/11/2026 13:04:27`: to the second, since acts follow each other. */
function stamp(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'short', timeStyle: 'medium' }).format(new Date(at));
}

function Proof(): JSX.Element {
  const [proof, setProof] = useState<AuditProof | null>(null);
  const act = useAct();
  return (
    <div class="panel stack">
      <div class="row">
        <ActButton act={act} onAct={async () => setProof(await call<AuditProof>('/v1/audit/verify'))}>
          {say('web.audit.verify')}
        </ActButton>
        <p role="status">{act.busy && say('web.audit.verifying')}</p>
      </div>
      <Refused act={act} />
      {proof !== null && proof.broken === null && (
        <p role="status" class="is-allow">
          {say('web.audit.whole', { count: proof.count })} <span class="code small">{proof.head}</span>
        </p>
      )}
      {proof !== null && proof.broken !== null && (
        <p role="alert" class="banner">
          {say(`web.audit.broken.${proof.broken.why}`, { position: proof.broken.position })}
        </p>
      )}
    </div>
  );
}
