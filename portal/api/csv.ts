/** Lists that a route gives as pages in JSON or, all of it, as a spreadsheet. */
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { type Language, languageOf } from '../../protocol/messages/index.ts';

/** Beside a list's own filters. */
export const csvQuery = {
  format: Type.Optional(Type.Enum(['json', 'csv'] as const, { description: 'csv: the whole list, no page of it' })),
  language: Type.Optional(
    Type.Enum(['fr', 'en'] as const, { description: 'Of the headings, where a link cannot say Accept-Language' }),
  ),
};

/** The 200 of such a route. */
export const listOrCsv = <T extends Type.TSchema>(page: T) => ({
  description: 'A page, or the whole list',
  content: {
    'application/json': { schema: page },
    'text/csv': { schema: Type.Unsafe<Readable>(Type.String()) },
  },
});

/** The language of a spreadsheet's headings. */
export function spokenIn(request: FastifyRequest, language: Language | undefined): Language {
  return language ?? languageOf(request.headers['accept-language']);
}

/** Answers `csv` to be kept under `name`, letters, digits and hyphens without an ending. */
export function sendCsv(reply: FastifyReply, name: string, csv: Readable): FastifyReply {
  reply.header('Content-Disposition', `attachment; filename="${name}.csv"`);
  return reply.type('text/csv; charset=utf-8').send(csv);
}
