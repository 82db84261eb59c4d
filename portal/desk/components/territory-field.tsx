/** The department or overseas collectivity in which somebody is. */
import type { JSX } from 'preact';
import { say } from '../../../renderer/core/say.ts';
import { territoryName, tiles } from '../core/territories.ts';
import { SelectField } from './fields.tsx';

/** `value`: ISO 3166-2, or empty where it is not known. */
export function TerritoryField(props: {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly error?: string | undefined;
}): JSX.Element {
  return (
    <SelectField
      {...props}
      label={say('web.officines.territory')}
      options={[
        ['', say('web.officines.territory-unknown')],
        ...tiles
          .map(({ code }) => [code, territoryName(code)] as const)
          .toSorted(([, a], [, b]) => a.localeCompare(b, 'fr')),
      ]}
    />
  );
}
