/** `vigilot check` and `status` against a real hook: scan, verdict and journal behind it, a register of real notices. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestHook, type TestHook } from '../agent/hook/hook.testkit.ts';
import { session, soldBefore } from '../fixtures/demo/packs.ts';
import { realNotice } from '../fixtures/recalls.ts';
import { readDraft } from '../portal/workflow/draft.ts';
import { vigilot } from './cli.testkit.ts';

let agent: TestHook;
beforeAll(async () => {
  agent = await startTestHook();
  for (const key of ['amoxicilline-2024', 'doliprane-2024', 'picot-2026', 'depakine-2024']) {
    agent.register.publish({
      id: key,
      revision: 1,
      state: 'in-force',
      publishedAt: '2026-11-20T08:00:00.000Z',
      ...readDraft(realNotice(key).draft),
    });
  }
});
afterAll(() => agent.close());

const check = (scan: string, ...more: string[]) => vigilot(['check', '--data-dir', agent.dataDir, ...more, '--', scan]);
const statuses = { allow: 0, verify: 10, block: 20 };

describe('the exit status is the verdict', () => {
  test.each(session)('$what: $verdict', async ({ scan, verdict, reason }) => {
    const { status, out } = await check(scan, '--json');
    expect(status).toBe(statuses[verdict]);
    const answer = JSON.parse(out) as { verdict: string; reasons: Array<{ code: string }> };
    expect(answer.verdict).toBe(verdict);
    expect(answer.reasons[0]?.code ?? null).toBe(reason);
  });

  test('in words: verdict, message, pack, reasons, freshness', async () => {
    const { status, out } = await check(soldBefore.scan);
    expect(status).toBe(20);
    expect(out).toContain('NE PAS DÉLIVRER');
    expect(out).toContain('lot 4R112');
    expect(out).toContain('• lot-recalled : FIXTURE-2024-04-DEPAKINE — Dépakine Chrono');
    expect(out).toContain('Rappels : à jour');
    expect((await check(soldBefore.scan, '--lang', 'en')).out).toContain('DO NOT DISPENSE');
  });

  test('from standard input, separators and all; one line end is not part of the scan', async () => {
    const scan = ']d20103400930292921104R112\u001d17301200';
    for (const input of [scan, `${scan}\n`, `${scan}\r\n`]) {
      expect((await vigilot(['check', '-', '--data-dir', agent.dataDir], { input })).status).toBe(20);
    }
    expect((await vigilot(['check', '-', '--data-dir', agent.dataDir], { input: '\n' })).status).toBe(2);
  });

  test('a scan that names no product: 2, with what was expected', async () => {
    const { status, err } = await check('hello');
    expect(status).toBe(2);
    expect(err).toContain('ne désigne aucun produit');
    expect((await check('3400930292922', '--lang', 'en')).err).toContain('check digit');
  });

  test('whoever may read till.json alone may ask', async () => {
    const dir = join(agent.dataDir, 'till-only');
    mkdirSync(dir);
    const url = agent.hook.url;
    writeFileSync(join(dir, 'till.json'), JSON.stringify({ url, token: agent.tokens.till, pid: 1, version: 'x' }));
    // Unreadable, as a file of another owner is; a root user reads every file, but no folder as one.
    mkdirSync(join(dir, 'hook.json'));
    expect((await vigilot(['check', soldBefore.scan, '--data-dir', dir])).status).toBe(20);
  });
});

describe('no agent: 3', () => {
  test('none was started', async () => {
    const { status, err } = await vigilot(['check', '123', '--data-dir', join(agent.dataDir, 'absent')]);
    expect(status).toBe(3);
    expect(err).toContain('Aucun agent ne tourne ici');
    expect((await vigilot(['status', '--data-dir', join(agent.dataDir, 'absent')])).status).toBe(3);
  });

  test('something else answers on its port: it gets no token', async () => {
    const heard: string[] = [];
    const impostor: Server = createServer((request, response) => {
      heard.push(JSON.stringify(request.headers));
      response.end('{"status":"ok","version":"0","proofs":{"admin":"00","till":"00"}}');
    });
    await new Promise<void>((resolve) => impostor.listen(0, '127.0.0.1', resolve));
    const { port } = impostor.address() as AddressInfo;
    const dir = join(agent.dataDir, 'impostor');
    mkdirSync(dir);
    const token = agent.tokens.admin;
    writeFileSync(
      join(dir, 'hook.json'),
      JSON.stringify({ url: `http://127.0.0.1:${port}`, token, pid: 1, version: 'x' }),
    );
    const { status, err } = await vigilot(['check', '123', '--data-dir', dir]);
    await new Promise((resolve) => impostor.close(resolve));
    expect(status).toBe(3);
    expect(err).toContain('n’est pas l’agent');
    expect(heard).toHaveLength(1);
    expect(heard.join()).not.toContain(token);
  });
});

describe('status', () => {
  test('a table for people, JSON for programs; never a token', async () => {
    const table = await vigilot(['status', '--data-dir', agent.dataDir]);
    expect(table.status).toBe(0);
    for (const fact of [
      'à jour',
      'comptoir 1, Pharmacie du Marché (FR-75)',
      'hookPort = 0  [environment VIGILOT_HOOK_PORT]',
    ]) {
      expect(table.out).toContain(fact);
    }
    const { out } = await vigilot(['status', '--json', '--data-dir', agent.dataDir]);
    expect(JSON.parse(out)).toMatchObject({ url: agent.hook.url, identity: { officine: { id: 'o1' } } });
    for (const text of [table.out, out]) {
      expect(text).not.toContain(agent.tokens.admin);
      expect(text).not.toContain(agent.tokens.till);
    }
  });
});
