/** What the desktop application of a session says of itself. */
import Type, { type Static } from 'typebox';
import { orNull } from '../../../protocol/schema-parts.ts';
import { strict } from './common.ts';

/** What stands against a new version, or against believing that there is none. */
export const updateTroubles = [
  'downgrade',
  'expired',
  'not-yet',
  'replayed',
  'unproved',
  'damaged',
  'not-installed',
] as const;
const Version = Type.String({ minLength: 1, maxLength: 50 });

export const ApplicationReport = Type.Object(
  {
    version: Version,
    update: orNull(
      Type.Object(
        {
          version: orNull(Version, 'The newest one that is out; null: none that is newer'),
          unsupported: Type.Boolean({ description: 'What runs is older than the oldest version that is supported' }),
          trouble: orNull(Type.Enum([...updateTroubles]), 'Why no word of versions is believed, or none was installed'),
        },
        strict,
      ),
      'What it knows of versions; null: it looks for none',
    ),
  },
  { $id: 'ApplicationReport', ...strict },
);
export type ApplicationReport = Static<typeof ApplicationReport>;
