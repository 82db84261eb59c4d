/** What to isolate so far, and what a person has to look at first. */
import type { JSX } from 'preact';
import type { InventoryLine } from '../../../agent/hook/schemas/inventory.ts';
import { VerdictIcon } from '../../components/icons.tsx';
import { PackLines } from '../../components/pack.tsx';
import { hrefOf } from '../../core/router.ts';
import { number, say, sayCount } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { type Group, groupsOf } from './isolate.ts';

export function IsolateList({ lines }: { lines: readonly InventoryLine[] }): JSX.Element {
  const isolate = groupsOf(lines, 'block');
  const verify = groupsOf(lines, 'verify');
  return (
    <>
      <section class="stack" aria-labelledby="inventory-isolate">
        <Heading id="inventory-isolate" verdict="block" title={say('desk.inventory.isolate')} groups={isolate} />
        {isolate.length === 0 ? (
          <p class="empty">{say('desk.inventory.isolate.none')}</p>
        ) : (
          <Groups groups={isolate} labelledBy="inventory-isolate" reports />
        )}
      </section>
      {verify.length > 0 && (
        <section class="stack" aria-labelledby="inventory-verify">
          <Heading id="inventory-verify" verdict="verify" title={say('desk.inventory.verify')} groups={verify} />
          <Groups groups={verify} labelledBy="inventory-verify" />
        </section>
      )}
    </>
  );
}

interface HeadingProps {
  readonly id: string;
  readonly verdict: 'block' | 'verify';
  readonly title: string;
  readonly groups: readonly Group[];
}

function Heading({ id, verdict, title, groups }: HeadingProps): JSX.Element {
  const packs = groups.reduce((sum, { quantity }) => sum + quantity, 0);
  return (
    <h2 id={id} class={`row inventory-heading${packs > 0 ? ` is-${verdict}` : ''}`}>
      {packs > 0 && <VerdictIcon verdict={verdict} />}
      {title}
      {packs > 0 && <span>· {sayCount('desk.inventory.packs', packs)}</span>}
    </h2>
  );
}

interface GroupsProps {
  readonly groups: readonly Group[];
  readonly labelledBy: string;
  /** Whether they belong into the quarantine reports of their recalls. */
  readonly reports?: boolean;
}

function Groups({ groups, labelledBy, reports = false }: GroupsProps): JSX.Element {
  return (
    <div class="table-frame">
      <table aria-labelledby={labelledBy} class="inventory-groups">
        <thead>
          <tr>
            <th scope="col" class="number">
              {say('desk.inventory.column.packs')}
            </th>
            <th scope="col">{say('desk.inventory.column.product')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key}>
              <td class="number inventory-quantity">{number(group.quantity)}</td>
              <td class="inventory-group">
                <PackLines
                  pack={{
                    name: group.name,
                    code: group.code,
                    lots: group.lot === null ? [] : [group.lot],
                    expiry: group.expiries.length === 1 ? (group.expiries[0] ?? null) : null,
                  }}
                />
                <Recalls group={group} reports={reports} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Each recall; with `reports` the way to its quarantine report, which draws on this inventory. Without a recall the agent's sentence. */
function Recalls({ group: { recalls, message }, reports }: { group: Group; reports: boolean }): JSX.Element {
  if (recalls.length === 0) return <bdi>{typeset(message)}</bdi>;
  return (
    <ul class="plain">
      {recalls.map(({ bulletin, reference, title }) => (
        <li key={bulletin} class="row spread">
          <span>
            {reports ? (
              <bdi class="strong">{reference || bulletin}</bdi>
            ) : (
              <a href={hrefOf('bulletins', bulletin)}>
                <bdi>{reference || bulletin}</bdi>
              </a>
            )}
            {title !== '' && (
              <>
                {' — '}
                <bdi>{title}</bdi>
              </>
            )}
          </span>
          {reports && (
            <a
              href={hrefOf('bulletins', bulletin)}
              aria-label={say('desk.inventory.report.of', { reference: reference || bulletin })}
            >
              {say('desk.inventory.report')}
            </a>
          )}
        </li>
      ))}
    </ul>
  );
}
