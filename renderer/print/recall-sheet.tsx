/** The recall sheet as pharmacies file it: one A4 page with a quarantine form and lines to sign on. */
import { createPortal, type JSX } from 'preact';
import type { BulletinAnswer, QuarantineAnswer, StatusAnswer } from '../../agent/hook/schemas.ts';
import { civil, code, moment } from '../core/format.ts';
import { useResource } from '../core/resource.ts';
import { isDeskKey, number, say } from '../core/say.ts';
import { columnsFor, productsOf, rowsOf, type SheetLot, type SheetProduct } from './sheet-lots.ts';

interface Props {
  readonly bulletin: BulletinAnswer;
  /** Fills the form; null: it is left to be filled by hand. */
  readonly quarantine: QuarantineAnswer | null;
  /** Printed by `printSheet` alone, and not whenever the page is. */
  readonly onDemand?: boolean;
}

/** Not on the screen; what the page prints as long as it stands. */
export function RecallSheet(props: Props): JSX.Element | null {
  // Beside the page and not in it, so that the print style sheet can leave everything else out.
  return createPortal(<Sheet {...props} />, document.body) as unknown as JSX.Element;
}

/** Prints the sheet of that bulletin, one on demand too; of several the last that came. */
export function printSheet(bulletin: string): void {
  const root = document.documentElement;
  const sheet = [...document.querySelectorAll<HTMLElement>('.sheet')].findLast(
    (one) => one.dataset.bulletin === bulletin,
  );
  root.classList.add('prints-sheet');
  sheet?.classList.add('chosen');
  window.addEventListener(
    'afterprint',
    () => {
      root.classList.remove('prints-sheet');
      sheet?.classList.remove('chosen');
    },
    { once: true },
  );
  window.print();
}

