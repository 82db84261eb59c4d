/** For tests: one question to an agent that runs, as whoever may do everything. */
import { AgentConnection, readDiscovery } from './client.ts';

/** The answer of the agent whose data this folder holds. Throws where it is not 2xx, with what the agent said. */
export async function ask<T>(dataDir: string, method: string, path: string, body?: unknown): Promise<T> {
  const connection = await AgentConnection.open(await readDiscovery(dataDir, 'admin'));
  try {
    const answer = await connection.call(method, path, body === undefined ? {} : { body });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.text}`);
    return answer.json<T>();
  } finally {
    connection.close();
  }
}
