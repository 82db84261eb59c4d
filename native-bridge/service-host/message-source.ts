/** The table of events as the message compiler reads it (mc.exe, windmc): UTF-16, French and English beside each other. */
import { serviceEvents } from './events.ts';

const severities = { info: 'Informational', warning: 'Warning', error: 'Error' } as const;

/** The name of an event in C. */
const symbolOf = (name: string) => `EVENT_${name.toUpperCase().replaceAll('-', '_')}`;

/** The bytes of an .mc file; windmc takes no byte order mark. */
export function messageSource(): Buffer {
  const messages = Object.entries(serviceEvents).map(([name, { id, severity, fr, en }]) =>
    [
      `MessageId=${id}`,
      `Severity=${severities[severity]}`,
      `SymbolicName=${symbolOf(name)}`,
      'Language=English',
      en,
      '.',
      'Language=French',
      fr,
      '.',
      '',
    ].join('\r\n'),
  );
  const head =
    'MessageIdTypedef=DWORD\r\nLanguageNames=(English=0x409:MSG00409)\r\nLanguageNames=(French=0x40c:MSG0040C)\r\n\r\n';
  return Buffer.from(`${head}${messages.join('\r\n')}`, 'utf16le');
}
