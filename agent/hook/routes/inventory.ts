/** Inventory: shelf after shelf, what to isolate; and what of it a recall's quarantine report takes. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import {
  InventoryAnswer,
  InventoryCloseAnswer,
  InventoryCloseRequest,
  InventoryQuarantineAnswer,
  InventoryQuarantineParams,
  InventoryQuery,
  InventoryScanAnswer,
  InventoryScanRequest,
  InventoryUndoAnswer,
} from '../schemas/inventory.ts';
import { IdParams } from '../schemas.ts';

const inventoryOrCsv = {
  description: 'The lines, decided again now',
  content: { 'application/json': { schema: InventoryAnswer }, 'text/csv': { schema: { type: 'string' } } },
};

export function inventoryRoutes(server: FastifyInstance, { inventory }: Pick<HookDependencies, 'inventory'>): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();

  app.post(
    '/v1/inventory/scans',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'inventoryScan',
        summary: 'One scan of the inventory; not in the journal, nor told to the event stream',
        body: InventoryScanRequest,
        response: { 201: InventoryScanAnswer, ...problems },
      },
    },
    async (request, reply) => reply.code(201).send(await inventory.scan(request.body, languageFor(request))),
  );

  server.get<{ Querystring: InventoryQuery }>(
    '/v1/inventory',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'inventory',
        summary: 'The open inventory, each line decided again; as CSV: UTF-8 with BOM, `;`',
        querystring: InventoryQuery,
        response: { 200: inventoryOrCsv, ...problems },
      },
    },
    async (request, reply) => {
      const { id, format } = request.query;
      const language = languageFor(request);
      if (format !== 'csv') return await inventory.read(id, language);
      const { file, csv } = await inventory.csv(id, language);
      reply.header('Content-Disposition', `attachment; filename="${file}"`);
      return reply.type('text/csv; charset=utf-8').send(csv);
    },
  );

  app.delete(
    '/v1/inventory/lines/:id',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'inventoryUndo',
        summary: 'Takes one line of the open inventory back',
        params: IdParams,
        response: { 200: InventoryUndoAnswer, ...problems },
      },
    },
    (request) => inventory.undo(request.params.id),
  );

  app.post(
    '/v1/inventory/close',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'inventoryClose',
        summary: 'Ends the open inventory; the next scan begins another',
        body: InventoryCloseRequest,
        response: { 200: InventoryCloseAnswer, ...problems },
      },
    },
    async () => inventory.close(),
  );

  app.get(
    '/v1/inventory/quarantine/:bulletin',
    {
      config: { access: 'desk' },
      schema: {
        operationId: 'inventoryQuarantine',
        summary: 'What of the open inventory a recall blocks, ready for its quarantine report',
        params: InventoryQuarantineParams,
        response: { 200: InventoryQuarantineAnswer, ...problems },
      },
    },
    (request) => inventory.quarantine(request.params.bulletin),
  );
}
