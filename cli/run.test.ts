import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { vigilot } from './cli.testkit.ts';
import { terminalLanguage } from './language.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('what was typed cannot be used: status 2, and a hint', () => {
  test.each([
    ['chek 123', 'est-ce check ?'],
    ['portal keys', 'est-ce portal keys list ?'],
    ['portal rot folder', 'est-ce portal root ?'],
    ['catalogue', 'est-ce catalogue import ?'],
    ['frobnicate', 'Commande inconnue : frobnicate.'],
    ['--frobnicate', 'Commande inconnue : --frobnicate.'],
    ['check 123 --data-dri x', 'est-ce --data-dir ?'],
    ['check 123 --zzz', 'Option inconnue : --zzz.'],
    ['check 123 -x', 'Option inconnue : -x.'],
    ['check 123 --data-dir', '--data-dir attend une valeur.'],
    ['check 123 --data-dir=', '--data-dir attend une valeur.'],
    ['check 123 --data-dir a --data-dir b', '--data-dir est donné deux fois.'],
    ['check 123 --json=yes', '--json n’attend pas de valeur.'],
    ['check 123 --no-data-dir', 'Option inconnue : --no-data-dir'],
    ['check 123 --lang de', '--lang attend fr ou en'],
    ['check', 'Il manque <scan>.'],
    ['check 010 340', '« 340 » est de trop'],
    ['help nothing', 'Commande inconnue : nothing.'],
  ])('vigilot %s', async (line, sentence) => {
    const { status, out, err } = await vigilot(line.split(' '));
    expect(status).toBe(2);
    expect(err).toContain(sentence);
    expect(out).toBe('');
  });

  test('with --json the error is JSON on standard output', async () => {
    const { status, out, err } = await vigilot(['check', '--json']);
    expect(JSON.parse(out)).toEqual({ error: { status, message: 'Il manque <scan>.' } });
    expect(err).toBe('');
  });

  test('a bad setting names itself and its source, whatever the command would have done', async () => {
    const { status, err } = await vigilot(['agent'], {
      environment: { VIGILOT_DATA_DIR: dir, VIGILOT_HOOK_PORT: 'abc', VIGILOT_CONFIG: config('{}') },
    });
    expect(status).toBe(2);
    expect(err).toContain('hookPort (VIGILOT_HOOK_PORT) : attendu un numéro de port');
    expect((await vigilot(['portal', '--port', 'x', '--config', config('{}')])).err).toContain('port (--port)');
  });

  test('a config file that is no JSON', async () => {
    const { status, err } = await vigilot(['agent', '--config', config('{'), '--lang', 'en']);
    expect(status).toBe(2);
    expect(err).toContain('Settings file cannot be read');
  });
});

const config = (text: string) => {
  const path = join(dir, 'config.json');
  writeFileSync(path, text);
  return path;
};

describe('language', () => {
  test.each([
    [{}, 'fr'],
    [{ LANG: 'C.UTF-8' }, 'fr'],
    [{ LANG: 'POSIX' }, 'fr'],
    [{ LANG: 'de_DE.UTF-8' }, 'fr'],
    [{ LANG: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'en' }, 'en'],
    [{ LANG: 'en_US', LC_ALL: 'fr_FR.UTF-8' }, 'fr'],
    [{ LANG: 'fr_FR', LC_MESSAGES: 'en_US' }, 'en'],
    [{ LANG: 'en_US', LC_ALL: '' }, 'en'],
    [{ LANG: 'english' }, 'fr'],
  ] as const)('%j: %s', (environment, language) => {
    expect(terminalLanguage(environment)).toBe(language);
  });

  test('--lang wins, also for its own command’s refusal', async () => {
    const environment = { LANG: 'fr_FR.UTF-8' };
    expect((await vigilot(['check', '--lang', 'en'], { environment })).err).toContain('<scan> is missing');
    expect((await vigilot(['check', '--lang=en'], { environment })).err).toContain('<scan> is missing');
  });
});

test('--version', async () => {
  expect(await vigilot(['--version'])).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
});

describe('catalogue import', () => {
  test('a truncated file: status 2, what is wrong, and how to take it all the same', async () => {
    const file = join(dir, 'CIS_CIP_bdpm.txt');
    writeFileSync(file, '60002283\t4949729\tplaquette de 30 comprimés\tx\tx\tx\t34009494972');
    const line = ['catalogue', 'import', file, '--data-dir', dir];
    const { status, err } = await vigilot(line);
    expect(status).toBe(2);
    expect(err).toContain('la dernière ligne n’est pas finie');
    expect(err).toContain('--force');
    writeFileSync(file, '60002283\t4949729\tplaquette de 30 comprimés\tx\tx\tx\t3400949497294\n');
    expect((await vigilot(line)).err).toContain('1 lignes utilisables');
    const forced = await vigilot([...line, '--force', '--json']);
    expect(forced.status).toBe(0);
    expect(JSON.parse(forced.out)).toMatchObject({ products: 1, named: 0, target: join(dir, 'catalogue.db') });
  });

  test('no such file', async () => {
    const { status, err } = await vigilot([
      'catalogue',
      'import',
      join(dir, 'absent'),
      '--data-dir',
      dir,
      '--lang',
      'en',
    ]);
    expect(status).toBe(2);
    expect(err).toContain('absent: cannot be read (ENOENT)');
  });
});

describe('portal root', () => {
  test('two halves, never written over', async () => {
    const folder = join(dir, 'root');
    const made = await vigilot(['portal', 'root', folder, '--json']);
    expect(made.status).toBe(0);
    expect(JSON.parse(made.out)).toMatchObject({ root: join(folder, 'root.jwk'), thumbprint: expect.any(String) });
    expect(made.out).not.toContain('"d"');
    const again = await vigilot(['portal', 'root', folder]);
    expect(again.status).toBe(2);
    expect(again.err).toContain('rien n’a été écrit');
  });
});

describe('publish without a portal', () => {
  test('bad input is told before a portal is looked for', async () => {
    const bulletin = config('{ not json');
    const { status, err } = await vigilot(['publish', bulletin, '--data-dir', dir]);
    expect(status).toBe(2);
    expect(err).toContain('n’est pas du JSON');
    expect((await vigilot(['publish', join(dir, 'absent.json')])).status).toBe(2);
  });

  test('no portal here: 3', async () => {
    const { status, err } = await vigilot(['publish', '-', '--data-dir', dir], { input: '{}' });
    expect(status).toBe(3);
    expect(err).toContain('portal.json');
  });

  test('a portal that is gone: 3, with why', async () => {
    const keys = { lab: 'l', authority: 'a', operator: 'o' };
    writeFileSync(join(dir, 'portal.json'), JSON.stringify({ url: 'http://127.0.0.1:9', keys }));
    const { status, err } = await vigilot(['publish', '-', '--data-dir', dir], { input: '{}' });
    expect(status).toBe(3);
    expect(err).toContain('http://127.0.0.1:9');
  });
});
