/** The screens' own files, as they were built: public, since they hold no secret; what they show is asked for with a cookie. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import { isAssetPath, kept } from '../../../protocol/page-headers.ts';
import { Problem } from '../../../protocol/problems.ts';
import { asScreen } from '../headers.ts';
import { sendNotice } from '../notice-page.ts';
import { languageFor } from '../problems.ts';

export interface ScreenRouteOptions {
  /** Folder of the build: index.html, icon.svg, assets/. It may come later, or never. */
  readonly screens: string;
}

export async function screenRoutes(app: FastifyInstance, options: ScreenRouteOptions): Promise<void> {
  const screens = resolve(options.screens);
  await app.register(fastifyStatic, { root: screens, serve: false, suppressWarning: true, index: false });

  const route = (url: string, handler: RouteHandlerMethod) =>
    app.route({ method: ['GET', 'HEAD'], url, config: { access: 'public' }, schema: { hide: true }, handler });

  route('/', async (request, reply) => {
    try {
      await access(join(screens, 'index.html'));
    } catch (error) {
      request.log.warn({ err: error }, 'the screens are not there');
      return sendNotice(reply.code(503), languageFor(request), 'not-built');
    }
    return asScreen(reply).sendFile('index.html', kept.entry);
  });

  route('/icon.svg', async (_request, reply) => asScreen(reply).sendFile('icon.svg', kept.entry));

  route('/assets/*', async (request, reply) => {
    const { '*': path } = request.params as { '*': string };
    if (!isAssetPath(path)) throw new Problem('not-found', { field: 'path', expected: 'known-path' });
    return asScreen(reply).sendFile(`assets/${path}`, kept.asset);
  });
}
