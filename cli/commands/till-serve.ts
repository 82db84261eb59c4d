import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Player } from '../../fixtures/conformance.ts';
import { say } from '../../protocol/messages/index.ts';
import { kinds, optional, setting } from '../../protocol/settings.ts';
import { type Command, type Invocation, UsageError } from '../command.ts';
import { exit } from '../exit.ts';
import { caseFlag, inBoth, judgeAndReport } from '../till-report.ts';

export const tillServe: Command = {
  words: ['till', 'serve'],
  summary: 'cli.till-serve.summary',
  details: 'cli.till-serve.details',
  operands: [],
  examples: [{ line: 'till serve --folder /tmp/vigilot --port 17013', doc: 'cli.till-serve.example.here' }],
  settings: {},
  flags: {
    case: caseFlag,
    folder: setting<string | null>({
      kind: optional(kinds.path()),
      env: null,
      flag: 'folder',
      default: null,
      defaultDoc: { fr: 'un dossier temporaire', en: 'a temporary folder' },
      since: '0.1.0',
      doc: inBoth('cli.till-serve.flag.folder'),
    }),
    port: setting<number>({
      kind: kinds.port(),
      env: null,
      flag: 'port',
      default: 0,
      defaultDoc: { fr: 'un port libre, autre à chaque redémarrage', en: 'a free one, another after each restart' },
      since: '0.1.0',
      doc: inBoth('cli.till-serve.flag.port'),
    }),
  },
  exits: [{ status: exit.failure, doc: 'cli.till.exit.failure' }],
  async run(invocation) {
    const { flags, keyboard, language, json, out } = invocation;
    const port = kinds.port().read(flags.port ?? '0');
    if (port === undefined) throw new UsageError('cli.till-serve.port', { value: String(flags.port) });
    const folder = flags.folder === undefined ? undefined : emptyOfAgents(String(flags.folder));
    const lines = keyboard();
    try {
      return await judgeAndReport(invocation, {
        play: byHand(lines, invocation),
        port,
        ...(folder === undefined ? {} : { folder }),
        onReady: (place) => {
          if (!json) out(say(language, 'cli.till-serve.ready', place));
        },
      });
    } finally {
      lines.close();
    }
  },
};

/** A folder where no agent runs: its till.json would be taken away from under its tills. */
function emptyOfAgents(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'till.json');
  if (existsSync(file)) throw new UsageError('cli.till-serve.held', { file });
  return folder;
}

const letters: Readonly<Record<string, string>> = { v: 'allow', s: 'allow', c: 'verify', r: 'block' };

/** Somebody scans into the software and says what it did with each code. */
function byHand(lines: AsyncIterable<string>, { language, json, out, stopped }: Invocation): Player {
  const typed = lines[Symbol.asyncIterator]();
  const end = stopped().then(() => ({ done: true, value: undefined }) as const);
  // A program that drives the software needs the codes as they are; a person sees the separator.
  const shown = (scan: string) => (json ? scan : scan.replaceAll('\u001d', '<GS>'));
  return async (scans, { name, what }) => {
    if (json) out(`${JSON.stringify({ case: name, scans })}\n`);
    else {
      out(`${say(language, 'cli.till-serve.case', { what: say(language, what) })}\n`);
      for (const scan of scans) out(`${say(language, 'cli.till-serve.scan', { scan: shown(scan) })}\n`);
    }
    for (;;) {
      if (!json) out(say(language, 'cli.till-serve.did', { count: scans.length }));
      const { done, value } = await Promise.race([typed.next(), end]);
      if (done) throw new UsageError('cli.till-serve.ended');
      const did = wordsOf(value);
      if (did.length === scans.length && did.every((word) => word !== '')) return did;
    }
  };
}

/** `v c r`, `vcr`, `allow verify block`. */
function wordsOf(line: string): string[] {
  const words = line.toLowerCase().match(/allow|verify|block|[a-z]/g) ?? [];
  return words.map((word) => (word.length > 1 ? word : (letters[word] ?? '')));
}
