import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import { startSmtp } from '../mail/smtp.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { noticeOf } from './notice.ts';
import type { Outgoing } from './send.ts';
import { openMailer, openSenders } from './senders.ts';

const outgoing = (fields: Partial<Outgoing> = {}, content: Readonly<Record<string, unknown>> = {}): Outgoing => ({
  attempt: '01JATTEMPT',
  address: 'pui@chu.example',
  recipient: { name: 'CHU de Toulouse', kind: 'hospital' },
  bulletin: {
    id: '01JB',
    revision: 1,
    lifted: false,
    liftReason: null,
    publishedAt: new Date('2026-11-22T09:30:00Z'),
    content: bulletinBody(content) as unknown as BulletinContent,
  },
  link: 'https://portail.exemple.fr/r/01J.abc',
  salvo: 1,
  ...fields,
});

async function mailed(gateway?: string) {
  const smtp = await startSmtp();
  const mailer = openMailer({ smtpUrl: smtp.url }, 'https://portail.exemple.fr');
  onTestFinished(async () => {
    mailer?.close();
    await smtp.close();
  });
  return { smtp, senders: openSenders({ faxGateway: gateway }, mailer) };
}

describe('by e-mail', () => {
  it('says what is recalled, what to do, and where to acknowledge', async () => {
    const { smtp, senders } = await mailed();
    const outcome = await senders.email?.(outgoing());
    expect(outcome).toMatchObject({ kind: 'accepted', receipt: expect.stringMatching(/^250 .*<.+@.+>$/) });
    const mail = smtp.mails[0];
    expect(mail).toMatchObject({ from: 'vigilot@portail.exemple.fr', to: ['pui@chu.example'] });
    expect(mail?.raw).toContain('X-Vigilot-Attempt: 01JATTEMPT');
    for (const words of [
      'À l’attention de : CHU de Toulouse',
      'Rappel de lots — Rappel de lots',
      'Référence : R-2026-0042',
      'Diffusé le : 22 novembre 2026 à 10:30',
      'Conduite à tenir : Isoler les boîtes.',
      'lot A123, péremption mars 2027',
      'lot A124',
      'https://portail.exemple.fr/r/01J.abc',
    ]) {
      expect(mail?.text).toContain(words);
    }
  });

  it('names a reminder, a trial and a version that replaces another', async () => {
    const { smtp, senders } = await mailed();
    const trial = outgoing({ salvo: 3 }, { drill: true });
    await senders.email?.({ ...trial, bulletin: { ...trial.bulletin, revision: 2 } });
    const subject = /^Subject: ([^\r\n]+(?:\r\n[ \t][^\r\n]+)*)/m.exec(smtp.mails[0]?.raw ?? '')?.[1] ?? '';
    const decoded = subject.replace(/\r\n[ \t]/g, '').replace(/=\?UTF-8\?Q\?(.*?)\?=/gi, (_, q: string) =>
      Buffer.from(
        q
          .replaceAll('_', ' ')
          .replace(/=([0-9A-F]{2})/g, (__, h: string) => String.fromCharCode(Number.parseInt(h, 16))),
        'latin1',
      ).toString(),
    );
    expect(decoded).toMatch(/^\[TEST À BLANC\] ?Relance 2 : Rappel de lots/);
    expect(smtp.mails[0]?.text).toContain('Annule et remplace la version précédente (révision 1).');
  });

  it.each([
    [550, 'failed'],
    [451, 'later'],
  ])('answers %i as %s', async (code, kind) => {
    const { smtp, senders } = await mailed();
    smtp.refuse(code);
    expect(await senders.email?.(outgoing())).toMatchObject({ kind, error: expect.stringContaining(String(code)) });
  });

  it('to a server that is away is for later', async () => {
    const { smtp, senders } = await mailed();
    await smtp.close();
    expect(await senders.email?.(outgoing())).toMatchObject({ kind: 'later' });
  });
});

describe('by fax', () => {
  it.each([
    ['{digits}@fax.example.org', '33561000000@fax.example.org'],
    ['fax+{digits}@fax.example.org', 'fax+33561000000@fax.example.org'],
  ])('goes to the address %s of the number', async (gateway, address) => {
    const { smtp, senders } = await mailed(gateway);
    expect(await senders.fax?.(outgoing({ address: '+33561000000' }))).toMatchObject({ kind: 'accepted' });
    expect(smtp.mails[0]?.to).toEqual([address]);
  });

  it('is not offered where nothing is set', async () => {
    const { senders } = await mailed();
    expect(Object.keys(senders)).toEqual(['email']);
    expect(openSenders({ faxGateway: '{digits}@fax.example.org' }, openMailer({}, 'https://x.example'))).toEqual({});
  });

  it.each([
    ['cat > "$0.text"; echo "job $1"; exit 0', { kind: 'accepted', receipt: 'job +33561000000' }],
    ['echo "line busy" >&2; exit 75', { kind: 'later', error: 'status 75: line busy' }],
    ['echo "no such number" >&2; exit 1', { kind: 'failed', error: 'status 1: no such number' }],
    ['kill -9 $$', { kind: 'later', error: 'SIGKILL: ' }],
  ])('by the operator’s program: %s', async (script, outcome) => {
    const dir = mkdtempSync(join(tmpdir(), 'vigilot-fax-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    const program = join(dir, 'fax');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
    const senders = openSenders({ faxProgram: program }, null);
    expect(await senders.fax?.(outgoing({ address: '+33561000000' }))).toEqual(outcome);
    if (outcome.kind === 'accepted') {
      expect(readFileSync(`${program}.text`, 'utf8')).toContain('Conduite à tenir : Isoler les boîtes.');
    }
  });

  it('by a program that is not there is for later', async () => {
    const senders = openSenders({ faxProgram: '/nowhere/fax' }, null);
    expect(await senders.fax?.(outgoing())).toMatchObject({ kind: 'later', error: expect.stringContaining('ENOENT') });
  });
});

describe('the notice', () => {
  it('of a measure that was lifted says why, and names every kind of target', () => {
    const { bulletin } = outgoing(
      {},
      {
        recall: {
          action: 'recall',
          level: 'patient',
          class: 1,
          reason: 'Impureté',
          reportQuantities: true,
          targets: [
            { gtin: '03400930000014', name: 'Exemple 10 mg', lots: 'all', except: ['B900'] },
            { gtin: '03400930000021', lots: [{ lot: 'S77', serials: ['1', '2'] }] },
            { gtin: '03551100000015', lots: 'all', condition: 'Étui sans la mention' },
          ],
        },
      },
    );
    const notice = noticeOf('fr', { ...bulletin, lifted: true, liftReason: 'Contrôle conforme' });
    expect(notice.heading).toBe('Levée de la mesure — Rappel de lots');
    expect(notice.facts).toContainEqual({ label: 'Motif de la levée', value: 'Contrôle conforme' });
    expect(notice.products).toEqual([
      { name: 'Exemple 10 mg (CIP 3400930000014)', lines: ['tous les lots sauf B900'] },
      {
        name: 'CIP 3400930000021',
        lines: [
          'lot S77 ; n° de série : 1, 2',
          'de certains lots, les seules boîtes dont le numéro de série est indiqué',
        ],
      },
      { name: 'GTIN 03551100000015', lines: ['tous les lots ; à vérifier sur la boîte : Étui sans la mention'] },
    ]);
  });
});
