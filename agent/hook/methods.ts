/** Which methods a path takes, so that another one gets 405 and not 404 (RFC 9110, section 15.5.6). */
import type { FastifyInstance } from 'fastify';

/** Notes every route registered from here on; returns the methods that the path of a request target takes. */
export function knownMethods(app: FastifyInstance): (target: string) => string[] {
  const routes: Array<{ readonly method: string; readonly path: RegExp }> = [];
  app.addHook('onRoute', ({ method, url }) => {
    const path = new RegExp(`^${url.replace(/\./g, '\\.').replace(/:\w+/g, '[^/]+').replace(/\*$/, '.*')}$`);
    for (const one of [method].flat()) routes.push({ method: one, path });
  });
  return (target) => {
    const [path = ''] = target.split('?');
    return [...new Set(routes.filter((route) => route.path.test(path)).map(({ method }) => method))];
  };
}
