/** A minute's worth of requests made of each server's document, the same ones each time; `npm run fuzz` makes others. */
import { afterAll, describe, expect, it } from 'vitest';
import { chanceOf } from './mutate.ts';
import { RequestMaker, wrongWith } from './requests.ts';
import { openHook, openPortal } from './servers.ts';

describe.each([
  ['the hook', openHook],
  ['the portal', openPortal],
])('%s', async (_name, open) => {
  const server = await open();
  afterAll(() => server.close());

  it('answers every route as documented, whatever the body', { timeout: 60_000 }, async () => {
    const maker = new RequestMaker(server.document, chanceOf(7), server.without, server.rare);
    expect(maker.routes).toBeGreaterThan(25);
    for (let n = 0; n < maker.routes * 4; n++) {
      const call = maker.make(n);
      const { status, type, text } = await server.ask(call, n);
      maker.learn(text);
      expect({ wrong: wrongWith(call, server.document, status, type, text), call, text }).toMatchObject({
        wrong: null,
      });
    }
  });
});

describe('the maker', () => {
  const schema = { $ref: '#/components/schemas/Pack' };
  const Pack = { type: 'object', required: ['lot'], properties: { lot: { const: 'A' } } };
  const operation = (route: string) => ({
    [route]: { post: { requestBody: { content: { 'application/json': { schema } } }, responses: {} } },
  });
  const document = { paths: { ...operation('/a'), ...operation('/b') }, components: { schemas: { Pack } } };

  it('makes bodies as the named schemas say, and asks what is rare seldom, but early', () => {
    const maker = new RequestMaker(document, chanceOf(1), new Set(), new Set(['POST /b']));
    const calls = Array.from({ length: 101 }, (_, n) => maker.make(n));
    expect(calls.filter(({ body }) => body === '{"lot":"A"}').length).toBeGreaterThan(50);
    expect(calls.flatMap(({ route }, n) => (route === '/b' ? [n] : []))).toEqual([1]);
  });
});

describe('the judge', () => {
  const document = { paths: { '/x': { post: { responses: { 200: {}, '4XX': {} } } } } };
  const call = { method: 'POST', route: '/x', path: '/x', body: '{"a":1}' };
  it.each([
    [200, 'application/json', '{}', null],
    [201, 'application/json', '{}', 'answered 201, which is not documented'],
    [500, 'application/problem+json', '{}', 'answered 500'],
    [400, 'text/html', '', 'refused as text/html'],
    [400, 'application/problem+json', '{"type":"request-invalid","expected":"x"}', 'names no field'],
    [400, 'application/problem+json', '{"type":"request-invalid","expected":"x","field":"a"}', null],
  ])('%i %s %s: %s', (status, type, text, wrong) => {
    expect(wrongWith(call, document, status, type, text)).toBe(wrong);
  });
});
