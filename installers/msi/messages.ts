/** The Error table: what the custom actions say by number. Both languages in one line: a log is read by whoever gets it. */
import { type MessageKey, say } from '../../protocol/messages/index.ts';

/** As in actions/actions.c and actions/data-folder.h. */
const numbers = {
  25001: 'installer.portal-url',
  25002: 'installer.hook-port',
  25003: 'installer.autostart',
  25004: 'installer.updates',
  25005: 'installer.proxy',
  25006: 'installer.purge',
  25007: 'installer.token',
  25010: 'installer.token-file',
  25011: 'installer.token-twice',
  25020: 'installer.folder-path',
  25021: 'installer.folder-link',
  25022: 'installer.folder-foreign',
  25023: 'installer.folder-failed',
} as const satisfies Record<number, MessageKey>;

/** Field 1 of a record is the number, 2 the property or path, 3 what is wrong with it. */
const fields = { name: '[2]', value: '[3]' };

/** A message of the catalogue in both languages. */
export const both = (key: MessageKey): string => `${say('fr', key, fields)} / ${say('en', key, fields)}`;

export const errors: readonly (readonly [number, string])[] = Object.entries(numbers).map(([number, key]) => [
  Number(number),
  both(key),
]);
