/** A report (bilan) as it is established: its content, the hash that names it, who asked for it and when. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Actor } from '../access/actor.ts';
import type { Clock } from '../clock.ts';
import { canonicalJson } from '../store/canonical.ts';
import type { Executor } from '../store/database.ts';
import type { Role } from '../workflow/transitions.ts';
import type { OfficineRow, RecipientRow, ReportHead } from './content.ts';
import { gather } from './gather.ts';
import { type Rows, rowsAt } from './rows.ts';

export interface Report {
  readonly head: ReportHead;
  readonly officines: Rows<OfficineRow>;
  readonly recipients: Rows<RecipientRow>;
  /** SHA-256 of the content in canonical JSON, hexadecimal. */
  readonly sha256: string;
  readonly establishedAt: string;
  readonly establishedBy: { readonly role: Role; readonly name: string | null };
  /** Removes what it keeps on the disk. */
  dispose(): Promise<void>;
}

/** Establishes the report of a published bulletin; `dispose` it. Throws as `gather`. */
export async function establish(db: Executor, clock: Clock, actor: Actor, bulletin: string): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'vigilot-report-'));
  const dispose = () => rm(folder, { recursive: true, force: true });
  try {
    const officines = rowsAt<OfficineRow>(join(folder, 'officines'));
    const recipients = rowsAt<RecipientRow>(join(folder, 'recipients'));
    const head = await gather(db, bulletin, { officines, recipients });
    await officines.end();
    await recipients.end();
    const hash = createHash('sha256');
    for await (const part of contentOf({ head, officines, recipients })) hash.update(part);
    return {
      head,
      officines,
      recipients,
      sha256: hash.digest('hex'),
      establishedAt: new Date(clock.wall()).toISOString(),
      establishedBy: { role: actor.role, name: actor.user === null && actor.key === null ? null : actor.name },
      dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** The content in canonical JSON (RFC 8785), in parts. */
export async function* contentOf(
  report: Pick<Report, 'head' | 'officines' | 'recipients'>,
): AsyncGenerator<string, void, void> {
  const { head, officines, recipients } = report;
  const rows: Readonly<Record<string, Rows<unknown>>> = { officines, recipients };
  const members = [...Object.keys(head), ...Object.keys(rows)].sort();
  let mark = '{';
  for (const name of members) {
    yield `${mark}${JSON.stringify(name)}:`;
    mark = ',';
    const listed = rows[name];
    if (listed === undefined) yield canonicalJson(head[name as keyof ReportHead]);
    else {
      let between = '[';
      for await (const line of listed.lines()) {
        yield between + line;
        between = ',';
      }
      yield between === '[' ? '[]' : ']';
    }
  }
  yield '}';
}

/** The report as a document: its hash, who established it and when, and its content. */
export async function* documentOf(report: Report): AsyncGenerator<string, void, void> {
  const { sha256, establishedAt, establishedBy } = report;
  yield `${JSON.stringify({ sha256, establishedAt, establishedBy }).slice(0, -1)},"content":`;
  yield* contentOf(report);
  yield '}\n';
}
