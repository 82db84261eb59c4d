import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { signedInAs, type TestBrowser } from './people.testkit.ts';

const clock = manualClock(Date.parse('2026-11-22T09:30:00.000Z'));
let test: TestApp;
let lab: Awaited<ReturnType<typeof signedInAs>>;
let other: Awaited<ReturnType<typeof signedInAs>>;
let bulletin = '';
beforeAll(async () => {
  test = await openTestApp({ clock });
  lab = await signedInAs(test, 'lab', ['responsible-pharmacist']);
  other = await signedInAs(test, 'lab', ['responsible-pharmacist']);
  clock.advance(60_000);
  bulletin = (await lab.browser.call('POST /v1/bulletins', bulletinBody({ title: '=Rappel' }))).body.id;
  await lab.browser.call(`POST /v1/bulletins/${bulletin}/messages`, { text: 'Bonjour' });
  await test.call('lab', 'POST /v1/bulletins', bulletinBody());
});
afterAll(() => test.dispose());

interface Entry {
  readonly position: number;
  readonly act: string;
  readonly subject: string;
}
async function entries(who: TestBrowser | 'operator' | 'lab', query = ''): Promise<Entry[]> {
  const route = `GET /v1/audit${query}`;
  const { status, body } = await (typeof who === 'string' ? test.call(who, route) : who.call(route));
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body.entries;
}
const actsOf = (found: Entry[]) => found.map(({ act }) => act);

describe('GET /v1/audit', () => {
  it('is the operator’s whole, newest first, page by page', async () => {
    const all = await entries('operator');
    expect(all.map(({ position }) => position)).toEqual(all.map((_, i) => all.length - i));
    const first = (await test.call('operator', 'GET /v1/audit?limit=3')).body;
    const second = (await test.call('operator', `GET /v1/audit?limit=1000&before=${first.next}`)).body;
    expect([...first.entries, ...second.entries]).toEqual(all);
    expect(second.next).toBeNull();
  });

  it('is of one’s own organisation for everybody else, and of one’s role for a key of portal.json', async () => {
    const own = await entries(lab.browser);
    expect(actsOf(own)).toEqual(['bulletin.message', 'bulletin.create', 'session.start']);
    expect(own[0]).toMatchObject({
      subject: `bulletin/${bulletin}`,
      organisation: { id: lab.organisation.id, name: lab.organisation.name },
      actor: lab.person.id,
      name: lab.person.name,
      onCallFrom: null,
    });
    expect(actsOf(await entries(other.browser))).toEqual(['session.start']);
    expect(await entries(other.browser, `?organisation=${lab.organisation.id}`)).toEqual([]);
    expect(await entries(other.browser, `?subject=bulletin/${bulletin}`)).toEqual([]);
    expect(actsOf(await entries('lab'))).toEqual(['bulletin.create']);
  });

  it('is filtered by act or kind of act, subject, person and time', async () => {
    expect(actsOf(await entries('operator', '?act=bulletin.message'))).toEqual(['bulletin.message']);
    expect(new Set(actsOf(await entries('operator', '?act=bulletin.')))).toEqual(
      new Set(['bulletin.create', 'bulletin.message']),
    );
    expect(await entries('operator', `?subject=bulletin/${bulletin}`)).toHaveLength(2);
    expect(await entries('operator', `?actor=${lab.person.id}&act=bulletin.create`)).toHaveLength(1);
    expect(await entries('operator', '?from=2026-11-22T09:31:00Z')).toHaveLength(3);
    expect(await entries('operator', '?to=2026-11-22T10:31:00%2B01:00&act=bulletin.')).toEqual([]);
    for (const bad of ['from=yesterday', 'from=2026-11-31T00:00:00Z', 'to=2026-11-22', 'before=0', 'colour=red']) {
      const { status, body } = await test.call('operator', `GET /v1/audit?${bad}`);
      expect({ bad, status, field: body.field }).toEqual({ bad, status: 400, field: bad.split('=')[0] });
    }
  });

  it('is a spreadsheet where asked: all of it, formulas disarmed', async () => {
    await test.call('operator', 'POST /v1/organisations', { role: 'lab', name: '=cmd' });
    await signedInAs(
      test,
      'lab',
      ['quality'],
      (await test.call('operator', 'GET /v1/organisations')).body.organisations.at(-1),
    );
    const { headers, body } = await test.call('operator', 'GET /v1/audit?format=csv&language=fr&limit=1');
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="vigilot-audit.csv"',
    });
    const lines = String(body).trimEnd().split('\r\n');
    expect(lines[0]).toBe(
      '\ufeffPosition;Instant (UTC);Rôle;Organisation;Auteur;Astreinte;Acte;Objet;Détail;Empreinte',
    );
    expect(lines).toHaveLength((await entries('operator', '?limit=1000')).length + 1);
    expect(lines[1]).toContain(";'=cmd;");
  });
});

describe('GET /v1/audit/verify', () => {
  it('proves the chain, and says where it breaks', async () => {
    const whole = (await test.call('operator', 'GET /v1/audit/verify')).body;
    const [newest] = await entries('operator');
    expect(whole).toMatchObject({ count: newest?.position, broken: null });
    await test.store.db.updateTable('audit_entry').set({ name: 'Personne' }).where('position', '=', 2).execute();
    expect((await test.call('operator', 'GET /v1/audit/verify')).body.broken).toEqual({ position: 2, why: 'changed' });
  });
});
