/** Why the link is not what it should be, in words that the message catalogue has. */
import type { MessageKey } from '../../protocol/messages/index.ts';
import { ProxyError } from './tunnel.ts';

export interface LinkProblem {
  readonly key: Extract<MessageKey, `agent.link.${string}`>;
  readonly values: Readonly<Record<string, string | number>>;
}

/** A problem of the link. */
export function problem(key: LinkProblem['key'], values: LinkProblem['values'] = {}): LinkProblem {
  return { key, values };
}

/** Why nothing could be reached: the proxy, where it is at fault, or the portal. */
export function unreachable(error: unknown): LinkProblem {
  if (!(error instanceof ProxyError)) return problem('agent.link.unreachable', { cause: reasonOf(error) });
  const { proxy, status, code } = error;
  if (status === 407) return problem('agent.link.proxy-credentials', { proxy });
  if (status !== null) return problem('agent.link.proxy-refused', { proxy, status });
  return problem('agent.link.proxy-unreachable', { proxy, cause: code ?? '' });
}

/** What an error says for itself, for the places that have no sentence of their own. */
export function reasonOf(error: unknown): string {
  const { code, message } = (error ?? {}) as { code?: unknown; message?: unknown };
  const said = typeof message === 'string' && message !== '' ? message : String(error);
  return typeof code === 'string' && !said.includes(code) ? `${code}: ${said}` : said;
}
