import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { Machine } from '../../protocol/machine.ts';
import { isThere, sessionDataDir } from './session-place.ts';

const linux = (environment: Machine['environment']): Machine => ({ platform: 'linux', environment, hostname: 'poste' });

it('is the service’s while one runs, else the person’s own', () => {
  const asked: string[] = [];
  const service = (path: string) => asked.push(path) > 0;
  expect(sessionDataDir(linux({ HOME: '/home/anne', XDG_STATE_HOME: '/home/anne/.state' }), service)).toBe(
    '/var/lib/vigilot',
  );
  expect(asked).toEqual(['/var/lib/vigilot/hook.json']);
  const none = () => false;
  expect(sessionDataDir(linux({ HOME: '/home/anne' }), none)).toBe('/home/anne/.local/state/vigilot');
  expect(sessionDataDir(linux({ XDG_STATE_HOME: '/home/anne/.state' }), none)).toBe('/home/anne/.state/vigilot');
  expect(sessionDataDir(linux({ HOME: '/home/anne', XDG_STATE_HOME: 'relative' }), none)).toBe(
    '/home/anne/.local/state/vigilot',
  );
});

it('is the person’s own under Windows, whatever anybody put below ProgramData', () => {
  const environment = { LOCALAPPDATA: 'C:\\Users\\Anne\\AppData\\Local', ProgramData: 'C:\\ProgramData' };
  const planted = () => true;
  expect(sessionDataDir({ platform: 'win32', environment, hostname: 'poste' }, planted)).toBe(
    'C:\\Users\\Anne\\AppData\\Local\\Vigilot',
  );
});

it('what may not be looked at is not absent', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-place-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'a'));
  writeFileSync(join(folder, 'a', 'hook.json'), '');
  const refuse = () => {
    throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
  };
  const looks = [join(folder, 'a', 'hook.json'), join(folder, 'b', 'hook.json'), join(folder, 'a', 'hook.json', 'x')];
  expect(looks.map((path) => isThere(path))).toEqual([true, false, false]);
  expect(isThere('/var/lib/vigilot/hook.json', refuse)).toBe(true);
});
