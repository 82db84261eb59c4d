/** The people and keys of one's own organisation. */
import type { JSX } from 'preact';
import { NoPage } from '../components/page-states.tsx';
import { me } from '../core/session.ts';
import { Conventions } from './organisations/conventions.tsx';
import { Keys } from './organisations/keys.tsx';
import { Users } from './organisations/users.tsx';

export function UsersPage(): JSX.Element {
  const { organisation, role } = me();
  if (organisation === null) return <NoPage />;
  return (
    <>
      <h1 dir="auto">{organisation.name}</h1>
      <Users organisation={organisation.id} role={role} />
      {role === 'lab' && <Conventions organisation={organisation.id} />}
      <Keys organisation={organisation.id} role={role} />
    </>
  );
}
