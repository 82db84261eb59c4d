import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { conventionBody } from '../access/conventions.testkit.ts';
import { TestBrowser } from '../access/people.testkit.ts';
import { enrolmentBody, newKey } from '../enrolment/workstation.testkit.ts';
import { gtinOf, importBody, medicinesFilesOf } from '../products/medicines.testkit.ts';
import { answerBody } from '../shortages/shortages.testkit.ts';
import { signStatement } from '../store/statements.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { openTestApp, type TestApp } from './app.testkit.ts';

let test: TestApp;
// biome-ignore lint/suspicious/noExplicitAny: the document is looked into as JSON
let document: any;
beforeAll(async () => {
  test = await openTestApp();
  document = (await test.call(null, 'GET /openapi.json')).body;
});
afterAll(() => test.dispose());

interface Operation {
  path: string;
  method: string;
  // biome-ignore lint/suspicious/noExplicitAny: the document is looked into as JSON
  operation: any;
}
const operations = (): Operation[] =>
  Object.entries(document.paths as Record<string, Record<string, unknown>>).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );

/** Every schema that stands anywhere in the document. */
function schemasIn(value: unknown, found: unknown[] = []): unknown[] {
  if (value === null || typeof value !== 'object') return found;
  for (const [key, inner] of Object.entries(value)) {
    if (key === 'schema') found.push(inner);
    schemasIn(inner, found);
  }
  return found;
}

