/** A portal that publishes until somebody kills it: run as a process of its own by crash.faults.test.ts. */
import { pino } from 'pino';
import { openStore } from '../store/store.ts';
import { openTestGateway, publishBulletin } from './gateway.testkit.ts';

const dataDir = process.env.CRASH_DATA_DIR;
if (dataDir === undefined) throw new Error('CRASH_DATA_DIR says where');
const store = await openStore({
  dataDir,
  databaseUrl: process.env.CRASH_DATABASE_URL,
  log: pino({ level: 'silent' }),
});
const { url } = await openTestGateway(store);
process.stdout.write(`${url}\n`);
// Several at once, so that the kill falls into every stage between transaction and broadcast.
await Promise.all(
  Array.from({ length: 4 }, async () => {
    for (;;) await publishBulletin(store);
  }),
);
