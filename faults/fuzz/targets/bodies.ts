/** Bodies sent to the hook: a documented answer comes, never a fault of ours, and no recalled pack is ever `allow`. */
import { Bytes } from '../bytes.ts';
import { wrongWith } from '../requests.ts';
import type { Server } from '../servers.ts';
import { seedsOf, type Target } from '../target.ts';

const pack = '"gtin":"03400930000014"';
const inputs = [
  `POST /v1/checks\n{${pack},"lot":"A123","expiry":"2027-03"}`,
  'POST /v1/checks\n{"scan":"01034009300000141727033110A123","saleRef":"V1","operator":"AB"}',
  `POST /v1/checks/batch\n{"items":[{${pack}},{"scan":"3400930000014"}]}`,
  'POST /v1/checks/{id}/outcome\n{"outcome":"dispensed","operator":"AB","reason":"vu"}',
  'POST /v1/bulletins/{id}/acknowledgement\n{"operator":"AB","revision":1}',
  'POST /v1/bulletins/{id}/display\n{"revision":1}',
  `POST /v1/bulletins/{id}/quarantine\n{"operator":"AB","lines":[{${pack},"lot":"A123","quantity":2}]}`,
  'POST /v1/application\n{"version":"0.1.0","update":null}',
  `POST /v1/inventory/scans\n{${pack},"lot":"A123"}`,
  'POST /v1/inventory/close\n{}',
  `POST /v1/shortages\n{${pack},"state":"declared"}`,
];

let opened: Promise<{ server: Server; routes: readonly string[]; recalled: { gtin: string; lot: string } }> | null =
  null;
/** Loaded where it is wanted: reading the coverage costs by what is loaded. */
function open() {
  opened ??= import('../servers.ts').then(async ({ openHook, recalled }) => {
    const server = await openHook();
    const routes = Object.entries(server.document.paths).flatMap(([route, methods]) =>
      Object.entries(methods)
        .filter(([, { requestBody }]) => requestBody !== undefined)
        .map(([method]) => `${method.toUpperCase()} ${route}`),
    );
    return { server, routes, recalled };
  });
  return opened;
}

export const bodies: Target = {
  name: 'bodies',
  what: 'bodies of the hook',
  words: [
    ...[
      '"gtin":',
      '"lot":',
      '"scan":',
      '"expiry":',
      '"items":[',
      '"operator":',
      '"outcome":',
      '"revision":',
      '"state":',
    ],
    ...[
      '"03400930000014"',
      '"A123"',
      '"2027-03"',
      '"dispensed"',
      '"B1"',
      '\\u001d',
      '\\ud800',
      '\\u0000',
      '"__proto__":',
    ],
    ...['{', '}', '[', ']', ',', 'null', 'true', '-1', '1e999', '0.5', '""', '[['.repeat(100)],
  ],
  seeds: seedsOf(...inputs),
  fuzz: async (data) => {
    const { server, routes, recalled } = await open();
    const text = new Bytes(data).rest();
    const [first = '', ...lines] = text.split('\n');
    const named = routes.includes(first) ? first : routes[text.length % routes.length];
    const [method = '', route = ''] = named?.split(' ') ?? [];
    const body = lines.join('\n');
    const call = { method, route, path: route.replace(/\{\w+\}/g, 'B1'), body };
    const answer = await server.ask(call, 0);
    const wrong = wrongWith(call, server.document, answer.status, answer.type, answer.text);
    if (wrong !== null) throw new Error(`${named} ${wrong}: ${answer.text}`);
    if (route === '/v1/checks' && answer.status === 200) {
      const { gtin, lot = recalled.lot } = JSON.parse(body) as { gtin?: unknown; lot?: unknown };
      const { verdict } = JSON.parse(answer.text) as { verdict: string };
      if (gtin === recalled.gtin && lot === recalled.lot && verdict === 'allow') {
        throw new Error(`a recalled pack is allowed: ${body}`);
      }
    }
    return 1;
  },
  close: async () => {
    const one = opened;
    opened = null;
    await (await one)?.server.close();
  },
};
