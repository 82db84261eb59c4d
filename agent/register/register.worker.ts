/** The body of the register's writer thread, so that a check never waits for an import. */
import { parentPort, workerData } from 'node:worker_threads';
import type { WriterRequest } from './register.protocol.ts';
import { RequestHandler } from './request-handler.ts';

const port = parentPort;
if (port === null) throw new Error('register.worker.ts runs as a worker thread');

const handler = new RequestHandler(String(workerData));
port.on('message', async (request: WriterRequest) => {
  port.postMessage(await handler.handle(request));
  if (request.op === 'close') port.close();
});
