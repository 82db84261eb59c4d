/** The body of the register's writer thread: one request after the other, so that a check never waits for an import. */
import { parentPort, workerData } from 'node:worker_threads';
import { FeedError } from '../../protocol/envelope.ts';
import { isCorruption, isDiskFailure, setAside } from '../database.ts';
import { ForkError } from './fork-error.ts';
import type { WriterAnswer, WriterFailure, WriterRequest, WriterResults } from './register.protocol.ts';
import { RegisterStore } from './store.ts';

const port = parentPort;
if (port === null) throw new Error('register.worker.ts runs as a worker thread');

const path = String(workerData);
let store: RegisterStore | null = null;
/** The file is to be set aside before one is opened: still so where that failed. */
let damaged = false;

/** Opens the file; a damaged one is set aside first, and the feed begins again at position 0. */
async function open(now: number): Promise<WriterResults['open']> {
  close();
  let aside: string | null = null;
  for (;;) {
    if (damaged) {
      aside = setAside(path, { wall: () => now, monotonic: () => 0, boot: () => 0 });
      damaged = false;
    }
    try {
      const fresh = await RegisterStore.open(path);
      store = fresh;
      return { setAside: aside, state: fresh.state(), rows: fresh.rows() };
    } catch (error) {
      close();
      // A file just made that is damaged at once is no file's fault.
      if (aside !== null || (!isCorruption(error) && !(error instanceof FeedError))) throw error;
      damaged = true;
    }
  }
}

function close(): void {
  const old = store;
  store = null;
  old?.close();
}

function opened(): RegisterStore {
  if (store === null) throw new Error('the register is not open');
  return store;
}

async function run(request: WriterRequest): Promise<WriterResults[keyof WriterResults]> {
  switch (request.op) {
    case 'open':
      return await open(request.now);
    case 'reset':
      damaged = true;
      return await open(request.now);
    case 'begin':
      await opened().begin(request.feed, request.root);
      return { state: opened().state() };
    case 'append': {
      const { accepted, rows, fault } = await opened().append(request.entries, request.receivedAt);
      return {
        accepted,
        rows,
        fault: fault === null ? null : { fault: fault.fault, message: fault.message },
        state: opened().state(),
      };
    }
    case 'tip':
      return { tip: await opened().acceptTip(request.jws, request.nonce), state: opened().state() };
    case 'contest': {
      const outcome = await opened().contest(request.jws, request.receivedAt);
      return { outcome, rows: outcome === 'epoch' ? opened().rows() : null, state: opened().state() };
    }
    case 'entries':
      return { entries: opened().entriesAfter(request.position, request.limit) };
    case 'statement':
      return { payload: await opened().verifyStatement(request.jws, request.kind, request.use) };
    case 'close':
      close();
      return {};
  }
}

function failureOf(error: unknown): WriterFailure {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof FeedError) return { kind: 'feed', fault: error.fault, message };
  if (error instanceof ForkError) return { kind: 'fork', position: error.position, message };
  if (isCorruption(error)) return { kind: 'corrupt', message };
  if (isDiskFailure(error)) return { kind: 'disk', message };
  return { kind: 'other', message };
}

let queue: Promise<void> = Promise.resolve();
port.on('message', (request: WriterRequest) => {
  queue = queue.then(async () => {
    try {
      const result = await run(request);
      port.postMessage({ id: request.id, result } satisfies WriterAnswer);
    } catch (error) {
      port.postMessage({ id: request.id, failure: failureOf(error) } satisfies WriterAnswer);
    }
    if (request.op === 'close') port.close();
  });
});
