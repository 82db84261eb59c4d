import { describe, expect, it, onTestFinished } from 'vitest';
import { MailError, smtpMailer } from './mailer.ts';
import { startSmtp } from './smtp.testkit.ts';

async function open() {
  const smtp = await startSmtp();
  const mailer = smtpMailer({ smtpUrl: smtp.url, from: 'Portail Vigilot <portail@example.org>' });
  onTestFinished(async () => {
    mailer.close();
    await smtp.close();
  });
  return { smtp, mailer };
}
const mail = { to: 'titulaire@example.org', subject: 'Rappel n° 1', text: 'Ne plus délivrer.\n' };

describe('a mail', () => {
  it('comes as it was written, with accents, and says that a program sent it', async () => {
    const { smtp, mailer } = await open();
    const receipt = await mailer.send(mail);
    expect(receipt).toMatchObject({ id: expect.stringMatching(/^<.+@.+>$/), response: expect.stringMatching(/^250 /) });
    const [received] = smtp.mails;
    expect(received).toMatchObject({ from: 'portail@example.org', to: ['titulaire@example.org'] });
    expect(received?.raw).toContain('Auto-Submitted: auto-generated');
    expect(received?.text).toContain('Ne plus délivrer.');
  });

  it('goes to one recipient whatever stands in the address, and no text of it becomes a header', async () => {
    const { smtp, mailer } = await open();
    const injected = { ...mail, subject: 'Rappel\r\nBcc: voleur@example.org', to: 'a@example.org, voleur@example.org' };
    await mailer.send(injected).catch((error: unknown) => expect(error).toBeInstanceOf(MailError));
    await mailer.send({ ...injected, to: mail.to });
    for (const received of smtp.mails) {
      expect(received.to).toHaveLength(1);
      expect(received.to).not.toContain('voleur@example.org');
      expect(received.raw).not.toMatch(/^bcc:/im);
    }
  });

  it('that is refused says whether trying again is useless', async () => {
    const { smtp, mailer } = await open();
    smtp.refuse(550);
    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'MailError', permanent: true });
    smtp.refuse(451);
    await expect(mailer.send(mail)).rejects.toMatchObject({ name: 'MailError', permanent: false });
    smtp.refuse(null);
    await expect(mailer.send(mail)).resolves.toMatchObject({ response: expect.stringMatching(/^250 /) });
  });

  it('to a server that is away can be tried again', async () => {
    const { smtp, mailer } = await open();
    await smtp.close();
    await expect(mailer.send(mail)).rejects.toMatchObject({ permanent: false, response: null });
  });
});
