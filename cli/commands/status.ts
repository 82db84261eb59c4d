import { agentSettings } from '../../agent/policy/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import type { Command } from '../command.ts';
import { exit } from '../exit.ts';
import { localAgent } from '../local-agent.ts';

export const status: Command = {
  words: ['status'],
  summary: 'cli.status.summary',
  operands: [],
  examples: [
    { line: 'status', doc: 'cli.status.example.table' },
    { line: 'status --json', doc: 'cli.status.example.json' },
    { line: 'status --data-dir .vigilot/agent', doc: 'cli.status.example.elsewhere' },
  ],
  settings: { dataDir: agentSettings.dataDir, configFile: agentSettings.configFile },
  flags: {},
  async run(invocation) {
    const { language, json, out } = invocation;
    const answer = await localAgent(invocation).status();
    if (json) {
      out(`${JSON.stringify(answer)}\n`);
      return exit.ok;
    }
    const { feed, link, identity, positions, outbox, alarms, versions, pid, url } = answer;
    const none = say(language, 'setting.none');
    const rows: ReadonlyArray<readonly [label: Parameters<typeof say>[1], text: string]> = [
      ['cli.status.agent', `${url} (Vigilot ${versions.vigilot}, Node ${versions.node}, pid ${pid})`],
      [
        'cli.status.recalls',
        say(language, 'cli.status.recalls-text', {
          state: say(language, `cli.feed.${feed.state}`),
          position: feed.position,
          age: feed.ageSeconds === null ? none : `${Math.round(feed.ageSeconds)} s`,
        }),
      ],
      ['cli.status.portal', `${link.portal ?? none} — ${link.state}${link.detail ? ` (${link.detail})` : ''}`],
      [
        'cli.status.identity',
        identity === null
          ? say(language, 'cli.status.not-enrolled')
          : `${identity.workstation.name}, ${identity.officine.name}${identity.territory ? ` (${identity.territory})` : ''}`,
      ],
      [
        'cli.status.journal',
        positions.journal === null
          ? none
          : say(language, 'cli.status.journal-text', { count: positions.journal.count }),
      ],
      [
        'cli.status.outbox',
        say(language, 'cli.status.outbox-text', { waiting: outbox.waiting, refused: outbox.refused }),
      ],
      ['cli.status.alarms', alarms.length === 0 ? none : alarms.map(({ at, code }) => `${code} (${at})`).join(', ')],
    ];
    const width = Math.max(...rows.map(([label]) => say(language, label).length)) + 2;
    const set = answer.settings.filter(({ source }) => source !== 'default');
    const lines = [
      ...rows.map(([label, text]) => say(language, label).padEnd(width) + text),
      '',
      say(language, 'cli.status.settings'),
      ...set.map(({ name, value, source, where }) => `  ${name} = ${value}  [${source}${where ? ` ${where}` : ''}]`),
      ...(set.length === 0 ? [`  ${say(language, 'cli.status.settings-default')}`] : []),
    ];
    out(`${lines.join('\n')}\n`);
    return exit.ok;
  },
};
