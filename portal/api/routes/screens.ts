/** The web desk's own files, as they were built: public, since they hold no secret; what they show is asked for by whoever signed in. */
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, RouteHandlerMethod } from 'fastify';
import { languageOf, say } from '../../../protocol/messages/index.ts';
import { NOTICE_POLICY, noticePage } from '../../../protocol/notice-page.ts';
import { always, isAssetPath, kept, screenHeaders } from '../../../protocol/page-headers.ts';
import { Problem } from '../../../protocol/problems.ts';

/** `screens`: folder of the build (index.html, icon.svg, assets/). It may come later, or never. */
export async function screenRoutes(app: FastifyInstance, options: { readonly screens: string }): Promise<void> {
  const screens = resolve(options.screens);
  await app.register(fastifyStatic, { root: screens, serve: false, suppressWarning: true, index: false });

  const asScreen = (reply: FastifyReply) => reply.headers({ ...always, ...screenHeaders });
  const route = (url: string, handler: RouteHandlerMethod) =>
    app.get(url, { config: { allowed: 'public' }, schema: { hide: true } }, handler);

  route('/', async (request, reply) => {
    try {
      await access(join(screens, 'index.html'));
    } catch (error) {
      request.log.warn({ err: error }, 'the web desk is not there');
      const language = languageOf(request.headers['accept-language']);
      return reply
        .code(503)
        .headers({ ...always, 'Content-Security-Policy': NOTICE_POLICY, 'Content-Language': language })
        .type('text/html; charset=utf-8')
        .send(
          noticePage(language, say(language, 'portal.desk.missing.title'), say(language, 'portal.desk.missing.text')),
        );
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
