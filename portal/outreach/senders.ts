/** The channels that this portal's settings give it. */
import { type Mailer, smtpMailer } from '../mail/mailer.ts';
import type { Senders } from './dispatch.ts';
import { byEmail, faxByEmail } from './email.ts';
import { faxAddress, faxByProgram } from './fax.ts';

export interface ChannelSettings {
  /** `smtp://` or `smtps://`; absent: no mail is sent. */
  readonly smtpUrl?: string | undefined;
  /** Sender of mails; absent: `vigilot@` and the host of `publicUrl`. */
  readonly mailFrom?: string | undefined;
  /** Address of an e-mail-to-fax service, with `{number}` or `{digits}` in it. */
  readonly faxGateway?: string | undefined;
  /** Program that faxes its standard input to the number it is given; before `faxGateway`. */
  readonly faxProgram?: string | undefined;
}

/** The mailer that the settings give, or null; mails come from the host of `publicUrl` unless told. */
export function openMailer({ smtpUrl, mailFrom }: ChannelSettings, publicUrl: string): Mailer | null {
  if (smtpUrl === undefined) return null;
  return smtpMailer({ smtpUrl, from: mailFrom ?? `vigilot@${new URL(publicUrl).hostname}` });
}

/** The senders that mailer and settings make. */
export function openSenders({ faxGateway, faxProgram }: ChannelSettings, mailer: Mailer | null): Senders {
  const fax =
    faxProgram !== undefined
      ? faxByProgram(faxProgram)
      : mailer !== null && faxGateway !== undefined
        ? faxByEmail(mailer, (number) => faxAddress(faxGateway, number))
        : undefined;
  return { ...(mailer === null ? {} : { email: byEmail(mailer) }), ...(fax === undefined ? {} : { fax }) };
}
