import { describe, expect, it } from 'vitest';
import { carriedOn } from './clock.ts';

describe('time since boot', () => {
  function machine() {
    const now = { wall: 1_000_000, monotonic: 5_000, boot: 50_000 };
    let readings = 0;
    const boot = carriedOn({
      wall: () => now.wall,
      monotonic: () => now.monotonic,
      boot: () => {
        readings++;
        return now.boot;
      },
    });
    const pass = (milliseconds: number) => {
      now.wall += milliseconds;
      now.monotonic += milliseconds;
      now.boot += milliseconds;
    };
    return { now, boot, pass, readings: () => readings };
  }

  it('is carried on for a moment, and then read again', () => {
    const { boot, pass, readings } = machine();
    expect(boot()).toBe(50_000);
    pass(49);
    expect(boot()).toBe(50_049);
    expect(readings()).toBe(1);
    pass(1);
    expect(boot()).toBe(50_050);
    expect(readings()).toBe(2);
  });

  it('is read at once after a sleep, in which the monotonic clock stood still', () => {
    const { now, boot, pass } = machine();
    boot();
    pass(10);
    now.wall += 60_000;
    now.boot += 60_000;
    expect(boot()).toBe(110_010);
  });

  it('is read at once where the wall clock was set', () => {
    const { now, boot, readings } = machine();
    boot();
    now.wall -= 3_600_000;
    boot();
    expect(readings()).toBe(2);
  });
});
