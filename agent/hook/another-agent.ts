/** Whether the port of the hook is held by an agent: one that answers as such, unproved, since its token is another account's. */
import { get } from 'node:http';
import { compiled } from '../../protocol/compiled.ts';
import { LOOPBACK } from './listen.ts';
import { HealthAnswer } from './schemas.ts';

const health = compiled(HealthAnswer);
const TIMEOUT_MS = 2_000;
/** More than any agent says of itself without a challenge. */
const MAX_ANSWER = 4096;

/** Asks whoever listens on a port of this machine; nothing secret is sent. Never rejects. */
export function agentAnswers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = get({ host: LOOPBACK, port, path: '/v1/health', agent: false, timeout: TIMEOUT_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
        if (text.length > MAX_ANSWER) asked.destroy();
      });
      answer.once('end', () => resolve(answer.statusCode === 200 && isHealth(text)));
      answer.once('close', () => resolve(false));
    });
    asked.once('timeout', () => asked.destroy());
    asked.once('error', () => resolve(false));
  });
}

function isHealth(text: string): boolean {
  try {
    return health.Check(JSON.parse(text));
  } catch {
    return false;
  }
}
