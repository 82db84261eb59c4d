/** Brings the texts of the one catalogue (protocol/messages) into the build, and fails it for a text that is not there. */
import type { Plugin } from 'vite';
import { deskMessages } from '../../protocol/messages/desk.ts';
import type { Messages } from '../../protocol/messages/index.ts';
import { typeset } from '../core/typeset.ts';

const NAME = 'virtual:messages';
const RESOLVED = `\0${NAME}`;
/** A key as source text names it; keys put together at run time are typed by template literals instead. */
const key = /(['"])((?:desk|web)\.[a-z][\w.-]*[a-z\d])\1/g;

/** `virtual:messages` exports `messages`: every text of the pages built, both languages; those of the agent's desk unless told. */
export function catalogueMessages(messages: Messages = deskMessages): Plugin {
  return {
    name: 'vigilot:messages',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    load: (id) => (id === RESOLVED ? `export const messages = ${JSON.stringify(typesetAll(messages))};` : null),
    transform(code, id) {
      if (!/\/(renderer|portal\/desk)\/.*\.tsx?$/.test(id)) return null;
      for (const [, , name = ''] of code.matchAll(key)) {
        const known = Object.keys(messages).some((each) => each === name || each === `${name}.other`);
        if (!known) this.error(`${id} says ${name}, which its catalogue (protocol/messages) does not hold`);
      }
      return null;
    },
  };
}

/** The catalogue is written with plain spaces. */
function typesetAll(messages: Messages): Messages {
  return Object.fromEntries(Object.entries(messages).map(([key, { fr, en }]) => [key, { fr: typeset(fr), en }]));
}
