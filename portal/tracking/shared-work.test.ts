import { expect, it } from 'vitest';
import { SharedWork } from './shared-work.ts';

it('runs once for all who asked while the one before ran, and never gives what began before the question', async () => {
  const shared = new SharedWork<number>();
  const gates: Array<PromiseWithResolvers<number>> = [];
  const work = () => {
    const gate = Promise.withResolvers<number>();
    gates.push(gate);
    return gate.promise;
  };
  const first = shared.ask('a', work);
  const [second, third] = [shared.ask('a', work), shared.ask('a', work)];
  const other = shared.ask('b', work);
  expect(gates).toHaveLength(2);
  gates[0]?.resolve(1);
  gates[1]?.resolve(9);
  expect([await first, await other]).toEqual([1, 9]);
  await expect.poll(() => gates.length).toBe(3);
  const fourth = shared.ask('a', work);
  gates[2]?.resolve(2);
  expect([await second, await third]).toEqual([2, 2]);
  await expect.poll(() => gates.length).toBe(4);
  gates[3]?.reject(new Error('lost'));
  await expect(fourth).rejects.toThrow('lost');
  const last = shared.ask('a', work);
  gates[4]?.resolve(5);
  expect(await last).toBe(5);
});

it('a failure is of those who asked before it alone', async () => {
  const shared = new SharedWork<number>();
  const gate = Promise.withResolvers<number>();
  const failed = shared.ask('a', () => gate.promise);
  const after = shared.ask('a', async () => 2);
  gate.reject(new Error('lost'));
  await expect(failed).rejects.toThrow('lost');
  expect(await after).toBe(2);
});
