/** One product that officines lack: how many, where, day by day, and the answer with what can be done about it. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { civil, code } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { ShortageView } from '../../../shortages/product.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { changed } from '../../core/live.ts';
import { hrefOf } from '../../core/router.ts';
import { may, me } from '../../core/session.ts';
import { Days } from './days.tsx';
import { ShortageMap } from './map.tsx';

export function ShortagePage({ gtin }: { gtin: string }): JSX.Element {
  const resource = useResource<ShortageView>(`/v1/shortages/${encodeURIComponent(gtin)}`, [
    changed.shortage,
    changed.bulletin,
  ]);
  const { data } = resource;
  if (data === null) return <PageOf of={resource} />;
  return (
    <>
      <h1>{data.name ?? code(data.gtin)}</h1>
      <p class="row">
        <span class="soft">{code(data.gtin)}</span>
        <span dir="auto">{data.laboratory?.name ?? say('web.shortages.laboratory.none')}</span>
        {data.major && <span class="badge">{say('web.shortages.major')}</span>}
      </p>
      <p class="strong" role="status">
        {sayCount('web.shortages.lacking', data.officines)}
      </p>
      {may('shortage.answer') && <Major view={data} onChange={resource.reload} />}
      <Standing view={data} onChange={resource.reload} />
      <Days days={data.days} />
      <ShortageMap departments={data.departments} />
    </>
  );
}

/** Beside what the medicines database says; the authority alone takes a mark back. */
function Major({ view: { gtin, major }, onChange }: { view: ShortageView; onChange: () => void }): JSX.Element | null {
  const act = useAct();
  if (major && me().role !== 'authority') return null;
  const mark = () =>
    act.run(async () => {
      await call(`/v1/shortages/${encodeURIComponent(gtin)}/major`, { method: 'PUT', body: { major: !major } });
      onChange();
    });
  return (
    <div class="stack-tight">
      <Refused act={act} />
      <div>
        <button type="button" onClick={mark} aria-disabled={act.busy ? 'true' : undefined}>
          {say(major ? 'web.shortages.major.unmark' : 'web.shortages.major.mark')}
        </button>
      </div>
    </div>
  );
}

function Standing({ view, onChange }: { view: ShortageView; onChange: () => void }): JSX.Element {
  const { answer, gtin } = view;
  const [ending, setEnding] = useState(false);
  if (answer === null) {
    return (
      <section class="panel stack" aria-labelledby="standing">
        <h2 id="standing">{say('web.shortages.reply.standing')}</h2>
        <p class="soft">{say('web.shortages.answer.none')}</p>
        {may('shortage.answer') && (
          <div>
            <a class="button primary" href={hrefOf('shortages', gtin, 'answer')}>
              {say('web.shortages.reply')}
            </a>
          </div>
        )}
      </section>
    );
  }
  const facts = [
    ['web.shortages.field.from', answer.from && civil(answer.from)],
    ['web.shortages.field.return', answer.expectedReturn && civil(answer.expectedReturn)],
    ['web.shortages.field.cause', answer.cause],
    ['web.shortages.field.alternatives', answer.alternatives],
  ] as const;
  return (
    <section class="panel stack" aria-labelledby="standing">
      <div class="row">
        <h2 id="standing">{say('web.shortages.reply.standing')}</h2>
        {answer.anticipated && <span class="badge">{say('web.shortages.anticipated')}</span>}
        <span class="soft small">{answer.reference}</span>
      </div>
      <dl class="facts">
        {facts.map(([label, value]) =>
          value ? (
            <div key={label}>
              <dt>{say(label)}</dt>
              <dd class="written">{value}</dd>
            </div>
          ) : null,
        )}
      </dl>
      {may('shortage.answer') && (
        <div class="row">
          <a class="button" href={hrefOf('shortages', gtin, 'answer')}>
            {say('web.shortages.reply.change')}
          </a>
          <button type="button" onClick={() => setEnding(true)}>
            {say('web.shortages.reply.end')}
          </button>
        </div>
      )}
      {ending && (
        <Confirm
          title={say('web.shortages.reply.end')}
          confirm={say('web.shortages.reply.end')}
          reason={say('web.shortages.reply.end.reason')}
          onConfirm={async (reason) => {
            await call(`/v1/shortages/answers/${answer.bulletin}/end`, { method: 'POST', body: { reason } });
            onChange();
          }}
          onClose={() => setEnding(false)}
        >
          <p>{say('web.shortages.reply.end.text')}</p>
        </Confirm>
      )}
    </section>
  );
}
