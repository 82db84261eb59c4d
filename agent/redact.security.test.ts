import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeEnrolmentToken } from '../protocol/enrolment.ts';
import { Tokens } from './hook/tokens.ts';
import { Redactor } from './redact.ts';
import { testGtin } from './verdict/verdict.testkit.ts';

const { admin, till } = new Tokens();
const enrolment = makeEnrolmentToken('A'.repeat(43));
const deskKey = randomBytes(24).toString('base64url');
const jws = `eyJhbGciOiJFZERTQSJ9.${randomBytes(40).toString('base64url')}.${randomBytes(64).toString('base64url')}`;
const d = randomBytes(32).toString('base64url');
const pem = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIBase64/Text+Here==\n-----END PRIVATE KEY-----';

const redactor = new Redactor({ secrets: ['s3cret-phrase'], people: ['Hélène Martin', 'ML'], home: '/srv/marie' });

describe('what must not leave', () => {
  it.each<[string, string, string]>([
    ['a token of the hook', `token ${admin} was used`, admin],
    ['the same in JSON', JSON.stringify({ seen: till }), till],
    ['Bearer', `Authorization: Bearer ${admin}`, admin],
    ['a short Bearer', 'authorization: bearer abc123', 'abc123'],
    [
      'Basic',
      `Basic ${Buffer.from(`till:${till}`).toString('base64')}`,
      Buffer.from(`till:${till}`).toString('base64'),
    ],
    ['an enrolment token', `enrolled with ${enrolment}.`, enrolment.slice(10)],
    ['half of one', `enrolled with ${enrolment.slice(0, 40)}`, enrolment.slice(8, 40)],
    ['a signed statement', `refused ${jws}`, jws.slice(30)],
    ['a private key in PEM', `key:\n${pem}\nend`, 'MC4CAQ'],
    ['half of one in PEM', `key:\n${pem.slice(0, 50)}`, 'MC4CAQ'],
    ['a private JWK as text', `{"kty":"OKP","x":"${'x'.repeat(43)}","d":"${d}"}`, d],
    ['a private JWK in JSON in JSON', JSON.stringify(JSON.stringify({ kty: 'OKP', d })), d],
    ['a one-time link', `http://abc.localhost:17013/desk/${deskKey}`, deskKey],
    ['a password in an address', 'postgres://vigilot:hunter2@db/x', 'hunter2'],
    ['a raw scan in an address', 'GET /v1/checks?scan=010340093000001410A123%1D21SER1&x=1', 'SER1'],
    ['a name in JSON', '{"operator":"Zoé Petit"}', 'Zoé'],
    ['a name in JSON with quotes', JSON.stringify({ operator: 'Zoé "Zo" Petit', at: 1 }), 'Petit'],
    ['a name in JSON in JSON', JSON.stringify({ data: JSON.stringify({ operator: 'Zoé' }) }), 'Zoé'],
    ['a name as programs print it', "{ operator: 'Zoé Petit', revision: 1 }", 'Zoé'],
    ['a sale', 'saleReference=VENTE-0042 refused', 'VENTE-0042'],
    ['a secret of this run', 'it said s3cret-phrase!', 's3cret-phrase'],
    ['a person known here', 'signed by hélène martin.', 'martin'],
    ['initials known here', 'seen by ML', 'ML'],
    ['a home', "ENOENT: no such file '/home/mdupont/vigilot/x.json'", 'mdupont'],
    ['a home at the end', 'in /home/mdupont', 'mdupont'],
    ['a home in an address', 'file:///home/mdupont/main/agent.ts:12:3', 'mdupont'],
    ['a home on macOS', '/Users/mdupont/Library', 'mdupont'],
    ['a home on Windows', String.raw`C:\Users\Marie Dupont\AppData\x`, 'Dupont'],
    ['the same in JSON', JSON.stringify({ path: String.raw`C:\Users\Marie Dupont\AppData\x` }), 'Dupont'],
    ['the same with slashes', 'C:/Users/Marie Dupont/AppData', 'Dupont'],
    ['this account’s own folder', '/srv/marie/data', 'marie'],
  ])('%s', (_, text, secret) => {
    expect(text).toContain(secret);
    expect(redactor.text(text)).not.toContain(secret);
    expect(redactor.line(`${text}\n`)).not.toContain(secret);
  });

  it.each([
    ['token', 'authorization', 'cookie', 'enrolmentToken', 'password', 'privateKey'],
    ['operator', 'Operator', 'operators', 'saleReference', 'sale_reference', 'scan', 'serial'],
  ])('%s and others, as fields, whatever they hold', (...fields) => {
    for (const field of fields) {
      for (const value of ['abc', 42, ['abc'], { inner: 'abc' }]) {
        const clean = redactor.line(`${JSON.stringify({ level: 30, deep: [{ [field]: value }] })}\n`);
        expect(clean, field).not.toMatch(/abc|42/);
        expect(JSON.parse(clean), field).toEqual({ level: 30, deep: [{ [field]: '[redacted]' }] });
      }
    }
  });
});

