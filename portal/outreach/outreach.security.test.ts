import { describe, expect, it } from 'vitest';
import { outreachOf, tokenOf } from './link.ts';
import { outreachScene, PUBLIC_URL } from './outreach.testkit.ts';

const hospital = { kind: 'hospital', name: 'CHU <script>alert(1)</script>', email: 'pui@chu.example' };

async function withLink() {
  const scene = await outreachScene();
  await scene.recipient(hospital);
  const id = await scene.publish({ title: '<img src=x onerror=alert(1)>', text: '"\'><b>' });
  await scene.after(0);
  const path = scene.sent[0]?.link.slice(PUBLIC_URL.length) ?? '';
  const get = (url = path, language = 'fr') =>
    scene.app.inject({ method: 'GET', url, headers: { 'accept-language': language } });
  const post = (payload: string, type = 'application/x-www-form-urlencoded') =>
    scene.app.inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': type, 'accept-language': 'fr' },
      payload,
    });
  return { scene, id, path, get, post };
}

describe('the link', () => {
  it('is only what this portal made, whole', () => {
    const token = tokenOf('secret', '01J');
    expect(outreachOf('secret', token)).toBe('01J');
    for (const wrong of [
      '',
      '.',
      '01J',
      '01J.',
      `${token}x`,
      `${token}.`,
      token.replace('01J', '01K'),
      token.slice(0, -1),
      `.${token}`,
    ]) {
      expect(outreachOf('secret', wrong), wrong).toBeNull();
    }
    expect(outreachOf('other', token)).toBeNull();
  });

  it('changed by one character opens nothing and tells nothing', async () => {
    const { get, path } = await withLink();
    const other = path.endsWith('A') ? 'B' : 'A';
    const page = await get(`${path.slice(0, -1)}${other}`);
    expect(page.statusCode).toBe(404);
    expect(page.body).toContain('Ce lien n’est pas valable');
    expect(page.body).not.toContain('CHU');
  });

  it('acknowledges nothing by being followed, as mail filters do', async () => {
    const { get, scene, id } = await withLink();
    expect((await get()).statusCode).toBe(200);
    expect(await scene.told(id)).toMatchObject({ [hospital.name]: { state: 'open' } });
  });

  it('counts once: the first answer stands', async () => {
    const { post, scene, id } = await withLink();
    await post('operator=Premier&concerned=no');
    const second = await post('operator=Second&concerned=yes');
    expect(second.body).toContain('Premier');
    const { body } = await scene.call('operator', `GET /v1/bulletins/${id}/outreach`);
    expect(body.recipients[0]).toMatchObject({ acknowledgedBy: 'Premier', answer: { concerned: false } });
  });
});

describe('the page', () => {
  it('shows hostile text as text, runs nothing, and tells its address to nobody', async () => {
    const { get, post } = await withLink();
    const typed = await post('operator=&concerned=yes&remark=%3C%2Ftextarea%3E%3Cscript%3E');
    for (const page of [await get(), typed]) {
      expect(page.body).not.toMatch(/<script|<img|<b>|<\/textarea><script/);
      expect(page.headers).toMatchObject({
        'content-security-policy': expect.stringMatching(
          /^default-src 'none'; style-src 'sha256-[^']+'; form-action 'self'; frame-ancestors 'none'/,
        ),
        'referrer-policy': 'no-referrer',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      });
    }
    expect(typed.statusCode).toBe(400);
    expect(typed.body).toContain('&lt;/textarea&gt;&lt;script&gt;');
  });

  it.each([
    ['no name', 'concerned=yes&remark=gard%C3%A9e', 'Indiquer votre nom'],
    ['blanks for a name', 'operator=%20%00&concerned=yes&remark=gard%C3%A9e', 'Indiquer votre nom'],
    ['no answer', 'operator=M&remark=gard%C3%A9e', 'Dire si votre établissement est concerné'],
    ['another answer', 'operator=M&concerned=maybe&remark=gard%C3%A9e', 'Dire si votre établissement est concerné'],
    [
      'a quantity in words',
      'operator=M&concerned=yes&quantity=douze&remark=gard%C3%A9e',
      'La quantité est un nombre entier',
    ],
    [
      'a negative quantity',
      'operator=M&concerned=yes&quantity=-1&remark=gard%C3%A9e',
      'La quantité est un nombre entier',
    ],
  ])('with %s says so, records nothing and keeps what was typed', async (_, form, words) => {
    const { post, scene, id } = await withLink();
    const page = await post(form);
    expect(page.statusCode).toBe(400);
    expect(page.body).toContain(words);
    expect(page.body).toContain('gardée');
    expect(await scene.told(id)).toMatchObject({ [hospital.name]: { state: 'open' } });
  });

  it.each([
    ['another type of body', 'x=1', 'text/plain', 415],
    ['too long a form', `remark=${'x'.repeat(20_000)}`, 'application/x-www-form-urlencoded', 413],
    ['JSON', '{"operator":"M","concerned":true}', 'application/json', 415],
  ])('refuses %s', async (_, payload, type, status) => {
    const { post, scene, id } = await withLink();
    expect((await post(payload, type)).statusCode).toBe(status);
    expect(await scene.told(id)).toMatchObject({ [hospital.name]: { state: 'open' } });
  });
});

describe('recipients', () => {
  it.each([
    [{ email: 'a@b.example, c@d.example' }, 'email'],
    [{ email: 'a@b.example\nBcc: c@d.example' }, 'email'],
    [{ email: 'nobody' }, 'email'],
    [{ fax: '12' }, 'fax'],
    [{ fax: '01 23 45 67 89; rm -rf' }, 'fax'],
    [{ finess: '12' }, 'finess'],
    [{ territory: 'FR-99' }, 'territory'],
    [{ kind: 'officine' }, 'officine'],
    [{ kind: 'officine', officine: 'nobody' }, 'officine'],
    [{ officine: 'nobody' }, 'officine'],
    [{ address: { lines: [], postalCode: '1', city: 'x' } }, 'address.lines'],
  ])('with %o are refused by the name of the field', async (fields, field) => {
    const scene = await outreachScene();
    const { status, body } = await scene.call('operator', 'POST /v1/recipients', { ...hospital, ...fields });
    expect([status, body.field]).toEqual([400, field]);
  });

  it('are the operator’s: neither laboratories nor the authority keep them', async () => {
    const scene = await outreachScene();
    const id = await scene.recipient(hospital);
    for (const who of ['lab', 'authority', null] as const) {
      const refused = who === null ? 401 : 403;
      for (const route of [
        'POST /v1/recipients',
        `PUT /v1/recipients/${id}`,
        'PUT /v1/outreach/plan',
        'POST /v1/outreach/x/notes',
      ]) {
        expect((await scene.call(who, route, hospital)).status, `${who} ${route}`).toBe(refused);
      }
      expect((await scene.call(who, 'GET /v1/recipients')).status).toBe(refused);
    }
  });

  it('are not made twice by a FINESS or an officine', async () => {
    const scene = await outreachScene();
    await scene.recipient({ ...hospital, finess: '310000000' });
    const again = await scene.call('operator', 'POST /v1/recipients', { ...hospital, finess: '31 000 0000' });
    expect(again.body).toMatchObject({ type: 'state-conflict', field: 'finess' });
  });
});