function Sheet({ bulletin, quarantine, onDemand = false }: Props): JSX.Element {
  const { notice, reference, title, kind, drill } = bulletin;
  const { data: status } = useResource<StatusAnswer>('/v1/status');
  const kindKey = `desk.kind.${kind}`;
  const lifted = notice.state === 'lifted';
  const why = lifted ? (notice.liftReason ?? notice.reason) : notice.reason;
  return (
    <article class={`sheet${onDemand ? ' on-demand' : ''}`} data-bulletin={bulletin.id}>
      <header class="sheet-head">
        <p class="sheet-kind">
          {kind === 'recall' ? say('desk.sheet.title') : isDeskKey(kindKey) ? say(kindKey) : kind}
          {drill && <strong class="sheet-stamp">{say('desk.sheet.drill')}</strong>}
          {lifted && <strong class="sheet-stamp">{say('desk.sheet.lifted')}</strong>}
        </p>
        <p>
          {say('desk.sheet.officine')} : <strong dir="auto">{status?.identity?.officine.name ?? '…………………………'}</strong>
          <br />
          {say('desk.sheet.workstation')} : <bdi>{status?.identity?.workstation.name ?? '…………'}</bdi>
        </p>
      </header>
      <h1 dir="auto">{title}</h1>
      <Facts bulletin={bulletin} />
      {why !== null && why !== '' && (
        <p>
          <strong>{say(lifted && notice.liftReason !== null ? 'desk.popup.why-lifted' : 'desk.sheet.why')}</strong>{' '}
          <bdi>{why}</bdi>
        </p>
      )}
      <section>
        <h2>{say('desk.sheet.do')}</h2>
        <ol>
          {notice.words.whatToDo.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        {notice.instructions !== null && notice.instructions !== '' && (
          <p class="prose">
            <strong>{say('desk.sheet.instructions')}</strong> <bdi>{notice.instructions}</bdi>
          </p>
        )}
      </section>
      {notice.targets.length > 0 && (
        <Quarantine
          caption={`${reference} · ${title}`}
          products={productsOf(notice.targets, quarantine)}
          report={quarantine}
        />
      )}
      <Signatures />
      <footer class="sheet-foot">
        <bdi>{reference}</bdi> · {say('desk.sheet.printed', { at: moment(new Date().toISOString()) })}
      </footer>
    </article>
  );
}

function Facts({ bulletin }: { bulletin: BulletinAnswer }): JSX.Element {
  const { notice, reference, revisions, acknowledgements, displays } = bulletin;
  const { words, issuer, revision } = notice;
  const received = revisions.find((one) => one.revision === revision)?.receivedAt;
  const shown = displays.find((one) => one.revision === revision)?.at;
  const read = acknowledgements.find((one) => one.revision >= revision);
  const contact = issuer === null ? null : [issuer.name, issuer.phone, issuer.email].filter(Boolean).join(' · ');
  const facts: ReadonlyArray<readonly [name: string, value: string | null]> = [
    [say('desk.sheet.reference'), reference],
    [say('desk.sheet.revision'), number(revision)],
    [say('desk.sheet.issuer'), contact],
    [say('desk.sheet.measure'), words.action],
    [say('desk.sheet.class'), words.class ?? (notice.action === null ? null : say('desk.sheet.class-none'))],
    [say('desk.sheet.reach'), words.level],
    [say('desk.sheet.deadline'), words.deadline],
    [say('desk.sheet.received'), received === undefined ? null : moment(received)],
    [say('desk.sheet.shown'), shown === undefined ? null : moment(shown)],
    [
      say('desk.sheet.acknowledged'),
      read === undefined
        ? say('desk.sheet.not-yet')
        : say('desk.sheet.acknowledged-by', { at: moment(read.at), operator: read.operator }),
    ],
  ];
  return (
    <dl class="sheet-facts">
      {facts.map(
        ([name, value]) =>
          value !== null && (
            <div key={name}>
              <dt>{name}</dt>
              <dd dir="auto">{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

interface QuarantineProps {
  readonly caption: string;
  readonly products: readonly SheetProduct[];
  readonly report: QuarantineAnswer | null;
}

/** One table, whose head is printed again on each page that it goes on to. */
function Quarantine({ caption, products, report }: QuarantineProps): JSX.Element {
  const lots = products.reduce((sum, product) => sum + product.lots.length, 0);
  const columns = columnsFor(lots);
  const total = report?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? null;
  const side = Array.from({ length: columns }, (_, at) => at);
  return (
    <section>
      <h2>{say('desk.sheet.quarantine')}</h2>
      {report !== null && (
        <p>
          {say(total === 0 ? 'desk.sheet.reported-none' : 'desk.sheet.reported', {
            at: moment(report.at),
            operator: report.operator,
          })}
        </p>
      )}
      <table class={`sheet-lots columns-${columns}`}>
        <thead>
          <tr>
            <th class="sheet-again" colSpan={columns * 3} dir="auto">
              {caption}
            </th>
          </tr>
          <tr>
            {side.map((at) => (
              <LotHead key={at} />
            ))}
          </tr>
        </thead>
        {products.map(({ gtin, name, rule, lots: own }) => (
          <tbody key={gtin}>
            <tr>
              <th class="sheet-product" colSpan={columns * 3} dir="auto">
                {name !== null && <>{name} · </>}
                <span class="code">{code(gtin)}</span>
                {rule !== null && <span class="sheet-rule"> · {rule}</span>}
              </th>
            </tr>
            {rowsOf(own, columns).map((row, at) => (
              <tr key={at}>
                {side.map((column) => (
                  <LotCells key={column} lot={row[column]} />
                ))}
              </tr>
            ))}
          </tbody>
        ))}
        <tbody>
          <tr>
            <th class="sheet-total" colSpan={columns * 3 - 1}>
              {say('desk.sheet.total')}
            </th>
            <td class="number">{total === null ? '' : number(total)}</td>
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function LotHead(): JSX.Element {
  return (
    <>
      <th scope="col">{say('desk.sheet.lot')}</th>
      <th scope="col">{say('desk.sheet.expiry')}</th>
      <th scope="col" class="number">
        {say('desk.sheet.quantity')}
      </th>
    </>
  );
}

function LotCells({ lot }: { lot: SheetLot | undefined }): JSX.Element {
  if (lot === undefined) return <td colSpan={3} />;
  return (
    <>
      <td>
        <bdi class="code">{lot.lot}</bdi>
      </td>
      <td>{lot.expiry === null ? '' : civil(lot.expiry)}</td>
      <td class="number sheet-box">{lot.quantity === null ? '' : number(lot.quantity)}</td>
    </>
  );
}

const lines = ['destination', 'counted-by', 'pharmacist'] as const;

function Signatures(): JSX.Element {
  return (
    <table class="sheet-signatures">
      <tbody>
        {lines.map((line) => (
          <tr key={line}>
            <th scope="row">{say(`desk.sheet.${line}`)}</th>
            <td />
            <td class="sheet-date">{say('desk.sheet.date')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