describe('what must stay', () => {
  it.each([
    '03400930000014',
    '3400930000014',
    'GTIN 03400930000014, CIP13 3400930000014, CIP7 3000001, lot 4R112',
    'Lot A123 rappelé (R-2026-0042) : ne pas délivrer.',
    'lots 013097, MS8574, a-123/B_9, ABCDEFGHIJ0123456789',
    'bulletin 01JDT3K8ZQ0000000000000000, revision 2',
    'hash 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'EADDRINUSE: port 17013',
    'https://portail.exemple.fr/v1/feed',
    '/var/lib/vigilot/desk.db.corrupt-20261122T093000',
    'HTML, not XML: MLA',
    'operators act; the serial was missing; a scan is read',
    '2026-11-22T09:30:00.000Z',
    'agent/link/session.ts:128:14',
    '',
  ])('%s', (text) => {
    expect(redactor.text(text)).toBe(text);
    expect(JSON.parse(redactor.line(JSON.stringify({ msg: text })))).toEqual({ msg: text });
  });

  it('product codes and lots next to what goes', () => {
    const text = `gtin 03400930000014 lot A123 by ML with Bearer ${admin} in /home/marie/03400930000014/lot-A123`;
    expect(redactor.text(text)).toBe(
      'gtin 03400930000014 lot A123 by [redacted] with Bearer [redacted] in /home/[user]/03400930000014/lot-A123',
    );
  });

  it('every code and lot there may be, in text and in JSON', () => {
    const lots = fc.stringMatching(/^[!-~]{1,20}$/).filter((lot) => !/["'\\=:?@/]|bearer|basic/i.test(lot));
    const sentence = fc.tuple(
      fc.integer({ min: 0, max: 999_999_999 }).map(testGtin),
      fc.stringMatching(/^[A-Za-z0-9-]{1,20}$/),
    );
    const plain = new Redactor({ home: '/home/marie' });
    fc.assert(
      fc.property(sentence, lots, ([gtin, lot], printed) => {
        const text = `product ${gtin} lot ${lot}, ${gtin.slice(1)}`;
        expect(plain.text(text)).toBe(text);
        const pack = { gtin, cip13: gtin.slice(1), lot: printed, lots: [printed] };
        expect(plain.value({ pack })).toEqual({ pack });
      }),
    );
  });

  it('hashes where they are named as such, as long as a token', () => {
    const hash = randomBytes(32).toString('base64url');
    expect(redactor.value({ register: { hash }, root: hash, seen: `x${hash}` })).toEqual({
      register: { hash },
      root: hash,
      seen: '[redacted]',
    });
  });

  it('numbers, null and the form of a line', () => {
    const line = '{"level":50,"time":1763803800000,"pid":42,"operator":null,"msg":"agent ready"}\r\n';
    expect(redactor.line(line)).toBe(line);
    expect(redactor.line('no JSON {')).toBe('no JSON {');
    expect(redactor.line('{"cut":"Bearer abcdefgh')).toBe('{"cut":"Bearer [redacted]');
  });
});

it('takes a number for no name, and a pattern for none', () => {
  const odd = new Redactor({ people: ['3400930000014', 'x', '', '.*', 'a.b'], secrets: ['', 'abc'], home: '/' });
  const text = '3400930000014 x abc aXb /home';
  expect(odd.text(text)).toBe(text);
  expect(odd.text('a.b')).toBe('[redacted]');
});

it('stays quick on what an attacker may have put into a log', () => {
  const hostile = ['"operator":"'.repeat(2000), '\\'.repeat(20_000), 'Bearer '.repeat(5000), '/home/'.repeat(5000)];
  for (const text of [...hostile, 'aA1-'.repeat(10_000), 'C:\\Users\\'.repeat(3000), 'eyJ'.repeat(9000)]) {
    const before = process.cpuUsage();
    redactor.line(text);
    const { user } = process.cpuUsage(before);
    expect(user / 1000, text.slice(0, 12)).toBeLessThan(2_000);
  }
});
