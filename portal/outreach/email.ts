/** The notice by e-mail, and by fax through a service that faxes what it is mailed. */
import { type Language, say } from '../../protocol/messages/index.ts';
import { MailError, type Mailer } from '../mail/mailer.ts';
import { noticeOf, noticeText } from './notice.ts';
import type { Outcome, Outgoing, Sender } from './send.ts';

/** The recipients' language: the establishments that a French measure is told to. */
const LANGUAGE: Language = 'fr';

/** Sends the notice as plain text, with the link to acknowledge. */
export function byEmail(mailer: Mailer): Sender {
  return (message) => handOver(mailer, message, message.address);
}

/** Sends the same to the address that `addressOf` gives a fax number. */
export function faxByEmail(mailer: Mailer, addressOf: (number: string) => string): Sender {
  return (message) => handOver(mailer, message, addressOf(message.address));
}

async function handOver(mailer: Mailer, message: Outgoing, to: string): Promise<Outcome> {
  try {
    const receipt = await mailer.send({
      to,
      subject: subjectOf(message),
      text: textOf(message),
      // The same for each try of one attempt: a copy that a lost answer makes can be told from a reminder.
      headers: { 'X-Vigilot-Attempt': message.attempt },
    });
    return { kind: 'accepted', receipt: `${receipt.response} ${receipt.id}` };
  } catch (error) {
    if (!(error instanceof MailError)) throw error;
    return { kind: error.permanent ? 'failed' : 'later', error: error.message };
  }
}

function subjectOf({ bulletin, salvo }: Outgoing): string {
  const { heading } = noticeOf(LANGUAGE, bulletin);
  const drill = bulletin.content.drill ? say(LANGUAGE, 'outreach.drill.prefix') : '';
  const reminder = salvo > 1 ? say(LANGUAGE, 'outreach.reminder.prefix', { n: salvo - 1 }) : '';
  return `${drill}${reminder}${heading} (${bulletin.content.reference})`;
}

/** The notice with the link to acknowledge, as it is mailed and faxed. */
export function textOf({ bulletin, recipient, link }: Outgoing): string {
  return [
    say(LANGUAGE, 'outreach.to', { name: recipient.name }),
    noticeText(LANGUAGE, noticeOf(LANGUAGE, bulletin)),
    `${say(LANGUAGE, 'outreach.acknowledge')}\n${link}\n${say(LANGUAGE, 'outreach.acknowledge.why')}\n`,
  ].join('\n\n');
}
