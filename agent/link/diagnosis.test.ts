import { describe, expect, it } from 'vitest';
import { typ } from '../../protocol/envelope.ts';
import { diagnose } from '../diagnosis.ts';
import { liveFeed } from '../verdict/verdict.testkit.ts';
import { type LinkDiagnosis, linkSteps } from './diagnosis.ts';
import { IdentityDamaged } from './identity.ts';
import type { Probe } from './probe.ts';
import type { LinkStatus } from './status.ts';

const WALL = Date.parse('2026-11-22T09:30:00.000Z');
const DAY = 86_400_000;
const day = (offset: number) => new Date(WALL + offset * DAY).toISOString();

const connected: LinkStatus = {
  state: 'connected',
  since: day(-1),
  portal: 'https://portail.test',
  nextAttempt: null,
  problem: null,
  skewSeconds: null,
};
const enrolment = {
  workstation: { id: 'w1', name: 'comptoir 1' },
  officine: { id: 'o1', name: 'Pharmacie du Marché', territory: 'FR-75', version: 1 },
  feed: 'f1',
  portal: 'https://portail.test',
  root: 'Ab3'.padEnd(43, 'x'),
};
const reached: Probe = {
  stage: 'portal',
  host: 'portail.test:443',
  proxy: null,
  code: null,
  status: 200,
  instead: null,
  certificate: { validFrom: day(-100), validTo: day(100), issuer: 'Autorité', subject: 'portail.test' },
  aheadMs: 1_000,
  tookMs: 42,
};
const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const tip = `${part({ alg: 'EdDSA', kid: 'k', typ: typ.tip })}.${part({ feed: 'f1', position: 128, hash: 'h', at: day(0) })}.AAAA`;

