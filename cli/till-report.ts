/** What the two judging commands share: which cases, and the report. */
import type { ConformanceOptions } from '../fixtures/conformance.ts';
import { type MessageKey, say } from '../protocol/messages/index.ts';
import { kinds, setting } from '../protocol/settings.ts';
import { type Invocation, UsageError } from './command.ts';
import { type ExitStatus, exit } from './exit.ts';

export const inBoth = (key: MessageKey) => ({ fr: say('fr', key), en: say('en', key) });

export const caseFlag = setting<string>({
  kind: { ...kinds.text(), placeholder: 'NAME' },
  env: null,
  flag: 'case',
  default: '',
  defaultDoc: { fr: 'tous', en: 'all' },
  since: '0.1.0',
  doc: inBoth('till.flag.case'),
});

/** Judges a till and prints what came of it. Throws `UsageError` where the case that was asked for is none. */
export async function judgeAndReport(
  { environment, language, json, out, flags }: Invocation,
  options: Pick<ConformanceOptions, 'play' | 'folder' | 'port' | 'onReady'>,
): Promise<ExitStatus> {
  const { cases, judgeTill } = await import('../fixtures/conformance.ts');
  const wanted = cases.filter(({ name }) => flags.case === undefined || name === flags.case);
  if (wanted.length === 0) {
    const names = cases.map(({ name }) => name).join(', ');
    throw new UsageError('cli.till.case-unknown', { name: String(flags.case), names });
  }
  const print = json ? () => undefined : out;
  print(`${say(language, 'cli.till.starting')}\n`);
  const judged = await judgeTill({
    ...options,
    cases: wanted,
    // Portal and agent are commands of this very program.
    main: process.argv[1] ?? '',
    environment,
    onJudged: ({ what, rule, passed, expected, seen }) => {
      print(`  ${passed ? '✓' : '✗'} ${say(language, what)}\n`);
      if (!passed) print(`${say(language, 'cli.till.unlike', { expected, seen, rule: say(language, rule) })}\n`);
    },
  });
  const count = judged.length;
  const failed = judged.filter(({ passed }) => !passed).length;
  if (json) {
    const scenarios = judged.map((one) => ({ ...one, what: say(language, one.what), rule: say(language, one.rule) }));
    out(`${JSON.stringify({ passed: failed === 0, scenarios })}\n`);
  }
  print(`${say(language, failed === 0 ? 'cli.till.passed' : 'cli.till.failed', { count, failed })}\n`);
  return failed === 0 ? exit.ok : exit.failure;
}
