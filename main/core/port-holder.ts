/** Who serves this machine in our place: in words, for the icon. */
import { agentAnswers } from '../../agent/hook/another-agent.ts';
import { type Language, say } from '../../protocol/messages/index.ts';

export interface HolderSettings {
  readonly hookPort: number;
  readonly language: Language;
}

/**
 * Asks whether another agent answers on the port that ours would take, and whose it is: once while it stays, since that may start
 * programs of the system. The result gives words, or null where the port is free or a program holds it that is no agent.
 */
export function portHolder(
  owner: (port: number) => Promise<string | null>,
  settings: () => HolderSettings,
  answers: (port: number) => Promise<boolean> = agentAnswers,
): () => Promise<string | null> {
  let known: string | null = null;
  return async () => {
    const { hookPort, language } = settings();
    if (hookPort === 0 || !(await answers(hookPort))) {
      known = null;
      return null;
    }
    if (known === null) {
      const account = await owner(hookPort);
      known =
        account === null ? say(language, 'tray.holder.unknown') : say(language, 'tray.holder.account', { account });
    }
    return known;
  };
}
