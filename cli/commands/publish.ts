import { readFileSync } from 'node:fs';
import { portalSettings } from '../../portal/settings.ts';
import { say } from '../../protocol/messages/index.ts';
import { reasonOf } from '../../protocol/settings.ts';
import { type Command, CommandError, UsageError } from '../command.ts';
import { exit } from '../exit.ts';
import { localPortal } from '../local-portal.ts';

export const publish: Command = {
  words: ['publish'],
  summary: 'cli.publish.summary',
  details: 'cli.publish.details',
  operands: [{ name: 'bulletin.json', doc: 'cli.publish.operand' }],
  examples: [
    { line: 'publish rappel.json', doc: 'cli.publish.example.file' },
    { line: 'publish rappel.json --data-dir .vigilot/portal', doc: 'cli.publish.example.demo' },
  ],
  settings: { dataDir: portalSettings.dataDir, configFile: portalSettings.configFile },
  flags: {},
  async run(invocation) {
    const { operands, language, json, out } = invocation;
    const file = operands[0] ?? '-';
    const text = file === '-' ? await invocation.input() : readText(file);
    let bulletin: unknown;
    try {
      bulletin = JSON.parse(text);
    } catch (cause) {
      throw new UsageError('cli.publish.not-json', { file, cause: (cause as Error).message });
    }
    const portal = localPortal(invocation);
    const published = await portal.publish(bulletin);
    if (published.state !== 'in-force') {
      throw new CommandError(exit.failure, 'cli.publish.stopped', { id: published.id, state: published.state });
    }
    const { id, revision, reference } = published;
    out(
      json
        ? `${JSON.stringify(published)}\n`
        : `${say(language, 'cli.publish.done', { id, revision, reference: String(reference) })}\n`,
    );
    return exit.ok;
  },
};

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new UsageError('cli.file-unreadable', { file, cause: reasonOf(cause) });
  }
}
