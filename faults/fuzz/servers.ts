/** The two servers as requests made of their own documents find them. */
import { startTestHook } from '../../agent/hook/hook.testkit.ts';
import { recallBulletin } from '../../agent/verdict/verdict.testkit.ts';
import { keys, openTestApp } from '../../portal/api/app.testkit.ts';
import type { Call, OpenApi } from './requests.ts';

export interface Server {
  readonly name: string;
  readonly document: OpenApi;
  /** Routes that do not answer and end: streams. */
  readonly without: ReadonlySet<string>;
  /** Routes that look at everything anew, or draw pages: they would take nearly all of the time. */
  readonly rare: ReadonlySet<string>;
  readonly ask: (call: Call, n: number) => Promise<{ status: number; type: string; text: string }>;
  readonly close: () => Promise<void>;
}

/** A pack that the hook's register recalls. */
export const recalled = { gtin: '03400930000014', lot: 'A123' } as const;

export async function openHook(): Promise<Server> {
  const test = await startTestHook();
  const { app } = test;
  test.register.publish(recallBulletin([{ gtin: recalled.gtin, lots: [{ lot: recalled.lot }] }], { id: 'B1' }));
  // In the process: a socket for each request takes longer than the request.
  const ask = async (method: string, url: string, body?: string) => {
    const { statusCode, headers, payload } = await app.inject({
      method: method as 'GET',
      url,
      headers: {
        host: `127.0.0.1:${test.hook.port}`,
        authorization: `Bearer ${test.tokens.admin}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { payload: body }),
    });
    return { status: statusCode, type: String(headers['content-type'] ?? ''), text: payload };
  };
  return {
    name: 'hook',
    document: JSON.parse((await ask('GET', '/openapi.json')).text),
    without: new Set(['GET /v1/events']),
    rare: new Set(['GET /v1/diagnostics', 'GET /v1/support-bundle']),
    ask: ({ method, path, body }) => ask(method, path, body),
    close: () => test.close(),
  };
}

export async function openPortal(): Promise<Server> {
  const test = await openTestApp();
  const document = (await test.app.inject({ url: '/openapi.json' })).json() as OpenApi;
  const roles = Object.values(keys);
  return {
    name: 'portal',
    document,
    without: new Set(['GET /v1/live', 'GET /v1/feed']),
    rare: new Set(['POST /v1/outreach/letters']),
    ask: async ({ method, path, body }, n) => {
      const answer = await test.app.inject({
        method: method as 'GET',
        url: path,
        headers: {
          // Another role each time round the routes.
          authorization: `Bearer ${roles[Math.floor(n / 50) % roles.length]}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        },
        ...(body !== undefined && { payload: body }),
      });
      return { status: answer.statusCode, type: String(answer.headers['content-type'] ?? ''), text: answer.body };
    },
    close: () => test.dispose(),
  };
}
