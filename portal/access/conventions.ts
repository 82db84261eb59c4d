/** The service conventions that laboratories signed, filed as they are: a PDF, its hash, who filed it and when. Never changed. */
import { createHash } from 'node:crypto';
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { CivilDate } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';
import { lockOrganisation, readDay, readOrganisation } from './organisations.ts';

/** A scan of a few dozen pages. */
export const MAX_CONVENTION_BYTES = 10_000_000;

export const ConventionBody = Type.Object(
  {
    signedOn: CivilDate,
    fileName: Type.String({ minLength: 1, maxLength: 200 }),
    content: Type.String({ description: `The PDF in base64, at most ${MAX_CONVENTION_BYTES} bytes of it` }),
  },
  { additionalProperties: false },
);
export type ConventionBody = Static<typeof ConventionBody>;

export const ConventionView = Type.Object({
  id: Type.String(),
  signedOn: Type.String({ description: 'Civil date' }),
  fileName: Type.String(),
  size: Type.Integer({ minimum: 1, description: 'Bytes' }),
  sha256: Type.String({ description: 'Of the file, hexadecimal' }),
  keptAt: Type.String({ description: 'Moment in UTC' }),
  keptBy: Type.String(),
});
export type ConventionView = Static<typeof ConventionView>;

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** Files a convention. Throws not-found, and request-invalid for what is no PDF, too large, not of a laboratory or not yet signed. */
export async function fileConvention(
  { db, clock }: Dependencies,
  actor: Actor,
  organisation: string,
  { signedOn, fileName, content }: ConventionBody,
): Promise<ConventionView> {
  const at = new Date(clock.wall());
  readDay('signedOn', signedOn);
  // In France it may be tomorrow already: a day's grace.
  if (Date.parse(signedOn) > at.getTime() + 86_400_000) {
    throw new Problem('request-invalid', { field: 'signedOn', expected: 'past-date' });
  }
  const bytes = Buffer.from(content, 'base64');
  // Buffer leaves out in silence what is no base64 (RFC 4648, section 4).
  if (bytes.toString('base64') !== content)
    throw new Problem('request-invalid', { field: 'content', expected: 'base64' });
  if (bytes.length > MAX_CONVENTION_BYTES) throw new Problem('too-large', { field: 'content' });
  // ISO 32000-2, 7.5.2: the header; readers want it within the first kilobyte.
  if (bytes.subarray(0, 1024).indexOf('%PDF-') < 0)
    throw new Problem('request-invalid', { field: 'content', expected: 'pdf' });
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const row = {
    id: ulid(at.getTime()),
    organisation,
    signed_on: signedOn,
    // A name, not a path.
    file_name: fileName.replace(/[\p{Cc}"\\/]/gu, '_'),
    media_type: 'application/pdf',
    content: bytes,
    sha256,
    kept_at: at,
    kept_by: actor.name,
  };
  return db.transaction().execute(async (trx) => {
    const { role } = await lockOrganisation(trx, organisation);
    if (role !== 'lab') {
      throw new Problem('request-invalid', {
        field: 'organisation',
        expected: 'setting-of-role',
        values: { role: 'lab' },
      });
    }
    await trx.insertInto('convention').values(row).execute();
    const detail = { convention: row.id, signedOn, sha256 };
    await audit(trx, actor, 'convention.file', `organisation/${organisation}`, detail, at);
    return { ...viewOf(row), size: bytes.length };
  });
}

/** Those of a laboratory, the last signed first. Throws not-found. */
export async function listConventions(db: Executor, organisation: string): Promise<ConventionView[]> {
  await readOrganisation(db, organisation);
  const rows = await db
    .selectFrom('convention')
    .select(['id', 'signed_on', 'file_name', 'sha256', 'kept_at', 'kept_by'])
    .select((e) => e.fn<number>('octet_length', ['content']).as('size'))
    .where('organisation', '=', organisation)
    .orderBy('signed_on', 'desc')
    .orderBy('id', 'desc')
    .execute();
  return rows.map((row) => ({ ...viewOf(row), size: row.size }));
}

/** The file as it was given. Throws not-found. */
export async function readConvention(
  db: Executor,
  organisation: string,
  id: string,
): Promise<{ readonly name: string; readonly content: Buffer }> {
  const row = await db
    .selectFrom('convention')
    .select(['file_name', 'content'])
    .where('organisation', '=', organisation)
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) throw new Problem('not-found');
  return { name: row.file_name, content: Buffer.from(row.content) };
}

function viewOf(row: {
  id: string;
  signed_on: string;
  file_name: string;
  sha256: string;
  kept_at: Date;
  kept_by: string;
}): Omit<ConventionView, 'size'> {
  return {
    id: row.id,
    signedOn: row.signed_on,
    fileName: row.file_name,
    sha256: row.sha256,
    keptAt: row.kept_at.toISOString(),
    keptBy: row.kept_by,
  };
}
