/** Fax without a fax machine: by the address that an e-mail-to-fax service gives each number, or by a program of the operator's. */
import { spawn } from 'node:child_process';
import { textOf } from './email.ts';
import type { Outcome, Sender } from './send.ts';

/** The address that `template` gives an E.164 number: `{number}` stands for it, `{digits}` for the same without its plus. */
export function faxAddress(template: string, number: string): string {
  return template.replaceAll('{number}', number).replaceAll('{digits}', number.replace(/^\+/, ''));
}

/** sysexits.h: the one status of a program that says that the same may succeed later. */
const EX_TEMPFAIL = 75;
const OUTPUT_KEPT = 2_000;
/** A fax of three pages takes as many minutes; a driver that queues answers at once. */
const DEADLINE_MS = 4 * 60_000;

/**
 * Sends by running `program number` with the text on its standard input, UTF-8, as HylaFAX's sendfax takes it: status 0 and the first line of its output as the receipt,
 * 75 (EX_TEMPFAIL) for later, anything else for failed, with what it said on its standard error.
 */
export function faxByProgram(program: string): Sender {
  return (message) =>
    new Promise<Outcome>((resolve) => {
      const child = spawn(program, [message.address], { stdio: 'pipe', timeout: DEADLINE_MS, killSignal: 'SIGKILL' });
      const said = { stdout: '', stderr: '' };
      for (const stream of ['stdout', 'stderr'] as const) {
        child[stream].setEncoding('utf8').on('data', (text: string) => {
          said[stream] = (said[stream] + text).slice(0, OUTPUT_KEPT);
        });
      }
      child.on('error', (error) => resolve({ kind: 'later', error: error.message }));
      child.on('close', (status, signal) => {
        if (status === 0) resolve({ kind: 'accepted', receipt: said.stdout.split('\n', 1)[0] ?? '' });
        else {
          const error = `${signal ?? `status ${status}`}: ${said.stderr.trim()}`;
          resolve({ kind: status === EX_TEMPFAIL || signal !== null ? 'later' : 'failed', error });
        }
      });
      // A program that ends without reading has said by its status what it thinks of the fax.
      child.stdin.on('error', () => undefined);
      child.stdin.end(textOf(message));
    });
}
