/** The newest scan, large: seen from the shelf. */
import type { JSX } from 'preact';
import type { InventoryLine } from '../../../agent/hook/schemas/inventory.ts';
import { NoAnswer, PackAnswer, PackProblem } from '../../components/answer.tsx';
import { code } from '../../core/format.ts';
import { useInView } from '../../core/in-view.ts';
import { isUnread } from '../../core/pack-input.ts';
import { say, sayCount } from '../../core/say.ts';
import type { Latest, Ledger } from './ledger.ts';

/** A pack in few words: name or code, and lot. */
export function shortPack({ pack }: Pick<InventoryLine, 'pack'>): string {
  const product = pack.name ?? code(pack.cip13 ?? pack.gtin);
  return pack.lot === null ? product : `${product}, ${say('desk.pack.lot', { lot: pack.lot })}`;
}

/** What became of the newest scan. */
export function LatestScan({ ledger }: { ledger: Ledger }): JSX.Element {
  const latest = ledger.latest.value;
  const words = wordsOf(latest);
  const place = useInView<HTMLDivElement>([latest]);
  const calm = latest?.state === 'removed' || (latest?.state === 'taken' && latest.line.verdict === 'allow');
  return (
    <div class="inventory-latest" ref={place}>
      <Shown latest={latest} />
      <p class="hidden-visually" role="status">
        {calm ? words : ''}
      </p>
      <p class="hidden-visually" role="alert">
        {calm ? '' : words}
      </p>
    </div>
  );
}

function Shown({ latest }: { latest: Latest | null }): JSX.Element {
  if (latest === null)
    return <NoAnswer title={say('desk.inventory.ready')}>{say('desk.inventory.ready.text')}</NoAnswer>;
  switch (latest.state) {
    case 'sending':
      return <NoAnswer title={say('desk.answer.waiting')} />;
    case 'kept':
      return <NoAnswer title={say('desk.inventory.kept.last')}>{say('desk.inventory.kept.last.text')}</NoAnswer>;
    case 'unread':
      return <PackProblem error={latest.error} />;
    case 'removed':
      return <NoAnswer title={say('desk.inventory.undone', { pack: shortPack(latest.line) })} />;
    case 'taken':
      return <PackAnswer answer={latest.line} word={wordOf(latest.line)} />;
  }
}

function wordOf({ verdict, quantity }: InventoryLine): string {
  const word = say(`desk.inventory.verdict.${verdict}`);
  return quantity === 1 ? word : `${word} · ${sayCount('desk.inventory.packs', quantity)}`;
}

function wordsOf(latest: Latest | null): string {
  switch (latest?.state) {
    case 'kept':
      return say('desk.inventory.kept.last.text');
    case 'unread':
      return `${say('desk.verdict.verify')}. ${isUnread(latest.error) ? latest.error.problem.title : latest.error.message}`;
    case 'removed':
      return say('desk.inventory.undone', { pack: shortPack(latest.line) });
    case 'taken':
      return `${wordOf(latest.line)}. ${latest.line.message}`;
    default:
      return '';
  }
}
