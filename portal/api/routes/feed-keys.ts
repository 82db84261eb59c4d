/**
 * The keys of the feed: read, and changed as the command line does it. The portal makes the new ones and asks; the root signs
 * where it is kept, away from here; what it signed is brought back (docs/feed.md, the key ceremony).
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { FeedError, type KeyStatement } from '../../../protocol/envelope.ts';
import { Problem } from '../../../protocol/problems.ts';
import { Officines } from '../../enrolment/officines.ts';
import { FeedKeys, readFeedKeys } from '../../store/feed-keys.ts';
import { applyKeyStatement, keyRequest } from '../../store/statements.ts';
import type { Store } from '../../store/store.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

const Position = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
const strict = { additionalProperties: false };
const RequestBody = Type.Object(
  {
    renew: Type.Array(Type.Enum(['entry', 'tip'] as const), { minItems: 1, maxItems: 2 }),
    suspect: Type.Optional(
      Type.Object(
        { kid: Type.String({ maxLength: 64 }), from: Position, to: Position },
        { ...strict, description: 'Positions that a stolen key may have signed: workstations show them' },
      ),
    ),
  },
  strict,
);
const StatementBody = Type.Object(
  { statement: Type.String({ maxLength: 8_000, description: 'JWS, signed by the root' }) },
  strict,
);
const KeyRequest = Type.Unsafe<KeyStatement>(
  Type.Object(
    {
      feed: Type.String(),
      version: Type.Integer({ minimum: 1 }),
      root: Type.Object({ x: Type.String() }),
      keys: Type.Array(Type.Object({ kid: Type.String(), use: Type.String(), jwk: Type.Object({ x: Type.String() }) })),
    },
    { description: 'As `vigilot portal keys request` prints it: public halves alone' },
  ),
);
const tags = ['feed'];

export function feedKeyRoutes(root: FastifyInstance, store: Store): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const config = { allowed: ['operator'], may: 'feed-keys.manage' } as const;

  app.get(
    '/v1/feed-keys',
    {
      config,
      schema: {
        tags,
        summary: 'Keys that sign the feed, those that did, and how many workstations have the newest statement',
        response: { 200: FeedKeys, ...refusals },
      },
    },
    () => readFeedKeys(store),
  );

  app.post(
    '/v1/feed-keys/requests',
    {
      config,
      schema: {
        tags,
        summary: 'Makes new private keys beside the portal, and what the root must sign; nothing changes before it has',
        body: RequestBody,
        response: {
          201: KeyRequest,
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { renew, suspect } = request.body;
      if (suspect !== undefined && suspect.from > suspect.to) {
        throw new Problem('request-invalid', { field: 'suspect.to', expected: 'range-order' });
      }
      const change = { renew: [...new Set(renew)], ...(suspect && { suspect: [suspect] }) };
      return reply.code(201).send(await keyRequest(store, change, actorOf(request)));
    },
  );

  app.post(
    '/v1/feed-keys/statements',
    {
      config,
      schema: {
        tags,
        summary: 'Publishes what the root signed: the new keys sign from the next entry on',
        body: StatementBody,
        response: { 201: Type.Object({ position: Position }), ...refusals },
      },
    },
    async (request, reply) => {
      try {
        const { position } = await applyKeyStatement(store, request.body.statement.trim(), actorOf(request));
        // Agents refuse what a key that has ended says of their officine.
        await new Officines(store).resign();
        return await reply.code(201).send({ position });
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
        const expected = error.fault === 'key-unknown' ? 'key-held-here' : 'key-statement';
        throw new Problem('request-invalid', { field: 'statement', expected, cause: error });
      }
    },
  );
}
