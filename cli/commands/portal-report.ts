/** The hash of a report (bilan), computed again where it was handed over. */
import { readFileSync } from 'node:fs';
import { say } from '../../protocol/messages/index.ts';
import { reasonOf } from '../../protocol/settings.ts';
import { type Command, CommandError } from '../command.ts';
import { exit } from '../exit.ts';

export const reportVerify: Command = {
  words: ['portal', 'report', 'verify'],
  summary: 'cli.portal.report.summary',
  details: 'cli.portal.report.details',
  operands: [{ name: 'file', doc: 'cli.portal.report.operand' }],
  examples: [{ line: 'portal report verify bilan-R-2026-0042.json', doc: 'cli.portal.report.example' }],
  settings: {},
  flags: {},
  exits: [{ status: exit.failure, doc: 'cli.portal.report.exit' }],
  async run({ operands, language, json, out, err }) {
    const file = operands[0] ?? '';
    const { proveReport } = await import('../../portal/reports/verify.ts');
    const proof = proveReport(read(file));
    if (proof === null) throw new CommandError(exit.badInput, 'cli.portal.report.no-report', { file });
    const { claimed, found, holds } = proof;
    if (json) out(`${JSON.stringify(proof)}\n`);
    else if (holds) out(`${say(language, 'cli.portal.report.holds', { hash: found })}\n`);
    else err(`${say(language, 'cli.portal.report.broken', { claimed, found })}\n`);
    return holds ? exit.ok : exit.failure;
  },
};

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CommandError(exit.badInput, 'cli.file-unreadable', { file, cause: reasonOf(cause) });
  }
}
