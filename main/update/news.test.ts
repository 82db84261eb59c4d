import { expect, it } from 'vitest';
import { turns } from '../../agent/link/time.testkit.ts';
import type { UpdateState } from './keeper.ts';
import { type Hearer, UpdateNews } from './news.ts';

const state: UpdateState = { version: '0.2.0', stage: 'ready', hindrance: null, unsupported: true, trouble: null };

function agent(status = 200) {
  const heard: unknown[] = [];
  const hearer: Hearer = {
    call: async (...call) => {
      heard.push(call);
      return { status };
    },
  };
  return { hearer, heard };
}

it('is told to each agent once, and again when it changes', async () => {
  const faults: unknown[] = [];
  const news = new UpdateNews('0.1.0', (error) => faults.push(error));
  const [first, second, old, broken] = [agent(), agent(), agent(404), agent(500)];
  news.tell(null, state);
  news.tell(first.hearer, null);
  news.tell(first.hearer, null);
  news.tell(first.hearer, state);
  // How far the download is, is nothing for diagnostics.
  news.tell(first.hearer, { ...state, hindrance: 'sale' });
  news.tell(second.hearer, state);
  const update = { version: '0.2.0', unsupported: true, trouble: null };
  expect(first.heard).toEqual([
    ['POST', '/v1/application', { body: { version: '0.1.0', update: null } }],
    ['POST', '/v1/application', { body: { version: '0.1.0', update } }],
  ]);
  expect(second.heard).toHaveLength(1);
  news.tell(old.hearer, state);
  await turns();
  expect(faults).toEqual([]);
  news.tell(broken.hearer, state);
  await turns();
  expect(faults).toHaveLength(1);
});
