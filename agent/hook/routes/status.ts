/** How the agent is doing: everything a tray, a support call or IT asks for, and no secret. */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { Language } from '../../../protocol/messages/index.ts';
import { Problem } from '../../../protocol/problems.ts';
import type { HookDependencies } from '../dependencies.ts';
import { problems } from '../openapi.ts';
import { languageFor } from '../problems.ts';
import { StatusAnswer } from '../schemas.ts';

export interface StatusOptions extends Pick<HookDependencies, 'feed' | 'register' | 'journal' | 'hub' | 'status'> {
  readonly version: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  readonly url: () => string;
}

export function statusRoute(server: FastifyInstance, options: StatusOptions): void {
  const app = server.withTypeProvider<TypeBoxTypeProvider>();
  app.get(
    '/v1/status',
    {
      config: { access: 'till' },
      schema: {
        operationId: 'status',
        summary: 'Feed, link, identity, positions, what waits for the portal, alarms, versions, settings',
        response: { 200: StatusAnswer, ...problems },
      },
    },
    async (request): Promise<StatusAnswer> => statusOf(options, languageFor(request)),
  );
}

/** The status now, its texts in that language. Throws Problem store-unavailable. */
export function statusOf(options: StatusOptions, language: Language): StatusAnswer {
  const { version, startedAt, url, feed, register, journal, hub, status } = options;
  const { position, hash } = register.head;
  const { link, identity, keyProtection, outbox, alarms, settings } = status(language);
  return {
    versions: { vigilot: version, node: process.versions.node },
    pid: process.pid,
    startedAt,
    url: url(),
    feed: feed(),
    link,
    identity,
    keyProtection,
    positions: { register: { position, hash }, journal: headOf(journal), events: hub.lastId },
    outbox,
    alarms,
    settings,
  };
}

/** The journal's head; null while its disk fails, which is when the status is most wanted. */
function headOf(journal: StatusOptions['journal']): StatusAnswer['positions']['journal'] {
  try {
    const { count, hash } = journal.head();
    return { count, hash };
  } catch (error) {
    if (error instanceof Problem && error.type === 'store-unavailable') return null;
    throw error;
  }
}
