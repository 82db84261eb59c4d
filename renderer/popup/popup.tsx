/** The recall that stops the screen: what waits is shown over everything until it is acknowledged, most urgent first. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { AttentionAnswer, Waiting } from '../../agent/hook/schemas/attention.ts';
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';
import { attentionChanged, bulletinsChanged } from '../core/events.ts';
import { useResource } from '../core/resource.ts';
import { say } from '../core/say.ts';
import { Alert, ids } from './alert.tsx';
import { Modal } from './modal.tsx';
import { queueOf, Settled, type Standing } from './queue.ts';
import { SaidNote, said } from './said.tsx';
import { toneOf } from './words.ts';

/** Nothing while none waits. */
export function Popup(): JSX.Element | null {
  const { data } = useResource<AttentionAnswer>('/v1/attention', [attentionChanged]);
  const [standing, setStanding] = useState<Standing | null>(null);
  const settled = useRef(new Settled());
  const known = useRef(new Map<string, Waiting>());

  const show = settled.current.without(data?.show ?? []);
  for (const one of show) known.current.set(one.id, one);
  const { id, more, ahead } = queueOf(show, standing);
  const waiting = id === null ? undefined : known.current.get(id);

  useEffect(() => {
    setStanding((before) => (before?.id === id ? before : id === null ? null : { id, busy: false, counting: false }));
  }, [id]);
  usePageTitle(waiting);
  // What was said of an earlier one is no news beside one that comes by itself.
  useEffect(() => {
    if (id !== null) return () => undefined;
    return () => {
      said.value = null;
    };
  }, [id === null]);
  const bulletin = useResource<BulletinAnswer>(id === null ? null : `/v1/bulletins/${encodeURIComponent(id)}`, [
    bulletinsChanged,
  ]);
  const ready = useReady(id !== null, bulletin.data !== null || bulletin.error !== null);

  if (waiting === undefined || !ready) return <SaidNote />;
  const touch = () => {
    const mine = standing?.id === waiting.id ? standing : null;
    if (mine?.busy !== true) setStanding({ id: waiting.id, busy: true, counting: mine?.counting ?? false });
  };
  const over = (text: string, bulletin: BulletinAnswer) => {
    settled.current.add(bulletin.id, bulletin.revision);
    said.value = { text, bulletin };
    setStanding(null);
  };
  return (
    <Modal tone={toneOf(waiting)} labelledBy={ids.title} describedBy={ids.todo} onTouch={touch}>
      <SaidNote bare />
      <Alert
        key={waiting.id}
        waiting={waiting}
        bulletin={bulletin}
        listed={show.some((one) => one.id === waiting.id)}
        more={more}
        ahead={ahead}
        onShowAhead={() => setStanding(null)}
        onAcknowledged={(revision, counting) => {
          settled.current.add(waiting.id, revision);
          setStanding({ id: waiting.id, busy: true, counting });
        }}
        onOver={over}
      />
    </Modal>
  );
}

/** A page behind other windows says by its title that something waits on it. */
function usePageTitle(waiting: Waiting | undefined): void {
  const title = waiting === undefined ? null : say('desk.popup.page-title', { title: waiting.title });
  useEffect(() => {
    if (title === null) return;
    const before = document.title;
    document.title = title;
    return () => {
      document.title = before;
    };
  }, [title]);
}

/** The notice is milliseconds away; a dialog that waits so long for it is read out once, whole, and nothing jumps in it. */
const PATIENCE_MS = 300;

/** Whether the dialog may open; once it stands it stays. */
function useReady(wanted: boolean, here: boolean): boolean {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    if (!wanted) return setOpen(false);
    if (here) return setOpen(true);
    const timer = setTimeout(() => setOpen(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [wanted, here]);
  return open && wanted;
}
