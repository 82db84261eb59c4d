import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type NotifierOptions, notifierOf } from './notifier.ts';

const session = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/run/user/1000/bus' };
const text = { title: 'Bulletins à lire : 2', body: 'Ouvrez le bureau.' };
const shownBy = async (show: NonNullable<NotifierOptions['show']>) => {
  const notifier = await notifierOf({ environment: session, platform: 'linux', show, timeoutMs: 20 });
  if (notifier === null) throw new Error('no notifier');
  return notifier.notify(text);
};

it('is none where no session could show one, and none under Windows, where nothing of node-notifier’s is shipped', async () => {
  expect(await notifierOf({ environment: {}, platform: 'linux' })).toBeNull();
  expect(await notifierOf({ environment: {}, platform: 'win32', show: () => {} })).toBeNull();
  expect(await notifierOf({ environment: {}, platform: 'darwin', show: () => {} })).not.toBeNull();
});

it('says when it was shown, when not, and when nobody answers', async () => {
  const given: unknown[] = [];
  await shownBy((one, done) => {
    given.push(one);
    done(null, '');
    done(new Error('twice'), '');
  });
  expect(given).toEqual([{ title: text.title, message: text.body }]);
  await expect(shownBy((_, done) => done(new Error('no server'), ''))).rejects.toThrow('no server');
  await expect(shownBy(() => {})).rejects.toThrow('did not say');
});

describe.skipIf(process.platform !== 'linux')('through node-notifier (Linux alone: a notify-send of our own)', () => {
  it('reaches notify-send with title and text', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'vigilot-notify-'));
    const { PATH } = process.env;
    onTestFinished(async () => {
      process.env.PATH = PATH;
      await rm(folder, { recursive: true });
    });
    await writeFile(join(folder, 'notify-send'), `#!/bin/sh\nprintf '%s\\n' "$@" >"${folder}/said"\n`);
    await chmod(join(folder, 'notify-send'), 0o755);
    process.env.PATH = `${folder}${delimiter}${PATH}`;
    const notifier = await notifierOf({ environment: session });
    await notifier?.notify(text);
    expect((await readFile(join(folder, 'said'), 'utf8')).split('\n').slice(0, 2)).toEqual([text.title, text.body]);
  });
});
