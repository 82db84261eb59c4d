/** The desk's session in a browser. */
import Type, { type Static } from 'typebox';
import { Timestamp } from './common.ts';

export const DeskLink = Type.Object(
  {
    url: Type.String({
      pattern: '^http://[0-9a-f]+\\.localhost:\\d{1,5}/desk/[A-Za-z0-9_-]+$',
      description: 'To be opened in a browser of this machine; lets in once',
    }),
    expiresAt: Timestamp,
  },
  { $id: 'DeskLink', description: 'A link for a browser of this machine' },
);
export type DeskLink = Static<typeof DeskLink>;

export const DeskLinkParams = Type.Object({ key: Type.String({ minLength: 1, maxLength: 64 }) });

export const DeskSessionAnswer = Type.Object(
  {
    since: Type.String({
      format: 'date-time',
      description: 'When the link was opened; with a token, when the agent started. UTC, ISO 8601',
    }),
  },
  { $id: 'DeskSession' },
);
export type DeskSessionAnswer = Static<typeof DeskSessionAnswer>;
