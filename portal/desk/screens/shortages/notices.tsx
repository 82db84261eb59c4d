import type { JSX } from 'preact';
import { call } from '../../../../renderer/core/api.ts';
import { code, time } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { NoticeView } from '../../../shortages/notices.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { changed } from '../../core/live.ts';
import { hrefOf } from '../../core/router.ts';

/** What the authority has not read yet of medicines of major interest; nothing where there is none. */
export function Notices(): JSX.Element | null {
  const { data, reload } = useResource<{ notices: readonly NoticeView[] }>(
    '/v1/shortages/notices?unread=true&limit=20',
    [changed.shortage, changed.bulletin],
  );
  const act = useAct();
  if (data === null || data.notices.length === 0) return null;
  return (
    <section class="panel stack" aria-labelledby="notices">
      <h2 id="notices">{say('web.shortages.notices')}</h2>
      <Refused act={act} />
      <ul class="plain stack">
        {data.notices.map(({ id, at, gtin, name, what }) => (
          <li key={id} class="row spread">
            <span>
              <span class="soft small">{time(at)}</span> <a href={hrefOf('shortages', gtin)}>{name ?? code(gtin)}</a> –{' '}
              {say(`web.shortages.notice.${what}`)}
            </span>
            <button
              type="button"
              aria-label={say('web.shortages.notice.read.label', { product: name ?? code(gtin) })}
              onClick={() =>
                void act.run(async () => {
                  await call(`/v1/shortages/notices/${id}/read`, { method: 'POST' });
                  reload();
                })
              }
            >
              {say('web.shortages.notice.read')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