const well: LinkDiagnosis = {
  link: () => connected,
  identity: { enrolment, damaged: null, kept: { by: 'safe-storage', shortfall: null, locked: null } },
  freshness: { offset: () => 2_000, stamp: () => liveFeed, unsyncedReasons: () => [] },
  register: { keyVersion: 3, newestTip: tip },
  probe: async () => reached,
  portalUrl: 'https://portail.test',
  offlineLimitSeconds: 86_400,
  zone: 'Europe/Paris',
  wall: () => WALL,
};
/** With the spaces that `Intl` keeps unbroken as plain ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');
const look = async (id: string, change: Partial<LinkDiagnosis> = {}, language: 'fr' | 'en' = 'fr') => {
  const steps = await diagnose(linkSteps({ ...well, ...change }), language);
  const step = steps.find((one) => one.id === id);
  if (step === undefined) throw new Error(`no step ${id}`);
  expect(`${step.title}${step.finding}${step.advice}`).not.toMatch(/\{\w+\}|undefined|NaN/);
  return { ...step, finding: plain(step.finding) };
};
const probed = (change: Partial<Probe>): Partial<LinkDiagnosis> => ({ probe: async () => ({ ...reached, ...change }) });
const failing = (stage: Probe['stage'], code: string, more: Partial<Probe> = {}) =>
  probed({ stage, code, status: null, certificate: null, aheadMs: null, ...more });
const freshness = (change: Partial<LinkDiagnosis['freshness']>) => ({ freshness: { ...well.freshness, ...change } });

it('says of a link that is well that it is, step by step, and what there is to know', async () => {
  const steps = await diagnose(linkSteps(well), 'fr');
  expect(steps.map(({ id, state, advice }) => [id, state, advice])).toEqual(
    ['enrolment', 'key-protection', 'portal', 'certificate', 'clock', 'keys', 'tip'].map((id) => [id, 'ok', null]),
  );
  expect(steps.map(({ finding }) => plain(finding))).toEqual([
    'Poste « comptoir 1 » de « Pharmacie du Marché », territoire FR-75.',
    'En vigueur : trousseau de la session (safeStorage).',
    'Le portail portail.test:443 répond en 42 ms. Connecté au portail.',
    'Valable jusqu’au 2 mars 2027 à 10:30, signé par Autorité.',
    'L’horloge de cette machine suit celle du portail (écart : 2 secondes).',
    'Clés version 3, sous la racine Ab3xxxxxxxxx. Dernière confirmation vérifiée : position 128, 22 novembre 2026 à 10:30.',
    'Liste complète et à jour, position 1 ; confirmée il y a 4 secondes.',
  ]);
  expect((await look('portal', {}, 'en')).finding).toBe(
    'The portal portail.test:443 answers in 42 ms. Connected to the portal.',
  );
});

it('tries the portal once for all steps', async () => {
  let tries = 0;
  const probe = async () => {
    tries++;
    return reached;
  };
  await diagnose(linkSteps({ ...well, probe, ...freshness({ offset: () => null }) }), 'fr');
  expect(tries).toBe(1);
});

describe('the way to the portal', () => {
  it.each<[string, Partial<LinkDiagnosis>, RegExp, RegExp]>([
    ['no name', failing('dns', 'ENOTFOUND'), /ne se résout pas \(ENOTFOUND\)/, /DNS/],
    [
      'no proxy',
      failing('proxy', 'ECONNREFUSED', { proxy: 'relais:3128' }),
      /Le relais relais:3128 est injoignable \(ECONNREFUSED\)/,
      /réglage proxy/,
    ],
    [
      'a proxy that lets nobody through',
      probed({ stage: 'proxy', code: null, status: 403, proxy: 'relais:3128', certificate: null }),
      /refuse la connexion vers portail.test:443 \(réponse 403\)/,
      /CONNECT vers portail.test:443/,
    ],
    [
      'a proxy that wants a password',
      probed({ stage: 'proxy', code: null, status: 407, proxy: 'relais:3128', certificate: null }),
      /demande un mot de passe \(407\)/,
      /sans identification/,
    ],
    ['no connection', failing('tcp', 'ECONNREFUSED'), /Aucune connexion à portail.test:443/, /pare-feu/],
    ['no TLS', failing('tls', 'ECONNRESET'), /connexion sûre ne s’établit pas/, /relais/],
    [
      'dates',
      failing('tls', 'CERT_HAS_EXPIRED', { certificate: reached.certificate }),
      /CERT_HAS_EXPIRED/,
      /date et l’heure/,
    ],
    [
      'an inspected line',
      failing('tls', 'SELF_SIGNED_CERT_IN_CHAIN', { certificate: reached.certificate }),
      /signé par Autorité\. Rien n’a été envoyé/,
      /Autorité.*magasin de certificats/,
    ],
    [
      'another server',
      failing('tls', 'ERR_TLS_CERT_ALTNAME_INVALID', { certificate: reached.certificate }),
      /certificat de portail.test/,
      /page de connexion/,
    ],
    [
      'a login page',
      probed({ stage: 'http', instead: 'login.hotel.test' }),
      /login\.hotel\.test/,
      /se connecter au réseau/,
    ],
    ['an error', probed({ stage: 'http', status: 503 }), /répond 503/, /opérateur du portail/],
    ['silence', failing('http', 'ETIMEDOUT'), /ne répond pas \(ETIMEDOUT\)/, /opérateur du portail/],
    ['an address in the clear', failing('address', 'INSECURE'), /ni en https/, /https:\/\//],
  ])('%s', async (_, change, finding, advice) => {
    expect(await look('portal', change)).toMatchObject({
      state: 'failed',
      finding: expect.stringMatching(finding),
      advice: expect.stringMatching(advice),
    });
  });

  it('is no fault where none is set, and half of one where the link does not stand', async () => {
    expect(await look('portal', { portalUrl: null })).toMatchObject({ state: 'unknown', advice: null });
    const waiting: LinkStatus = {
      ...connected,
      state: 'refused',
      problem: { key: 'agent.link.other-portal', values: {} },
    };
    expect(await look('portal', { link: () => waiting })).toMatchObject({
      state: 'warning',
      finding: expect.stringContaining('À cette adresse répond un autre portail'),
    });
  });
});

describe('its certificate', () => {
  const dated = (validFrom: string, validTo: string, more: Partial<Probe> = {}) =>
    probed({ certificate: { validFrom, validTo, issuer: 'Autorité', subject: 's' }, ...more });
  it.each<[string, Partial<LinkDiagnosis>, string, RegExp]>([
    ['fifteen days left', dated(day(-1), day(15)), 'ok', /^Valable/],
    ['thirteen days left', dated(day(-1), day(13)), 'warning', /13 jours/],
    ['an hour left', dated(day(-1), day(1 / 24)), 'warning', /60 minutes/],
    ['over', dated(day(-9), day(-1), { stage: 'tls', code: 'CERT_HAS_EXPIRED' }), 'failed', /^Périmé/],
    ['to come', dated(day(1), day(9), { stage: 'tls', code: 'CERT_NOT_YET_VALID' }), 'failed', /Pas encore valable/],
    ['unknown here', dated(day(-1), day(99), { stage: 'tls', code: 'X' }), 'failed', /ne reconnaît pas.*\(X\)/],
    ['not seen', failing('tcp', 'ECONNREFUSED'), 'unknown', /Non vu/],
    ['not used', { ...probed({ certificate: null }), portalUrl: 'http://127.0.0.1:17014' }, 'unknown', /Non utilisé/],
  ])('%s', async (_, change, state, finding) => {
    const step = await look('certificate', change);
    expect(step).toMatchObject({ state, finding: expect.stringMatching(finding) });
    expect(step.advice === null).toBe(state === 'ok' || state === 'unknown');
  });
});

describe('the clock', () => {
  it.each<[string, number | null, number | null, string, RegExp]>([
    ['five minutes', 300_000, 0, 'ok', /5 minutes/],
    ['ten minutes ahead', 600_000, 0, 'warning', /avance de 10 minutes/],
    ['a year behind, by the tips', -365 * DAY, 0, 'warning', /retarde de 365 jours/],
    ['by the answer where no tip came yet', null, 3_600_000 * 5, 'warning', /avance de 5 heures/],
    ['not known', null, null, 'unknown', /Pas encore comparée/],
  ])('%s', async (_, offset, aheadMs, state, finding) => {
    const change = { ...freshness({ offset: () => offset }), ...probed({ aheadMs }) };
    expect(await look('clock', change)).toMatchObject({ state, finding: expect.stringMatching(finding) });
  });
});

describe('keys and the last tip', () => {
  it.each<[string, Partial<LinkDiagnosis>, string, string, RegExp]>([
    ['no key yet', { register: { keyVersion: 0, newestTip: null } }, 'keys', 'unknown', /Aucune clé/],
    ['no tip yet', { register: { keyVersion: 1, newestTip: null } }, 'keys', 'warning', /Aucune confirmation/],
    ['a tip that cannot be read', { register: { keyVersion: 1, newestTip: 'x' } }, 'keys', 'failed', /malformed/],
    ['a fork', freshness({ unsyncedReasons: () => ['forked'] }), 'keys', 'failed', /se contredisent/],
    [
      'unsynced',
      freshness({
        stamp: () => ({ ...liveFeed, state: 'unsynced' }),
        unsyncedReasons: () => ['rebuilding', 'revoked'],
      }),
      'tip',
      'failed',
      /refaite depuis le portail, poste révoqué/,
    ],
    [
      'stale',
      freshness({ stamp: () => ({ ...liveFeed, state: 'stale', ageSeconds: 7_200 }) }),
      'tip',
      'warning',
      /2 heures.*24 heures en tout/,
    ],
    [
      'beyond the limit',
      freshness({ stamp: () => ({ ...liveFeed, state: 'stale', ageSeconds: 172_800 }) }),
      'tip',
      'failed',
      /2 jours, plus que les 24 heures/,
    ],
    [
      'stale for ever',
      freshness({ stamp: () => ({ ...liveFeed, state: 'stale', ageSeconds: null }) }),
      'tip',
      'warning',
      /depuis le démarrage/,
    ],
  ])('%s', async (_, change, id, state, finding) => {
    expect(await look(id, change)).toMatchObject({ state, finding: expect.stringMatching(finding) });
  });
});

describe('enrolment', () => {
  it('that waits for the portal asks for no other token', async () => {
    const waiting: LinkStatus = { ...connected, state: 'waiting' };
    const change = { identity: { enrolment: null, damaged: null, kept: null }, link: () => waiting };
    expect((await look('enrolment', change)).advice).toContain('Rétablir la liaison');
  });

  const identity = (change: Partial<LinkDiagnosis['identity']>) => ({ identity: { ...well.identity, ...change } });
  const missing: LinkStatus = {
    ...connected,
    state: 'enrolment-refused',
    problem: { key: 'agent.link.token-missing', values: {} },
  };
  it.each<[string, Partial<LinkDiagnosis>, string, RegExp]>([
    ['none', { ...identity({ enrolment: null }), link: () => missing }, 'failed', /Il faut un jeton d’enrôlement/],
    ['no portal at all', { ...identity({ enrolment: null }), portalUrl: null }, 'failed', /Aucun portail n’est réglé/],
    [
      'damaged',
      identity({ enrolment: null, damaged: new IdentityDamaged('identity.json.damaged-1') }),
      'failed',
      /identity\.json\.damaged-1/,
    ],
    [
      'revoked',
      identity({ enrolment: { ...enrolment, revoked: { at: day(-2), reason: 'volé' } } }),
      'failed',
      /20 novembre 2026 à 10:30 : volé/,
    ],
    [
      'no territory',
      identity({ enrolment: { ...enrolment, officine: { ...enrolment.officine, territory: null } } }),
      'ok',
      /toutes les mesures/,
    ],
  ])('%s', async (_, change, state, finding) => {
    expect(await look('enrolment', change)).toMatchObject({ state, finding: expect.stringMatching(finding) });
  });
});

it('goes on where the probe itself fails', async () => {
  const probe = () => Promise.reject(new Error('no sockets left'));
  const steps = await diagnose(linkSteps({ ...well, probe }), 'fr');
  expect(steps.map(({ id, state }) => [id, state])).toEqual([
    ['enrolment', 'ok'],
    ['key-protection', 'ok'],
    ['portal', 'failed'],
    ['certificate', 'failed'],
    ['clock', 'ok'],
    ['keys', 'ok'],
    ['tip', 'ok'],
  ]);
  expect(steps[2]).toMatchObject({ finding: expect.stringContaining('no sockets left'), advice: expect.any(String) });
});

it('says through which proxy the portal answers', async () => {
  const { finding, state } = await look('portal', probed({ proxy: 'relais:3128' }));
  expect(state).toBe('ok');
  expect(finding).toContain('répond en 42 ms par le relais relais:3128.');
});
