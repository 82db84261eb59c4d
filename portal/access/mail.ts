/** Mails about accounts, sent after the answer: how long a mail server takes says nothing of who has an account. */
import type { Logger } from 'pino';
import type { Mailer, OutgoingMail } from '../mail/mailer.ts';

export class AccessMail {
  readonly #mailer: Mailer;
  readonly #log: Logger;
  readonly #underway = new Set<Promise<void>>();

  constructor(mailer: Mailer, log: Logger) {
    this.#mailer = mailer;
    this.#log = log;
  }

  /** Hands a mail over; one that the server refuses is logged without its text, and the person asks again. */
  later(mail: OutgoingMail): void {
    const sending: Promise<void> = this.#mailer
      .send(mail)
      .then(
        ({ id }) => this.#log.info({ mail: id, subject: mail.subject }, 'mail about an account sent'),
        (error: unknown) => this.#log.error({ err: error, subject: mail.subject }, 'mail about an account not sent'),
      )
      .finally(() => this.#underway.delete(sending));
    this.#underway.add(sending);
  }

  /** Resolves once no mail is under way. */
  async settle(): Promise<void> {
    await Promise.all(this.#underway);
  }
}
