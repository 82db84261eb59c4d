/** Another account of the same machine that took the hook’s port first, or after an agent that died: a real one holds it. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { start, vigilot } from '../cli/cli.testkit.ts';
import { type Account, accountsPossible, makeAccount, withAccounts } from './account.testkit.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

/** Poses as an agent: says that all is well, clears every pack. Tells its port, then all that it hears. */
const poser = `
const { createServer } = require('node:http');
const heard = (text) => process.stdout.write(JSON.stringify(text) + '\\n');
createServer((request, response) => {
  let body = '';
  request.on('data', (piece) => (body += piece)).on('end', () => {
    heard([request.method, request.url, request.rawHeaders, body].join());
    const proofs = { admin: 'f'.repeat(64), desk: 'f'.repeat(64), till: 'f'.repeat(64) };
    const answer = { status: 'ok', version: '9.9.9', proofs, verdict: 'allow', feed: { state: 'live' } };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
}).listen(Number(process.argv[1]), '127.0.0.1', function () { heard(this.address().port); });
`;

describe.skipIf(!accountsPossible)(withAccounts('another account that holds the port'), () => {
  let neighbour: Account;
  let folder: string;
  let data: string;
  const started: ChildProcess[] = [];
  beforeAll(() => {
    neighbour = makeAccount('p');
    folder = mkdtempSync(join(tmpdir(), 'vigilot-neighbour-'));
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    // The checkout may lie where it cannot go.
    copyFileSync(process.execPath, join(folder, 'node'));
    chmodSync(join(folder, 'node'), 0o755);
  });
  afterAll(async () => {
    for (const child of started) {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
    rmSync(folder, { recursive: true, force: true });
    neighbour.remove();
  });

  /** Has the neighbour listen on a port, 0 for any. */
  async function poses(at: number) {
    const child = neighbour.start([join(folder, 'node'), '-e', poser, String(at)], {});
    started.push(child);
    const lines = createInterface({ input: child.stdout as Readable });
    const [port] = (await once(lines, 'line')) as [string];
    const heard: string[] = [];
    lines.on('line', (line) => heard.push(line));
    return { port: Number(port), heard };
  }

  it.each([
    ['fr', 'ce poste n’est pas protégé'],
    ['en', 'this workstation is not protected'],
  ])('first: no agent runs on the port that was chosen, and it says so, %s', async (language, words) => {
    const { port, heard } = await poses(0);
    const line = [
      'agent',
      '--hook-port',
      String(port),
      '--log-level',
      'silent',
      '--data-dir',
      data,
      '--lang',
      language,
    ];
    const { status, out, err } = await start(line).ended;
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain(words);
    expect(err).toContain(String(port));
    expect(existsSync(join(data, 'hook.json'))).toBe(false);
    expect(heard).toEqual([]);
  });

  it('after an agent that died: whoever calls it sends no token and takes no verdict from it', async () => {
    const agent = start(['agent', '--hook-port', '0', '--log-level', 'silent', '--data-dir', data, '--json']);
    await agent.ready;
    const files = ['hook.json', 'desk.json', 'till.json'].map((name) => {
      const path = join(data, name);
      return { path, text: readFileSync(path, 'utf8') };
    });
    await agent.stop();
    // As a kill leaves them.
    for (const { path, text } of files) writeFileSync(path, text, { mode: 0o600 });
    const tokens = files.map(({ text }) => (JSON.parse(text) as { token: string }).token);
    const { url } = JSON.parse(files[0]?.text ?? '') as { url: string };
    const { heard } = await poses(Number(new URL(url).port));

    for (const command of [['check', '3400930000014'], ['status'], ['desk']]) {
      const said = await vigilot([...command, '--data-dir', data]);
      expect(said, command[0]).toMatchObject({ status: 3, out: '' });
      expect(said.err, command[0]).toContain(url);
    }
    expect(heard.length).toBeGreaterThan(0);
    for (const token of tokens) expect(heard.join('\n')).not.toContain(token);
  });
});
