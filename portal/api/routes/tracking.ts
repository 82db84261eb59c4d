/** What became of a published bulletin: as a whole, as a curve, and whom it has not reached. */

import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import Type from 'typebox';
import type { Store } from '../../store/store.ts';
import { Laggard, laggardSteps, listLaggards } from '../../tracking/laggards.ts';
import { laggardsCsv } from '../../tracking/laggards-csv.ts';
import { Progress, readProgress } from '../../tracking/progress.ts';
import { SharedWork } from '../../tracking/shared-work.ts';
import { readTracking, TrackingView } from '../../tracking/tracking.ts';
import { readableRevisions } from '../../workflow/bulletins.ts';
import { actorOf } from '../access.ts';
import { refusals } from '../answers.ts';
import { csvQuery, listOrCsv, sendCsv, spokenIn } from '../csv.ts';
import { after, next } from '../paging.ts';

const Id = Type.Object({ id: Type.String() });
const LaggardQuery = Type.Object(
  {
    step: Type.Optional(
      Type.Enum(laggardSteps, {
        default: 'delivered',
        description: 'What no workstation of the officine has done yet',
      }),
    ),
    territory: Type.Optional(Type.String({ maxLength: 10 })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    after,
    ...csvQuery,
  },
  { additionalProperties: false },
);
const LaggardPage = Type.Object({
  revision: Type.Integer({ minimum: 1 }),
  laggards: Type.Array(Laggard),
  next,
});

const tags = ['bulletins'];
const config = { allowed: ['lab', 'authority', 'operator'], may: 'tracking.read' } as const;

export function trackingRoutes(root: FastifyInstance, { db, clock }: Pick<Store, 'db' | 'clock'>): void {
  const app = root.withTypeProvider<TypeBoxTypeProvider>();
  const shared = new SharedWork<Progress>();
  /** To who may not read a draft, it is not there. */
  const readable = async (request: FastifyRequest, id: string) => {
    await readableRevisions(db, id, actorOf(request));
    return id;
  };

  app.get(
    '/v1/bulletins/:id/tracking',
    {
      config,
      schema: {
        tags,
        summary: 'Delivered, displayed, acknowledged and reported, by officine and workstation; those not reached',
        params: Id,
        response: { 200: TrackingView, ...refusals },
      },
    },
    async (request) => readTracking(db, await readable(request, request.params.id)),
  );

  app.get(
    '/v1/bulletins/:id/tracking/progress',
    {
      config,
      schema: {
        tags,
        summary:
          'How it spreads: the curve of each step, median and 95th percentile, by department and kind of recipient',
        params: Id,
        response: { 200: Progress, ...refusals },
      },
    },
    async (request) => {
      const id = await readable(request, request.params.id);
      return shared.ask(id, () => readProgress(db, id, clock.wall()));
    },
  );

  app.get(
    '/v1/bulletins/:id/tracking/laggards',
    {
      config,
      schema: {
        tags,
        summary: 'Officines not reached, or that have not acknowledged, with telephone and what was tried',
        params: Id,
        querystring: LaggardQuery,
        response: {
          200: listOrCsv(LaggardPage),
          ...refusals,
        },
      },
    },
    async (request, reply) => {
      const { step = 'delivered', limit = 100, format, language, ...rest } = request.query;
      if (format === 'csv') {
        const id = await readable(request, request.params.id);
        const csv = await laggardsCsv(db, id, { step, territory: rest.territory }, spokenIn(request, language));
        return sendCsv(reply, `${id}-${step}`, csv);
      }
      return listLaggards(db, await readable(request, request.params.id), { step, limit, ...rest });
    },
  );
}
