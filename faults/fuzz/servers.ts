/** The two servers as requests made of their own documents find them. */
import { send, startTestHook } from '../../agent/hook/hook.testkit.ts';
import { recallBulletin } from '../../agent/verdict/verdict.testkit.ts';
import { keys, openTestApp } from '../../portal/api/app.testkit.ts';
import type { Call, OpenApi } from './requests.ts';

export interface Server {
  readonly name: string;
  readonly document: OpenApi;
  /** Routes that do not answer and end: streams. */
  readonly without: ReadonlySet<string>;
  readonly ask: (call: Call, n: number) => Promise<{ status: number; type: string; text: string }>;
  readonly close: () => Promise<void>;
}

export async function openHook(): Promise<Server> {
  const test = await startTestHook();
  test.register.publish(recallBulletin([{ gtin: '03400930000014', lots: [{ lot: 'A123' }] }], { id: 'B1' }));
  const authorization = `Bearer ${test.tokens.admin}`;
  return {
    name: 'hook',
    document: JSON.parse((await send(test.hook.port, '/openapi.json')).text),
    without: new Set(['GET /v1/events']),
    ask: async ({ method, path, body }) => {
      const { status, headers, text } = await send(test.hook.port, path, {
        method,
        headers: { authorization },
        ...(body !== undefined && { raw: body }),
      });
      return { status, type: headers['content-type'] ?? '', text };
    },
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
