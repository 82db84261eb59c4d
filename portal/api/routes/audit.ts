/** The audit log: read by those it is about, proved by the operator. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { AuditProof, verifyAudit } from '../../access/audit.ts';
import { AuditEntry, auditCsv, listAudit } from '../../access/audit-log.ts';
import type { Store } from '../../store/store.ts';
import { SharedWork } from '../../tracking/shared-work.ts';
import { roles } from '../../workflow/transitions.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { csvQuery, listOrCsv, sendCsv, spokenIn } from '../csv.ts';
import { momentOf, momentQuery } from '../moments.ts';

const Query = Type.Object(
  {
    act: Type.Optional(Type.String({ maxLength: 60, description: 'This act, or every act of a kind: `bulletin.`' })),
    subject: Type.Optional(Type.String({ maxLength: 200, description: '`bulletin/01J…`' })),
    organisation: Type.Optional(Type.String({ maxLength: 64 })),
    actor: Type.Optional(Type.String({ maxLength: 64, description: 'Id of a person or key' })),
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 100,
        description: 'Part of the name of whoever did it, in any case, accents or not',
      }),
    ),
    ...momentQuery,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    before: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: '`next` of the page before' })),
    ...csvQuery,
  },
  { additionalProperties: false },
);
const Page = Type.Object({
  entries: Type.Array(AuditEntry),
  next: Type.Union([Type.Integer(), Type.Null()], { description: 'Give it as `before` for the page that follows' }),
});
const tags = ['audit'];

export function auditRoutes(root: FastifyInstance, { db }: Pick<Store, 'db'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const proofs = new SharedWork<AuditProof>();

  app.get(
    '/v1/audit',
    {
      config: { allowed: roles, may: 'audit.read' },
      schema: {
        tags,
        summary: 'Acts of one’s organisation, of all for the operator; newest first',
        querystring: Query,
        response: { 200: listOrCsv(Page), ...refusals },
      },
    },
    async (request, reply) => {
      const { format, language, limit = 100, before, from, to, ...others } = request.query;
      const filter = { ...others, from: momentOf('from', from), to: momentOf('to', to) };
      const actor = actorOf(request);
      if (format !== 'csv') return listAudit(db, actor, { ...filter, limit, before });
      return sendCsv(reply, 'vigilot-audit', await auditCsv(db, actor, filter, spokenIn(request, language)));
    },
  );

  app.get(
    '/v1/audit/verify',
    {
      config: { allowed: ['operator'], may: 'audit.read' },
      schema: {
        tags,
        summary: 'Proves the chain of the audit log from its first entry to its head',
        response: { 200: AuditProof, ...refusals },
      },
    },
    // Whole and dear: whoever asks meanwhile shares it.
    () => proofs.ask('', () => verifyAudit(db)),
  );
}
