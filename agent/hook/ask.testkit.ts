/** For tests: one question to an agent that runs, as whoever may do everything. */
import { setTimeout as pause } from 'node:timers/promises';
import { AgentConnection, AgentError, readDiscovery } from './client.ts';

/** Proofs are bounded a second: a test that asks very often waits its turn. */
const TURNS = 100;

/** The answer of the agent whose data this folder holds. Throws where it is not 2xx, with what the agent said. */
export async function ask<T>(dataDir: string, method: string, path: string, body?: unknown): Promise<T> {
  const connection = await connect(dataDir);
  try {
    const answer = await connection.call(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json<T>();
  } finally {
    connection.close();
  }
}

async function connect(dataDir: string, turn = 0): Promise<AgentConnection> {
  try {
    return await AgentConnection.open(await readDiscovery(dataDir, 'admin'));
  } catch (error) {
    if (!(error instanceof AgentError) || error.values.cause !== 'HTTP 429' || turn === TURNS) throw error;
    await pause(50);
    return connect(dataDir, turn + 1);
  }
}
