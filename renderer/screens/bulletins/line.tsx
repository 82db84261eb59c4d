import type { JSX } from 'preact';
import type { BulletinsAnswer } from '../../../agent/hook/schemas.ts';
import { DrillBadge, KindBadge, StateBadge } from '../../components/badges.tsx';
import { code, time } from '../../core/format.ts';
import { hrefOf } from '../../core/router.ts';
import { say, sayCount } from '../../core/say.ts';
import { Urgency } from './urgency.tsx';

type Summary = BulletinsAnswer['bulletins'][number];

/** One bulletin of the list; the whole line leads to it. */
export function BulletinLine({ bulletin }: { bulletin: Summary }): JSX.Element {
  const { id, kind, drill, title, reference, state, acknowledged, reaches, receivedAt } = bulletin;
  return (
    <li class={`bulletin-line${acknowledged ? '' : ' is-unread'}${state === 'lifted' ? ' is-lifted' : ''}`}>
      <span class="line-kind">
        <KindBadge kind={kind} />
        {drill && <DrillBadge />}
      </span>
      <span class="line-what">
        <a class="stretched" href={hrefOf('bulletins', id)} data-item>
          <bdi>{title || reference}</bdi>
        </a>
        <Products of={bulletin} />
      </span>
      <span class="line-reference">
        <bdi>{reference}</bdi>
        <span class="soft">{bulletin.issuer !== null && <bdi>{bulletin.issuer}</bdi>}</span>
      </span>
      <span class="line-urgency">
        <Urgency of={bulletin} />
      </span>
      <span class="line-state">
        <StateBadge state={state} />
        {kind === 'shortage' && !reaches ? null : !reaches ? (
          <span class="soft small" title={say('desk.bulletins.elsewhere.why')}>
            {say('desk.bulletins.elsewhere')}
          </span>
        ) : (
          <span class={`small ${acknowledged ? 'soft' : 'unread'}`}>
            {say(acknowledged ? 'desk.bulletins.read' : 'desk.bulletins.not-read')}
          </span>
        )}
      </span>
      <time class="line-at soft" dateTime={receivedAt}>
        {time(receivedAt)}
      </time>
    </li>
  );
}

/** The first products, and how many more there are; what the title says already is not said again. */
function Products({ of: { products, productCount, title } }: { of: Summary }): JSX.Element {
  const named = products.map((product) => (/^\d{8,14}$/.test(product) ? code(product) : product));
  const more = productCount - products.length;
  if (named.length === 1 && more === 0 && named[0] === title)
    return <span class="line-products soft small">&nbsp;</span>;
  return (
    <span class="line-products soft small">
      <bdi>{named.join(' · ')}</bdi>
      {more > 0 && ` ${sayCount('desk.count-more', more)}`}
    </span>
  );
}
