/** The agent of this machine, as a command asks it: one proved connection a call. */
import { AgentError, joinAgent, proveAgent } from '../agent/hook/client.ts';
import type { DeskLink } from '../agent/hook/schemas/desk.ts';
import type { CheckAnswer, StatusAnswer } from '../agent/hook/schemas.ts';
import { roles } from '../agent/hook/tokens.ts';
import type { Language } from '../protocol/messages/index.ts';
import { agentDataDir } from './agent-place.ts';
import { CommandError, type Invocation } from './command.ts';
import { exit } from './exit.ts';
import { exitOf, problemText } from './local-portal.ts';

export interface LocalAgent {
  /** Throws `CommandError`: unreachable, or the agent's own sentence where it refuses. */
  check(pack: { readonly scan: string }): Promise<CheckAnswer>;
  status(): Promise<StatusAnswer>;
  /** Only for who may read hook.json. */
  deskLink(): Promise<DeskLink>;
}

/** The agent whose data directory the invocation names; asked with whichever of its files this user may read. */
export function localAgent(invocation: Pick<Invocation, 'flags' | 'environment' | 'language'>): LocalAgent {
  const { language } = invocation;

  const call = async <T>(method: 'GET' | 'POST', path: string, body?: unknown): Promise<T> => {
    const connection = await joinAgent(agentDataDir(invocation), roles);
    try {
      const answer = await connection.call(method, path, { language, ...(body === undefined ? {} : { body }) });
      if (answer.status === 200) return answer.json<T>();
      throw new CommandError(exitOf(answer.status), 'cli.agent-refused', {
        cause: problemText(answer.status, answer.text),
      });
    } finally {
      connection.close();
    }
  };

  const orSay = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (!(error instanceof AgentError)) throw error;
      const cause = error.say(language);
      if (error.fault === 'refused') {
        throw new CommandError(exit.failure, 'cli.agent-refused', { cause: error.values.cause ?? cause });
      }
      if (error.fault === 'no-file') {
        throw new CommandError(exit.unreachable, 'cli.agent-missing', { dataDir: agentDataDir(invocation) });
      }
      throw new CommandError(exit.unreachable, 'cli.agent-unreachable', { cause });
    }
  };

  return {
    check: (pack) => orSay(call<CheckAnswer>('POST', '/v1/checks', pack)),
    status: () => orSay(call<StatusAnswer>('GET', '/v1/status')),
    deskLink: () => orSay(deskLink(agentDataDir(invocation), language)),
  };
}

async function deskLink(dataDir: string, language: Language): Promise<DeskLink> {
  try {
    const connection = await proveAgent(dataDir, { role: 'admin' });
    try {
      return await connection.deskLink(language);
    } finally {
      connection.close();
    }
  } catch (error) {
    if (!(error instanceof AgentError) || error.fault !== 'unreadable') throw error;
    throw new CommandError(exit.failure, 'cli.desk.not-yours', { cause: error.say(language) });
  }
}
