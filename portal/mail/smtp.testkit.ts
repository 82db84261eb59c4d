/** A real SMTP server for tests, which keeps what it is given and refuses what it is told to. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  /** As it came: headers and body (RFC 5322). */
  readonly raw: string;
  /** Text part, decoded. */
  readonly text: string;
}

export interface TestSmtp {
  readonly url: string;
  readonly mails: readonly ReceivedMail[];
  /** The first mail to `address` that is not older than the `from`th to it; waits for it. */
  mailTo(address: string, from?: number): Promise<ReceivedMail>;
  /** Refuses every recipient with this SMTP code from now on; null: none. */
  refuse(code: number | null): void;
  close(): Promise<void>;
}

export async function startSmtp(): Promise<TestSmtp> {
  const mails: ReceivedMail[] = [];
  let waiting: Array<() => void> = [];
  let refused: number | null = null;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onRcptTo: (_address, _session, done) => {
      if (refused === null) done();
      else done(Object.assign(new Error('refused by the test'), { responseCode: refused }));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const raw = Buffer.concat(chunks).toString('utf8');
        const { mailFrom, rcptTo } = session.envelope;
        mails.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map((each) => each.address),
          raw,
          text: textOf(raw),
        });
        done();
        for (const wake of waiting.splice(0)) wake();
      });
    },
  });
  server.on('error', () => undefined); // clients that hang up: each test looks at what it sent
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    mailTo: async (address, from = 0) => {
      for (;;) {
        const found = mails.filter((mail) => mail.to.includes(address))[from];
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          waiting = [...waiting, resolve];
        });
      }
    },
    refuse: (code) => {
      refused = code;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The body of a mail of one text part, its transfer encoding (RFC 2045, section 6) undone. */
function textOf(raw: string): string {
  const [head = '', ...body] = raw.split('\r\n\r\n');
  const text = body.join('\r\n\r\n');
  const encoding = /^content-transfer-encoding: *(\S+)/im.exec(head)?.[1]?.toLowerCase();
  if (encoding === 'base64') return Buffer.from(text, 'base64').toString('utf8');
  if (encoding !== 'quoted-printable') return text;
  const bytes = text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
