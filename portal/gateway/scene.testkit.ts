/** A store, a gateway over it and one enrolled workstation, for a test file; everything is closed after the test, the newest first. */
import { onTestFinished } from 'vitest';
import { openTestStore, type TestStore, type TestStoreOptions } from '../store/store.testkit.ts';
import {
  type ConnectOptions,
  enrol,
  openTestGateway,
  TestClock,
  type TestGateway,
  type TestLink,
  type TestWorkstation,
} from './gateway.testkit.ts';

export interface Scene extends TestGateway {
  readonly clock: TestClock;
  readonly test: TestStore;
  readonly store: TestStore['store'];
  readonly workstation: TestWorkstation;
  connect(o?: ConnectOptions, workstation?: TestWorkstation): TestLink;
  alarms(): Promise<string[]>;
}

/** Sets the scene; options are the gateway's, and the store's under `test`. */
export async function scene({
  test: testOptions,
  ...o
}: Parameters<typeof openTestGateway>[1] & { test?: TestStoreOptions } = {}): Promise<Scene> {
  const clock = new TestClock();
  const test = await openTestStore(testOptions);
  onTestFinished(() => test.dispose());
  const gateway = await openTestGateway(test.store, { clock, ...o });
  onTestFinished(() => gateway.close());
  const workstation = await enrol(test.store);
  return {
    ...gateway,
    clock,
    test,
    store: test.store,
    workstation,
    connect: (options = {}, who = workstation) => {
      const link = who.connect(gateway.url, options);
      onTestFinished(async () => link.socket.terminate());
      return link;
    },
    alarms: async () =>
      (await test.store.db.selectFrom('alarm').select('code').orderBy('id').execute()).map((row) => row.code),
  };
}
