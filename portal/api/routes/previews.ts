/** What helps to write a bulletin: how officines will read it, what a revision changes, and a copy to begin with. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { BulletinContent, BulletinDraft } from '../../../protocol/bulletin.ts';
import { MAX_ENTRY_BYTES } from '../../../protocol/envelope.ts';
import { languageOf } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import { expandTerritory } from '../../../protocol/territory.ts';
import { Warned, withWarnings } from '../../products/warnings.ts';
import type { Store } from '../../store/store.ts';
import { readBulletin } from '../../workflow/bulletins.ts';
import { Difference, Preview, previewDraft, previewRevision, readDifference } from '../../workflow/preview.ts';
import type { Workflow } from '../../workflow/workflow.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { readByRoom } from '../validation.ts';

const Id = Type.Object({ id: Type.String() });
const Revision = Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 });
const Reader = {
  territory: Type.Optional(
    Type.String({ maxLength: 10, description: 'Of the officine that reads: FR-75; absent: any' }),
  ),
};
const ReaderQuery = Type.Object(Reader, { additionalProperties: false });
const RevisionQuery = Type.Object({ ...Reader, revision: Type.Optional(Revision) }, { additionalProperties: false });
const ChangesQuery = Type.Object(
  { from: Type.Optional(Revision), to: Type.Optional(Revision) },
  { additionalProperties: false },
);
const CloneBody = Type.Object(
  {
    revision: Type.Optional(Revision),
    reference: Type.Optional(BulletinContent.properties.reference),
    drill: Type.Optional(Type.Boolean({ description: 'A trial made of a real recall, or a real one of a trial' })),
  },
  { additionalProperties: false },
);

const authors = ['lab', 'authority'] as const;
const followers = ['lab', 'authority', 'operator'] as const;
const tags = ['bulletins'];

export function previewRoutes(root: FastifyInstance, o: { store: Store; workflow: Workflow }): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const { db, clock } = o.store;
  const contextOf = (request: FastifyRequest) => {
    const language = languageOf(request.headers['accept-language']);
    return { db, clock, language };
  };

  app.post(
    '/v1/bulletins/preview',
    {
      bodyLimit: MAX_ENTRY_BYTES,
      validatorCompiler: readByRoom,
      config: { allowed: authors, readByRoom: true },
      schema: {
        tags,
        summary: 'A draft as officines would read it; nothing is stored',
        body: BulletinDraft,
        querystring: ReaderQuery,
        response: { 200: Preview, ...refusals },
      },
    },
    (request) => previewDraft(contextOf(request), request.body, territoryOf(request.query.territory)),
  );

  app.get(
    '/v1/bulletins/:id/notice',
    {
      config: { allowed: followers },
      schema: {
        tags,
        summary: 'A revision as officines read it; by default the newest one',
        params: Id,
        querystring: RevisionQuery,
        response: { 200: Preview, ...refusals },
      },
    },
    (request) => {
      const { territory, revision } = request.query;
      return previewRevision(contextOf(request), actorOf(request), request.params.id, territoryOf(territory), revision);
    },
  );

  app.get(
    '/v1/bulletins/:id/changes',
    {
      config: { allowed: followers },
      schema: {
        tags,
        summary: 'What a revision changes: by default the newest one against the one published before it',
        params: Id,
        querystring: ChangesQuery,
        response: { 200: Difference, ...refusals },
      },
    },
    (request) => readDifference(contextOf(request), actorOf(request), request.params.id, request.query),
  );

  app.post(
    '/v1/bulletins/:id/clone',
    {
      config: { allowed: authors, bodyOptional: true },
      schema: {
        tags,
        summary: 'A new draft with the content of this bulletin, of the caller’s own',
        params: Id,
        body: CloneBody,
        response: { 201: Warned, ...refusals },
      },
    },
    async (request, reply) => {
      const actor = actorOf(request);
      const { revision, reference, drill } = request.body;
      const source = await readBulletin(db, request.params.id, actor, revision);
      const content = Object.fromEntries(
        Object.keys(BulletinContent.properties).flatMap((name) => {
          const value = source[name as keyof typeof source];
          return value === undefined ? [] : [[name, value]];
        }),
      );
      // A measure begins when it is decided: the moment of the one copied is past or another's.
      const body = { ...content, effectiveAt: null, ...(reference ? { reference } : {}), drill: drill ?? source.drill };
      const view = await withWarnings(db, await o.workflow.create(actor, body), contextOf(request).language);
      return reply.code(201).header('Location', `/v1/bulletins/${view.id}`).send(view);
    },
  );
}

function territoryOf(territory: string | undefined): string | null {
  if (territory === undefined) return null;
  if (expandTerritory(territory) === null) {
    throw new Problem('request-invalid', { field: 'territory', expected: 'territory' });
  }
  return territory;
}
