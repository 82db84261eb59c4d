/** A batch of letters: to be printed, handed over, and what came of each. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Failure } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import type { BatchView, HandOverBody } from '../../../outreach/letters/batches.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Download } from '../../components/download.tsx';
import { TextArea } from '../../components/fields.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { Table } from '../../components/table.tsx';
import { useKept } from '../../core/kept.ts';
import { changed } from '../../core/live.ts';
import { hrefOf } from '../../core/router.ts';
import { linesOf } from './make-batch.tsx';

const RECEIPT_LENGTH = 1_000;

export function BatchPage({ id }: { id: string }): JSX.Element {
  const path = `/v1/outreach/letters/${encodeURIComponent(id)}`;
  const batch = useResource<BatchView>(path, [changed.tracking]);
  const [handing, setHanding] = useState(false);
  const { data, error, reload } = batch;
  if (data === null) return <PageOf of={batch} />;
  const { at, by, letters, handedAt, handedBy, receipt } = data;
  return (
    <>
      <header class="bulletin-head">
        <p>
          <a href={hrefOf('outreach')}>{say('web.nav.outreach')}</a>
        </p>
        <h1>{say('web.letters.batch', { at: moment(at) })}</h1>
        <p class="soft" dir="auto">
          {say('web.letters.count')} : {number(letters.length)} · {by}
        </p>
      </header>
      {error !== null && <Failure error={error} retry={reload} />}
      {handedAt !== null && (
        <p class="banner is-plain" dir="auto">
          {say('web.letters.handed.by', { at: moment(handedAt), by: handedBy ?? '–', receipt: receipt ?? '–' })}
        </p>
      )}
      <div class="row">
        <Download href={`${path}?format=pdf`} name={`courriers-${id}.pdf`}>
          {say('web.letters.pdf')}
        </Download>
        <Download href={`${path}?format=csv`} name={`courriers-${id}.csv`}>
          {say('web.letters.csv')}
        </Download>
        {handedAt === null && (
          <button type="button" onClick={() => setHanding(true)}>
            {say('web.letters.hand-over')}
          </button>
        )}
      </div>
      <Table
        heads={[
          say('web.letters.code'),
          say('web.letters.address'),
          say('web.outreach.state'),
          say('web.letters.receipt'),
        ]}
      >
        {letters.map((one) => (
          <tr key={one.code}>
            <th scope="row" class="code nowrap">
              {one.code.match(/.{1,4}/g)?.join('-')}
            </th>
            <td class="prose" dir="auto">
              {one.address.join('\n')}
            </td>
            <td>
              <span class={one.state === 'returned' ? 'field-error' : undefined}>
                {say(`web.letters.state.${one.state}`)}
              </span>
              <p class="small">
                <a href={hrefOf('bulletin', one.bulletin, 'outreach')}>{say('web.bulletin.outreach')}</a>
              </p>
            </td>
            <td dir="auto">{[one.receipt, one.error].filter((words) => words !== null).join(' · ') || '–'}</td>
          </tr>
        ))}
      </Table>
      {handing && <HandOver path={path} onDone={reload} onClose={() => setHanding(false)} />}
    </>
  );
}

function HandOver(props: { path: string; onDone: () => void; onClose: () => void }): JSX.Element {
  const [receipt, setReceipt] = useKept(`${props.path}/receipt`, '');
  const [withheld, setWithheld] = useKept(`${props.path}/withheld`, '');
  return (
    <Confirm
      title={say('web.letters.hand-over')}
      reason={say('web.letters.hand-over.receipt')}
      longest={RECEIPT_LENGTH}
      value={receipt}
      onValue={setReceipt}
      confirm={say('web.letters.hand-over')}
      onConfirm={async (given) => {
        const body: HandOverBody = { receipt: given, withheld: linesOf(withheld) };
        await call(`${props.path}/hand-over`, { method: 'POST', body });
        setReceipt('');
        setWithheld('');
        props.onDone();
      }}
      onClose={props.onClose}
    >
      <p>{say('web.letters.hand-over.text')}</p>
      <TextArea
        label={say('web.letters.withheld')}
        hint={say('web.letters.withheld.hint')}
        rows={2}
        code
        value={withheld}
        onValue={setWithheld}
      />
    </Confirm>
  );
}
