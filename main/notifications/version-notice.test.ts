import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { TestTime, turns } from '../../agent/link/time.testkit.ts';
import { VersionNotice } from './version-notice.ts';
import type { ToastText } from './words.ts';

class Shown extends EventEmitter {
  show(): void {
    this.emit('show');
  }
}

function notices(supported = true) {
  const texts: ToastText[] = [];
  const made: Shown[] = [];
  const told: Array<[string | null, string | null]> = [];
  let opened = 0;
  const notice = new VersionNotice({
    system: {
      isSupported: () => supported,
      make: (text) => {
        texts.push(text);
        made.push(new Shown());
        return made.at(-1) ?? expect.unreachable();
      },
      timers: new TestTime(),
    },
    running: '0.1.0',
    language: () => 'fr',
    onOpen: () => opened++,
    onTold: (version, fault) => told.push([version, fault]),
  });
  return { notice, texts, made, told, opened: () => opened };
}

it('a version that is no longer supported is told once, and a click leads to what to do', async () => {
  const { notice, texts, made, told, opened } = notices();
  notice.look(null);
  notice.look({ unsupported: false, version: '0.2.0' });
  expect(texts).toEqual([]);
  notice.look({ unsupported: true, version: '0.2.0' });
  notice.look({ unsupported: true, version: '0.2.0' });
  await turns();
  expect(texts).toEqual([
    {
      title: 'Vigilot 0.1.0 n’est plus pris en charge',
      body: 'La version 0.2.0 est parue : installez-la par le menu de l’icône, ou prévenez le service informatique.',
    },
  ]);
  expect(told).toEqual([['0.2.0', null]]);
  made[0]?.emit('click');
  expect(opened()).toBe(1);
});

it('where no version is known, IT is the way; where no notification stands, it is said', async () => {
  const { notice, texts } = notices();
  notice.look({ unsupported: true, version: null });
  expect(texts[0]?.body).toBe('Prévenez le service informatique.');
  const none = notices(false);
  none.notice.look({ unsupported: true, version: null });
  await turns();
  expect(none.told).toEqual([[null, 'the system has no notifications']]);
});
