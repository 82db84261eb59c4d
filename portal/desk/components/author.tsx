import type { JSX } from 'preact';
import { say } from '../../../renderer/core/say.ts';
import type { Role } from '../../workflow/transitions.ts';

interface Step {
  readonly by: Role;
  readonly name?: string;
  readonly onCall?: true;
}

/** Who did it: the person and their role; a key says its role alone. */
export function Author({ step: { by, name, onCall } }: { step: Step }): JSX.Element {
  return (
    <>
      {name !== undefined && (
        <>
          <strong dir="auto">{name}</strong>{' '}
        </>
      )}
      <span>{name === undefined ? say(`web.role.${by}`) : `(${say(`web.role.${by}`).toLowerCase()})`}</span>
      {onCall && ` ${say('web.on-call')}`}
    </>
  );
}
