/** Frames of the feed, both ways: one that is known, null for one of a newer version, or FrameError. */
import { FrameError, readDownward, readUpward } from '../../../protocol/frames.ts';
import { Bytes } from '../bytes.ts';
import { seedsOf, type Target } from '../target.ts';

export const frames: Target = {
  name: 'frames',
  what: 'frames',
  words: [
    '{"type":"',
    'hello',
    'welcome',
    'entry',
    'tip',
    'event',
    'receipt',
    'recover',
    'delivered',
    '"}',
    ',"seq":',
    '1e999',
    '-1',
    'null',
    '[',
    '{"__proto__":',
    '\\ud800',
  ],
  seeds: seedsOf(
    '{"type":"entry","entry":"a.b.c"}',
    '{"type":"tip","tip":"a.b.c"}',
    '{"type":"receipt","seq":1}',
    '{"type":"welcome","workstation":"w","officine":"a.b.c","lastEvent":0,"position":1}',
    '{"type":"event","event":{"id":"01K9ZZZZZZZZZZZZZZZZZZZZZZ","seq":1,"kind":"displayed","at":"2026-11-22T09:30:00.000Z","data":{}}}',
    '{"type":"hello","workstation":"w","position":0,"hash":"h","nonce":"n"}',
    '{"type":"ping"}',
  ),
  fuzz: (data) => {
    const text = new Bytes(data).rest();
    for (const read of [readDownward, readUpward]) {
      try {
        read(text);
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
      }
    }
    return 2;
  },
};
