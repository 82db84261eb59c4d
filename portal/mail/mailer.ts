/** The portal's one way to send mail: SMTP (RFC 5321) by nodemailer, over a pool of connections. */
import { createTransport } from 'nodemailer';

export interface OutgoingMail {
  /** One address. */
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly attachments?: ReadonlyArray<{
    readonly filename: string;
    readonly contentType: string;
    readonly content: Uint8Array;
  }>;
}

/** What the server said when it took the mail over. */
export interface Receipt {
  /** Message-ID, with its angle brackets. */
  readonly id: string;
  readonly response: string;
}

/** A mail that the server did not take. */
export class MailError extends Error {
  /** Whether trying again is useless: a 5xx answer (RFC 5321, section 4.2.1). */
  readonly permanent: boolean;
  /** What the server said, where it said something. */
  readonly response: string | null;
  constructor(permanent: boolean, response: string | null, cause: unknown) {
    super(response ?? (cause instanceof Error ? cause.message : String(cause)), { cause });
    this.name = 'MailError';
    this.permanent = permanent;
    this.response = response;
  }
}

export interface Mailer {
  /** Resolves once the server took the mail over; throws `MailError`. */
  send(mail: OutgoingMail): Promise<Receipt>;
  close(): void;
}

/** Longest wait for a server that says nothing: people wait for their code. */
const TIMEOUT_MS = 30_000;

/** A mailer over `smtp://` (STARTTLS where the server has it) or `smtps://`, sending as `from`. */
export function smtpMailer(o: { readonly smtpUrl: string; readonly from: string }): Mailer {
  const transport = createTransport({
    url: o.smtpUrl,
    pool: true,
    connectionTimeout: TIMEOUT_MS,
    greetingTimeout: TIMEOUT_MS,
    socketTimeout: TIMEOUT_MS,
    // Nothing that comes from a bulletin or a person may make us read a file or fetch an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ to, attachments, headers, ...mail }) => {
      try {
        const sent = await transport.sendMail({
          ...mail,
          from: o.from,
          // As an object, so that a comma or a name in it makes no second recipient.
          to: { name: '', address: to },
          headers: { 'Auto-Submitted': 'auto-generated', ...headers },
          attachments: attachments?.map(({ content, ...each }) => ({ ...each, content: Buffer.from(content) })) ?? [],
        });
        return { id: sent.messageId, response: sent.response };
      } catch (cause) {
        const { responseCode, response } = cause as { responseCode?: number; response?: string };
        throw new MailError(responseCode !== undefined && responseCode >= 500, response ?? null, cause);
      }
    },
    close: () => transport.close(),
  };
}
