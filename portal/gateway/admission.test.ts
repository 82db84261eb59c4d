import { expect, it } from 'vitest';
import { Admission } from './admission.ts';

const options = { perSecond: 500, burst: 1_000 };

function scene() {
  let now = 0;
  return {
    admission: new Admission(options, { monotonic: () => now }),
    advance: (ms: number) => {
      now += ms;
    },
  };
}

it('lets in as many at once as a quiet time allows, then at its rate', () => {
  const { admission, advance } = scene();
  const admitted = () => Array.from({ length: 5_000 }, () => admission.ask()).filter((wait) => wait === null).length;
  expect(admitted()).toBe(1_000);
  advance(1_000);
  expect(admitted()).toBe(500);
  advance(3_600_000);
  expect(admitted()).toBe(1_000);
});

it('sends 11,000 who come at once away for as long as letting them in takes, and most of them once', () => {
  const { admission, advance } = scene();
  let asked = 0;
  let waiting = new Map<number, number>([[0, 11_000]]);
  let second = 0;
  for (; waiting.size > 0; second++) {
    const next = new Map(waiting);
    next.delete(second);
    for (let one = 0; one < (waiting.get(second) ?? 0); one++) {
      asked++;
      const wait = admission.ask();
      if (wait !== null) next.set(second + wait, (next.get(second + wait) ?? 0) + 1);
    }
    waiting = next;
    advance(1_000);
  }
  expect(second).toBeLessThanOrEqual(22);
  expect(asked).toBeLessThan(23_000);
});

it('sends nobody away for more than five minutes, and promises nothing earlier because time has passed', () => {
  const { admission, advance } = scene();
  const waits = Array.from({ length: 400_000 }, () => admission.ask());
  expect([waits[1_000], waits.at(-1)]).toEqual([1, 300]);
  advance(3_600_000);
  for (let one = 0; one < 1_000; one++) admission.ask();
  expect(admission.ask()).toBe(1);
});

it('where there is no room, tells moments after each other too', () => {
  const { admission } = scene();
  const waits = Array.from({ length: 1_500 }, () => admission.ask(false));
  expect([waits[0], waits[499], waits[500], waits[1_499]]).toEqual([1, 1, 2, 3]);
});
