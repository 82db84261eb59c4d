/** One bulletin over the whole page: read and acknowledge, then count. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Waiting } from '../../agent/hook/schemas/attention.ts';
import type { AcknowledgementAnswer, BulletinAnswer } from '../../agent/hook/schemas.ts';
import { bulletinsChanged } from '../core/events.ts';
import type { Resource } from '../core/resource.ts';
import { say, sayCount } from '../core/say.ts';
import { when } from '../core/when.ts';
import { RecallSheet } from '../print/recall-sheet.tsx';
import { Acknowledge } from './acknowledge.tsx';
import { Concerned } from './concerned.tsx';
import { useDisplayed } from './display.ts';
import { Head } from './head.tsx';
import { NoticeView } from './notice.tsx';
import { overOf } from './over.ts';
import { QuarantineForm } from './quarantine-form.tsx';
import { Scanned } from './scanned.tsx';

export const ids = { title: 'popup-title', todo: 'popup-todo' } as const;

interface Props {
  readonly waiting: Waiting;
  readonly bulletin: Resource<BulletinAnswer>;
  /** Whether the agent still says that it must be shown. */
  readonly listed: boolean;
  readonly more: number;
  /** More urgent, and came while somebody was at this one. */
  readonly ahead: Waiting | null;
  readonly onShowAhead: () => void;
  /** Acknowledged on this page; `counting`: it stands on, for its quantities. */
  readonly onAcknowledged: (revision: number, counting: boolean) => void;
  /** It goes away, and this is said of it afterwards. */
  readonly onOver: (text: string, bulletin: BulletinAnswer) => void;
}

/** Made anew for each bulletin (`key`). */
export function Alert(props: Props): JSX.Element {
  const { waiting, bulletin, listed, more, ahead, onShowAhead, onAcknowledged, onOver } = props;
  const { id } = waiting;
  const { data, error, reload } = bulletin;
  const [mine, setMine] = useState<AcknowledgementAnswer | null>(null);
  const [outdated, setOutdated] = useState<number | null>(null);
  const first = useRef<number | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);

  const revision = data?.notice.revision ?? null;
  first.current ??= revision;
  const replaced = revision !== null && first.current !== null && revision !== first.current;
  useDisplayed(id, revision !== null && revision > 0 ? revision : null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  const over = data !== null && !listed && mine === null ? overOf(data) : null;
  useEffect(() => {
    if (over === null || data === null) return;
    onOver(
      over === 'replaced'
        ? say('desk.popup.said-over')
        : say('desk.popup.said-elsewhere', { operator: over.by, at: when(over.at) }),
      data,
    );
  }, [over !== null]);

  const acknowledged = (answer: AcknowledgementAnswer) => {
    if (data === null) return;
    if (!answer.current) {
      setOutdated(answer.revision);
      reload();
      return;
    }
    const counting = countsPacks(data);
    setMine(answer);
    bulletinsChanged.value++;
    onAcknowledged(answer.revision, counting);
    if (!counting) onOver(say('desk.popup.said-acknowledged'), { ...data, acknowledged: true });
  };

  return (
    <>
      <Head waiting={waiting} notice={data?.notice ?? null} more={more} titleId={ids.title} heading={heading} />
      {ahead !== null && (
        <div class="popup-ahead" role="alert">
          <p>
            {say('desk.popup.urgent')} <bdi class="code">{ahead.reference}</bdi>{' '}
            <strong dir="auto">{ahead.title}</strong>
          </p>
          <button type="button" onClick={onShowAhead}>
            {say('desk.popup.urgent-show')}
          </button>
        </div>
      )}
      <div class="popup-strip" role="alert">
        {mine === null && replaced && <p>{say('desk.popup.changed-now', { revision })}</p>}
        {mine === null && outdated !== null && <p>{say('desk.popup.outdated', { revision: outdated })}</p>}
      </div>
      <Scanned />
      {mine !== null && data !== null ? (
        <QuarantineForm
          bulletin={data}
          operator={mine.operator}
          at={mine.at}
          onLater={() => onOver(say('desk.popup.said-later'), data)}
          onDone={(report) => {
            bulletinsChanged.value++;
            onOver(reportWords(report.lines), { ...data, quarantine: report });
          }}
        />
      ) : (
        <>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
          <section class="popup-body" tabIndex={0} aria-label={say('desk.popup.content')}>
            {data !== null && (
              <NoticeView bulletin={data} doId={ids.todo}>
                <Concerned id={data.id} report={data.quarantine} />
              </NoticeView>
            )}
            {data === null && error === null && (
              <p class="soft" aria-busy="true">
                {say('desk.popup.loading')}
              </p>
            )}
            {data === null && error !== null && (
              <div class="failure" role="alert">
                <p>{say('desk.popup.missing', { reason: error.message })}</p>
                <button type="button" onClick={reload}>
                  {say('desk.error.retry')}
                </button>
              </div>
            )}
          </section>
          <Acknowledge id={id} revision={revision} replaced={replaced} onDone={acknowledged} />
        </>
      )}
      {data !== null && <RecallSheet bulletin={data} quarantine={data.quarantine} />}
    </>
  );
}

/** Whether packs are to be counted once it is read; of a drill nothing is set aside. */
function countsPacks({ notice, kind, drill }: BulletinAnswer): boolean {
  return (
    kind === 'recall' && !drill && notice.state !== 'lifted' && notice.reportQuantities && notice.targets.length > 0
  );
}

function reportWords(lines: readonly { quantity: number }[]): string {
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  return total === 0 ? say('desk.popup.said-none') : sayCount('desk.popup.said-reported', total);
}