describe('/openapi.json', () => {
  it('is OpenAPI 3.1 and has every route of the contract', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(document.info).toMatchObject({ title: 'Vigilot portal', version: '0.0.0-test' });
    expect(
      operations()
        .map(({ path, method }) => `${method.toUpperCase()} ${path}`)
        .toSorted(),
    ).toEqual(
      [
        'GET /v1/bulletins',
        'GET /v1/bulletins/{id}',
        'GET /v1/bulletins/{id}/messages',
        'GET /v1/bulletins/{id}/tracking',
        'GET /v1/health',
        'GET /v1/ready',
        'GET /v1/live',
        'GET /v1/officines',
        'GET /v1/officines/{id}',
        'PATCH /v1/officines/{id}',
        'POST /v1/bulletins',
        'POST /v1/bulletins/{id}/lift',
        'POST /v1/bulletins/{id}/messages',
        'POST /v1/bulletins/{id}/reject',
        'POST /v1/bulletins/{id}/revise',
        'POST /v1/bulletins/{id}/submit',
        'POST /v1/bulletins/{id}/validate',
        'POST /v1/enrolments',
        'POST /v1/officines',
        'POST /v1/officines/{id}/enrolment-tokens',
        'POST /v1/workstations/{id}/revocation',
        'GET /v1/bulletins/{id}/changes',
        'GET /v1/bulletins/{id}/notice',
        'GET /v1/bulletins/{id}/tracking/laggards',
        'GET /v1/bulletins/{id}/tracking/progress',
        'POST /v1/bulletins/preview',
        'POST /v1/bulletins/targets/read',
        'POST /v1/bulletins/{id}/clone',
        'GET /v1/products',
        'GET /v1/products/{code}',
        'POST /v1/products/import',
        'PUT /v1/bulletins/{id}',
        'GET /v1/bulletins/{id}/outreach',
        'GET /v1/bulletins/{id}/report',
        'GET /v1/bulletins/{id}/report/summary',
        'GET /v1/outreach/letters',
        'GET /v1/outreach/letters/{id}',
        'POST /v1/outreach/letters',
        'POST /v1/outreach/letters/{id}/hand-over',
        'POST /v1/outreach/letters/returns',
        'GET /v1/outreach/plan',
        'PUT /v1/outreach/plan',
        'POST /v1/outreach/{id}/notes',
        'GET /v1/recipients',
        'GET /v1/recipients/{id}',
        'POST /v1/recipients',
        'POST /v1/recipients/import',
        'PUT /v1/recipients/{id}',
        'POST /v1/session/codes',
        'POST /v1/session',
        'POST /v1/session/invitation',
        'GET /v1/session',
        'DELETE /v1/session',
        'GET /v1/sessions',
        'DELETE /v1/sessions',
        'DELETE /v1/sessions/{id}',
        'POST /v1/session/passkeys/options',
        'POST /v1/session/passkeys',
        'GET /v1/passkeys',
        'POST /v1/passkeys',
        'POST /v1/passkeys/options',
        'DELETE /v1/passkeys/{id}',
        'GET /v1/organisations',
        'POST /v1/organisations',
        'GET /v1/organisations/{id}',
        'PATCH /v1/organisations/{id}',
        'GET /v1/organisations/{id}/users',
        'POST /v1/organisations/{id}/users',
        'PATCH /v1/users/{id}',
        'POST /v1/users/{id}/invitation',
        'POST /v1/users/{id}/sign-out',
        'GET /v1/organisations/{id}/keys',
        'POST /v1/organisations/{id}/keys',
        'POST /v1/organisations/{id}/keys/{key}/revocation',
        'GET /v1/organisations/{id}/products',
        'GET /v1/public/shortages',
        'GET /v1/shortages',
        'GET /v1/shortages/notices',
        'GET /v1/shortages/statistics',
        'GET /v1/shortages/{code}',
        'POST /v1/shortages/answers',
        'POST /v1/shortages/answers/{id}/end',
        'POST /v1/shortages/notices/{id}/read',
        'PUT /v1/organisations/{id}/products',
        'PUT /v1/shortages/answers/{id}',
        'PUT /v1/shortages/{code}/major',
        'POST /v1/officines/import',
        'POST /v1/enrolment-tokens',
        'GET /v1/audit',
        'GET /v1/audit/verify',
        'GET /v1/organisations/{id}/conventions',
        'POST /v1/organisations/{id}/conventions',
        'GET /v1/organisations/{id}/conventions/{convention}/file',
        'GET /v1/occasional-uses',
        'GET /v1/feed-keys',
        'POST /v1/feed-keys/requests',
        'POST /v1/feed-keys/statements',
      ].toSorted(),
    );
  });

  it('holds together: parameters of each path, security that is defined, problems for refusals, schemas that compile', () => {
    for (const { path, method, operation } of operations()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
      const parameters = (operation.parameters ?? []) as Array<{
        in: string;
        name: string;
        required?: boolean;
        schema: unknown;
      }>;
      const inPath = parameters.filter((parameter) => parameter.in === 'path');
      expect(inPath.map((parameter) => parameter.name)).toEqual(named);
      expect(inPath.every((parameter) => parameter.required === true)).toBe(true);
      for (const scheme of (operation.security ?? []).flatMap((one: object) => Object.keys(one))) {
        expect(Object.keys(document.components.securitySchemes)).toContain(scheme);
      }
      const open =
        ['/v1/health', '/v1/ready', '/v1/public/shortages'].includes(path) ||
        (path.startsWith('/v1/session') && method === 'post');
      expect(operation.security === undefined, `${method} ${path}`).toBe(open);
      expect(Object.keys(operation.responses).some((status) => status.startsWith('2'))).toBe(true);
      expect(Object.keys(operation.responses['4XX'].content)).toEqual(['application/problem+json']);
      if (operation.requestBody) expect(Object.keys(operation.requestBody.content)).toEqual(['application/json']);
    }
    const schemas = schemasIn(document.paths);
    expect(schemas.length).toBeGreaterThan(60);
    for (const schema of schemas) expect(() => Compile(schema as TSchema)).not.toThrow();
    // No reference leads anywhere else: the document stands alone.
    expect(JSON.stringify(document).includes('"$ref"')).toBe(false);
  });

  it('describes what is answered: a whole session’s answers hold to their schemas, and refuse what is missing', async () => {
    const seen = new Set<string>();
    const pathOf = (url: string) => {
      const parts = url.split('?')[0]?.split('/') ?? [];
      const fits = (path: string) => {
        const own = path.split('/');
        return own.length === parts.length && own.every((part, i) => part === parts[i] || part.startsWith('{'));
      };
      // A name before a placeholder: `/targets/read` is no bulletin.
      return Object.keys(document.paths).filter(fits).toSorted().at(0) ?? url;
    };
    const call = async (who: Parameters<TestApp['call']>[0] | TestBrowser, route: string, body?: unknown) => {
      const answer = await (who instanceof TestBrowser ? who.call(route, body) : test.call(who, route, body));
      const [method = '', url = ''] = route.split(' ');
      const path = pathOf(url);
      if (answer.status === 204) {
        seen.add(`${method} ${path} done`);
        return null;
      }
      const { responses } = document.paths[path][method.toLowerCase()];
      const described = responses[answer.status] ?? responses[`${Math.floor(answer.status / 100)}XX`];
      const schema = Object.values(described.content as Record<string, { schema: TSchema }>)[0]?.schema as TSchema;
      const check = Compile(schema);
      expect(
        check.Check(answer.body),
        `${route} ${answer.status} ${JSON.stringify(check.Errors(answer.body)[0])}`,
      ).toBe(true);
      expect(check.Check({})).toBe(false);
      seen.add(`${method} ${path} ${answer.status < 300 ? 'done' : 'refused'}`);
      return answer.body;
    };
    await call('lab', 'POST /v1/bulletins', {});
    const { id } = await call('lab', 'POST /v1/bulletins', bulletinBody());
    await call('lab', `PUT /v1/bulletins/${id}`, bulletinBody({ title: 'Corrigé' }));
    await call('lab', `POST /v1/bulletins/${id}/submit`);
    await call('authority', `POST /v1/bulletins/${id}/reject`, { reason: 'Préciser' });
    await call('lab', `POST /v1/bulletins/${id}/messages`, { text: 'Précisé' });
    await call('lab', `GET /v1/bulletins/${id}/messages`);
    await call('lab', `POST /v1/bulletins/${id}/submit`);
    await call('lab', `GET /v1/bulletins/${id}/tracking`);
    await call('authority', `POST /v1/bulletins/${id}/validate`);
    await call('lab', `POST /v1/bulletins/${id}/revise`, bulletinBody());
    await call('lab', `POST /v1/bulletins/${id}/submit`);
    await call('authority', `POST /v1/bulletins/${id}/validate`);
    await call('authority', `POST /v1/bulletins/${id}/lift`, { reason: 'Conforme' });
    await call('operator', `GET /v1/bulletins/${id}`);
    await call('operator', 'GET /v1/bulletins?limit=1');
    const officine = await call('operator', 'POST /v1/officines', { name: 'Pharmacie', territory: 'FR-75' });
    const { token } = await call('operator', `POST /v1/officines/${officine.id}/enrolment-tokens`);
    const { workstation } = await call({ token }, 'POST /v1/enrolments', await enrolmentBody(await newKey(), token));
    await call('operator', `PATCH /v1/officines/${officine.id}`, { territory: null });
    await call('operator', `GET /v1/officines/${officine.id}`);
    await call('operator', 'GET /v1/officines');
    await call('operator', `GET /v1/bulletins/${id}/tracking`);
    await call('operator', `GET /v1/bulletins/${id}/tracking/progress`);
    await call('operator', `GET /v1/bulletins/${id}/tracking/laggards`);
    await call('operator', `POST /v1/workstations/${workstation.id}/revocation`, { reason: 'Volé' });
    await call('lab', 'POST /v1/bulletins/preview', bulletinBody());
    await call('lab', `GET /v1/bulletins/${id}/notice`);
    await call('lab', `GET /v1/bulletins/${id}/changes`);
    await call('lab', `POST /v1/bulletins/${id}/clone`, { drill: true });
    await call('lab', 'POST /v1/bulletins/targets/read', { text: 'lot\tCIP\nA1\t3000001\nA2\t12\n' });
    await call('operator', 'POST /v1/products/import', importBody(medicinesFilesOf({ rows: 9 }), { force: true }));
    await call('lab', `GET /v1/products/${gtinOf(1)}`);
    await call('lab', 'GET /v1/products?limit=1');
    const address = { lines: ['1 rue de la Paix'], postalCode: '75002', city: 'Paris' };
    const hospital = { kind: 'hospital', name: 'CHU', address };
    const recipient = await call('operator', 'POST /v1/recipients', hospital);
    await call('operator', `PUT /v1/recipients/${recipient.id}`, { ...hospital, email: 'pui@chu.example' });
    await call('operator', 'GET /v1/recipients');
    await call('operator', `GET /v1/recipients/${recipient.id}`);
    await call('operator', 'POST /v1/recipients/import', { text: 'nom;type\nCH;hôpital\n;x\n', dryRun: true });
    await call('operator', 'PUT /v1/outreach/plan', await call('operator', 'GET /v1/outreach/plan'));
    const told = { bulletin: id, revision: 2, kind: 'hospital', addressee: recipient.id, state: 'open' } as const;
    await test.store.db
      .insertInto('outreach')
      .values({ ...told, id: '01JOUTREACH', opened_at: new Date() })
      .execute();
    await call('operator', 'POST /v1/outreach/01JOUTREACH/notes', { outcome: 'no-answer', remark: 'Occupé' });
    await call('lab', `GET /v1/bulletins/${id}/outreach`);
    const letter = {
      id: 'L',
      outreach: '01JOUTREACH',
      salvo: 1,
      channel: 'letter',
      address: '',
      state: 'due',
    } as const;
    await test.store.db
      .insertInto('outreach_attempt')
      .values({ ...letter, due_at: new Date() })
      .execute();
    const { batch } = await call('operator', 'POST /v1/outreach/letters');
    await call('operator', 'GET /v1/outreach/letters');
    await call('operator', `GET /v1/outreach/letters/${batch.id}`);
    await call('operator', `POST /v1/outreach/letters/${batch.id}/hand-over`, { receipt: 'Bordereau 12' });
    const returned = { returns: [{ code: batch.letters[0].code, remark: 'NPAI' }] };
    await call('operator', 'POST /v1/outreach/letters/returns', returned);
    const laboratory = await call('operator', 'POST /v1/organisations', { role: 'lab', name: 'Laboratoire' });
    const own = `/v1/organisations/${laboratory.id}`;
    await call('operator', 'GET /v1/organisations');
    await call('operator', `GET ${own}`);
    await call('operator', `PATCH ${own}`, { phone: '01 23 45 67 89' });
    const functions = ['responsible-pharmacist'];
    const { person } = await call('operator', `POST ${own}/users`, { email: 'a@exemple.fr', name: 'A', functions });
    await call('operator', `GET ${own}/users`);
    await call('operator', `PATCH /v1/users/${person.id}`, { name: 'B' });
    const { link } = await call('operator', `POST /v1/users/${person.id}/invitation`);
    const browser = new TestBrowser(test);
    await call(browser, 'POST /v1/session/invitation', { invitation: link.split('/').at(-1) });
    await call(browser, 'GET /v1/session');
    await call(browser, 'GET /v1/sessions');
    await call(browser, 'GET /v1/passkeys');
    await call(browser, 'POST /v1/passkeys/options');
    await call(browser, 'POST /v1/session/passkeys/options');
    const key = await call(browser, `POST ${own}/keys`, { name: 'Serveur', capabilities: ['tracking.read'] });
    await call(browser, `GET ${own}/keys`);
    await call(browser, `POST ${own}/keys/${key.id}/revocation`);
    await call('operator', `POST /v1/users/${person.id}/sign-out`);
    await call('authority', `GET /v1/bulletins/${id}/report`);
    await call('authority', `GET /v1/bulletins/${id}/report/summary`);
    await call('operator', `PUT ${own}/products`, { holders: ['L'], products: [{ gtin: gtinOf(1) }] });
    await call('operator', `GET ${own}/products`);
    await call('authority', `PUT /v1/shortages/${gtinOf(1)}/major`, { major: true });
    const answered = await call('lab', 'POST /v1/shortages/answers', answerBody());
    await call('lab', `PUT /v1/shortages/answers/${answered.id}`, answerBody({ cause: '' }));
    await call('lab', 'GET /v1/shortages');
    await call('lab', `GET /v1/shortages/${gtinOf(1)}`);
    await call(null, 'GET /v1/public/shortages');
    await call('lab', `POST /v1/shortages/answers/${answered.id}/end`, { reason: 'Fini' });
    await call('lab', 'GET /v1/shortages/statistics');
    const { notices } = await call('authority', 'GET /v1/shortages/notices');
    await call('authority', `POST /v1/shortages/notices/${notices[0].id}/read`);
    await call('operator', 'POST /v1/officines/import', { text: 'FINESS;Nom\n291001234;P\n1;P' });
    await call('operator', 'POST /v1/enrolment-tokens', { officines: 'all' });
    await call('operator', 'GET /v1/audit?limit=5');
    await call('operator', 'GET /v1/audit/verify');
    await call('operator', `POST ${own}/conventions`, conventionBody());
    await call('operator', `GET ${own}/conventions`);
    await call('operator', 'GET /v1/occasional-uses');
    await call('operator', 'GET /v1/feed-keys');
    const keys = await call('operator', 'POST /v1/feed-keys/requests', { renew: ['tip'] });
    const root = test.store.keys.demonstrationRootKey();
    const statement = root === null ? '' : await signStatement(root, keys);
    await call('operator', 'POST /v1/feed-keys/statements', { statement });
    await call(null, 'GET /v1/health');
    await call(null, 'GET /v1/ready');
    const done = [...seen].filter((each) => each.endsWith('done'));
    const all = operations().map(({ path, method }) => `${method.toUpperCase()} ${path} done`);
    // The stream never ends; what signs in and out answers nothing, and passkeys are made by a browser: access/sign-in.test.ts.
    // A PDF is no JSON: access/conventions.test.ts.
    const elsewhere =
      /^(GET \/v1\/(live|organisations\/\S+\/file)|DELETE \/v1\/(session|passkeys)\S*|POST \/v1\/(session(\/codes|\/passkeys)?|passkeys)) /;
    expect(all.filter((each) => !done.includes(each) && !elsewhere.test(each))).toEqual([]);
  });
});
