/** Signed conventions: filed by the operator, read by them and by whoever keeps the laboratory's people. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { Problem } from '../../../protocol/problems.ts';
import {
  ConventionBody,
  ConventionView,
  fileConvention,
  listConventions,
  MAX_CONVENTION_BYTES,
  readConvention,
} from '../../access/conventions.ts';
import { keepsPeopleOf } from '../../access/people.ts';
import type { Store } from '../../store/store.ts';
import { roles } from '../../workflow/transitions.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';

const Id = Type.Object({ id: Type.String() });
const tags = ['organisations'];

export function conventionRoutes(root: FastifyInstance, { db, clock }: Pick<Store, 'db' | 'clock'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const reader = { allowed: roles, may: 'users.manage' } as const;
  /** To whoever keeps neither this organisation nor all, it is not there. */
  const own = (request: FastifyRequest, organisation: string) => {
    if (!keepsPeopleOf(actorOf(request), organisation)) throw new Problem('not-found');
    return organisation;
  };

  app.post(
    '/v1/organisations/:id/conventions',
    {
      // Base64 takes a third more, and the rest of the body little.
      bodyLimit: Math.ceil((MAX_CONVENTION_BYTES * 4) / 3) + 10_000,
      config: { allowed: ['operator'], may: 'organisations.manage' },
      schema: {
        tags,
        summary: 'Files the convention that a laboratory signed',
        params: Id,
        body: ConventionBody,
        response: { 201: ConventionView, ...refusals },
      },
    },
    async (request, reply) =>
      reply.code(201).send(await fileConvention({ db, clock }, actorOf(request), request.params.id, request.body)),
  );

  app.get(
    '/v1/organisations/:id/conventions',
    {
      config: reader,
      schema: {
        tags,
        summary: 'Conventions on file, the last signed first',
        params: Id,
        response: { 200: Type.Object({ conventions: Type.Array(ConventionView) }), ...refusals },
      },
    },
    async (request) => ({ conventions: await listConventions(db, own(request, request.params.id)) }),
  );

  app.get(
    '/v1/organisations/:id/conventions/:convention/file',
    {
      config: reader,
      schema: {
        tags,
        summary: 'The file as it was given',
        params: Type.Object({ id: Type.String(), convention: Type.String() }),
        response: {
          200: {
            description: 'The PDF',
            content: { 'application/pdf': { schema: Type.Unsafe<Buffer>(Type.String()) } },
          },
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { id, convention } = request.params;
      const { name, content } = await readConvention(db, own(request, id), convention);
      // RFC 6266, appendix D, and RFC 8187: a name in ASCII for all, the real one for those who know.
      const ascii = name.normalize('NFD').replace(/[^\x20-\x7e]/g, '');
      const encoded = encodeURIComponent(name).replace(
        /['()*]/g,
        (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
      );
      return reply
        .header('Content-Disposition', `attachment; filename="${ascii}"; filename*=UTF-8''${encoded}`)
        .header('Content-Security-Policy', "sandbox; default-src 'none'")
        .type('application/pdf')
        .send(content);
    },
  );
}
