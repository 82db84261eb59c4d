/** Keys of an organisation for its machines: shown once, kept as a hash, with capabilities of their own, never a person's. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json } from '../store/database.ts';
import type { Actor } from './actor.ts';
import { audit } from './audit.ts';
import { type Capability, capabilities, capabilitiesOfKeys, capabilitiesOfRole } from './capabilities.ts';
import { lockOrganisation } from './organisations.ts';
import { newSecret } from './secret.ts';
import { hasService } from './sessions.ts';

/** In front of every key: a leaked one is found by it, and it tells a key from those of portal.json. */
const PREFIX = 'vgk1.';
const SEEN_STEP_MS = 60_000;

export const ApiKeyBody = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100 }),
    capabilities: Type.Array(Type.Enum(capabilities), { maxItems: capabilities.length }),
  },
  { additionalProperties: false },
);
export type ApiKeyBody = Static<typeof ApiKeyBody>;

const text = Type.Union([Type.String(), Type.Null()]);
export const ApiKeyView = Type.Object({
  id: Type.String(),
  name: Type.String(),
  capabilities: Type.Array(Type.Enum(capabilities)),
  createdAt: Type.String({ description: 'Moment in UTC' }),
  createdBy: Type.String(),
  lastUsedAt: text,
  revokedAt: text,
});
export type ApiKeyView = Static<typeof ApiKeyView>;

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

/** A new key. Throws not-found, and request-invalid for a capability that keys of this organisation cannot have. */
export async function createApiKey(
  { db, clock }: Dependencies,
  actor: Actor,
  organisation: string,
  body: ApiKeyBody,
): Promise<ApiKeyView & { key: string }> {
  const at = new Date(clock.wall());
  const id = ulid(at.getTime());
  const key = `${PREFIX}${newSecret()}`;
  return db.transaction().execute(async (trx) => {
    const { role } = await lockOrganisation(trx, organisation);
    // Nobody passes on what they may not do; who keeps organisations sets up each one's.
    const may = (each: Capability) =>
      capabilitiesOfKeys(role).includes(each) && (actor.organisation !== organisation || actor.may(each));
    const other = body.capabilities.findIndex((each) => !may(each));
    if (other >= 0) {
      const values = { values: capabilities.filter(may).join(', ') };
      throw new Problem('request-invalid', { field: `capabilities[${other}]`, expected: 'one-of', values });
    }
    const row = {
      id,
      organisation,
      name: body.name,
      secret_hash: hashOf(key),
      capabilities: json([...new Set(body.capabilities)]),
      created_at: at,
      created_by: actor.name,
    };
    await trx.insertInto('api_key').values(row).execute();
    await audit(trx, actor, 'key.create', `key/${id}`, { organisation, ...body }, at);
    const [view] = await select(trx, organisation, id);
    if (view === undefined) throw new Problem('not-found');
    return { ...view, key };
  });
}

/** Every key that an organisation ever had, oldest first. */
export function listApiKeys(db: Executor, organisation: string): Promise<ApiKeyView[]> {
  return select(db, organisation);
}

/** Revokes a key at once; done before: the first revocation stands. Throws not-found. */
export async function revokeApiKey(
  { db, clock }: Dependencies,
  actor: Actor,
  organisation: string,
  id: string,
): Promise<ApiKeyView> {
  const at = new Date(clock.wall());
  return db.transaction().execute(async (trx) => {
    const revoked = await trx
      .updateTable('api_key')
      .set({ revoked_at: at })
      .where('id', '=', id)
      .where('organisation', '=', organisation)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    const [view] = await select(trx, organisation, id);
    if (view === undefined) throw new Problem('not-found');
    if (Number(revoked.numUpdatedRows) > 0) await audit(trx, actor, 'key.revoke', `key/${id}`, { organisation }, at);
    return view;
  });
}

/** Keys that are not revoked, of organisations that are not closed. */
export function livingKeys(db: Executor) {
  return db
    .selectFrom('api_key as k')
    .innerJoin('organisation as o', 'o.id', 'k.organisation')
    .where('k.revoked_at', 'is', null)
    .where('o.closed_at', 'is', null);
}

/** Who a presented key stands for, or null: no key of this kind, unknown, revoked, of an organisation that is closed. */
export async function findApiKey({ db, clock }: Dependencies, token: string): Promise<Actor | null> {
  if (!token.startsWith(PREFIX)) return null;
  const at = new Date(clock.wall());
  const row = await livingKeys(db)
    .select(['k.id', 'k.name', 'k.capabilities', 'k.last_used_at'])
    .select(['o.id as organisation', 'o.role', 'o.subscription', 'o.alerts_since'])
    .where('k.secret_hash', '=', hashOf(token))
    .executeTakeFirst();
  if (row === undefined) return null;
  if (at.getTime() - (row.last_used_at?.getTime() ?? 0) >= SEEN_STEP_MS) {
    await db.updateTable('api_key').set({ last_used_at: at }).where('id', '=', row.id).execute();
  }
  const today = at.toISOString().slice(0, 10);
  return {
    role: row.role,
    organisation: row.organisation,
    user: null,
    key: row.id,
    name: row.name,
    onCallFrom: null,
    may: (capability) =>
      row.capabilities.includes(capability) &&
      capabilitiesOfRole[row.role].includes(capability) &&
      hasService(row, capability, today),
  };
}

async function select(db: Executor, organisation: string, id?: string): Promise<ApiKeyView[]> {
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .where('organisation', '=', organisation)
    .$if(id !== undefined, (q) => q.where('id', '=', id as string))
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    capabilities: row.capabilities,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    revokedAt: row.revoked_at?.toISOString() ?? null,
  }));
}
