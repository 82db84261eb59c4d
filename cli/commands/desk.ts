import { agentSettings } from '../../agent/policy/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import type { Command } from '../command.ts';
import { exit } from '../exit.ts';
import { localAgent } from '../local-agent.ts';

export const desk: Command = {
  words: ['desk'],
  summary: 'cli.desk.summary',
  details: 'cli.desk.details',
  operands: [],
  examples: [
    { line: 'desk', doc: 'cli.desk.example.here' },
    { line: 'desk --data-dir .vigilot/agent', doc: 'cli.desk.example.elsewhere' },
    { line: 'desk --json', doc: 'cli.desk.example.json' },
  ],
  settings: { dataDir: agentSettings.dataDir, configFile: agentSettings.configFile },
  flags: {},
  async run(invocation) {
    const { language, json, out } = invocation;
    const link = await localAgent(invocation).deskLink();
    if (json) {
      out(`${JSON.stringify(link)}\n`);
      return exit.ok;
    }
    const time = new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', { timeStyle: 'medium' });
    // The address alone on its line: it is clicked or copied.
    out(`${link.url}\n${say(language, 'cli.desk.valid', { time: time.format(new Date(link.expiresAt)) })}\n`);
    return exit.ok;
  },
};
