/** The people of an organisation: invited, given functions, and ended. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import { functionsOf, type PersonFunction } from '../../../access/capabilities.ts';
import type { PersonView } from '../../../access/people.ts';
import type { Role } from '../../../workflow/transitions.ts';
import { fieldError, Refused, useAct } from '../../components/act.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Checks, TextField } from '../../components/fields.tsx';
import { Once } from '../../components/once.tsx';
import { Table } from '../../components/table.tsx';
import { me } from '../../core/session.ts';

interface Invitation {
  readonly expiresAt: string;
  readonly mailed: boolean;
  readonly link?: string;
}
/** What became of the last act, told below the list. */
type Told = { readonly words: string } | { readonly email: string; readonly invitation: Invitation } | null;
type Question = { readonly about: 'change' | 'suspend' | 'end'; readonly person: PersonView };

export function Users({ organisation, role }: { organisation: string; role: Role }): JSX.Element {
  const path = `/v1/organisations/${encodeURIComponent(organisation)}/users`;
  const { data, error, loading, reload } = useResource<{ users: readonly PersonView[] }>(path);
  const [question, setQuestion] = useState<Question | null>(null);
  const [told, setTold] = useState<Told>(null);
  const act = useAct();
  const of = ({ id }: PersonView, part = '') => `/v1/users/${encodeURIComponent(id)}${part}`;
  const close = () => setQuestion(null);
  const invite = (person: PersonView) =>
    act.run(async () => {
      const invitation = await call<Invitation>(of(person, '/invitation'), { method: 'POST' });
      setTold({ email: person.email, invitation });
    });
  const signOut = (person: PersonView) =>
    act.run(async () => {
      const { sessions } = await call<{ sessions: number }>(of(person, '/sign-out'), { method: 'POST' });
      setTold({ words: sayCount('web.users.signed-out', sessions, { name: person.name }) });
    });
  const reinstate = (person: PersonView) =>
    act.run(async () => {
      await call(of(person), { method: 'PATCH', body: { suspended: false } });
      setTold({ words: say('web.users.reinstated', { name: person.name }) });
      reload();
    });
  const change = (body: object) => async () => {
    if (question === null) return;
    await call(of(question.person), { method: 'PATCH', body });
    setTold({ words: say('web.saved') });
    reload();
  };

  return (
    <section class="stack" aria-labelledby="users">
      <h2 id="users">{say('web.nav.users')}</h2>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.users.length === 0 && <Empty>{say('web.users.none')}</Empty>}
      {data !== null && data.users.length > 0 && (
        <Table
          heads={[
            say('web.users.name'),
            say('web.field.email'),
            say('web.users.functions'),
            say('web.users.state'),
            { label: say('web.users.acts'), hidden: true },
          ]}
        >
          {data.users.map((person) => (
            <tr key={person.id}>
              <th scope="row" dir="auto">
                {person.name}
              </th>
              <td>{person.email}</td>
              <td>{person.functions.map((one) => say(`web.function.${one}`)).join(', ')}</td>
              <td>{say(`web.users.state.${person.state}`)}</td>
              <td>
                {person.state !== 'ended' && (
                  <div class="row">
                    <button type="button" onClick={() => setQuestion({ about: 'change', person })}>
                      {say('web.users.change')}
                    </button>
                    {person.state === 'suspended' ? (
                      <button type="button" onClick={() => reinstate(person)}>
                        {say('web.users.reinstate')}
                      </button>
                    ) : (
                      <>
                        <button type="button" onClick={() => invite(person)}>
                          {say('web.users.reinvite')}
                        </button>
                        <button type="button" onClick={() => signOut(person)}>
                          {say('web.users.sign-out')}
                        </button>
                      </>
                    )}
                    {person.id !== me().id && person.state !== 'suspended' && (
                      <button type="button" onClick={() => setQuestion({ about: 'suspend', person })}>
                        {say('web.users.suspend')}
                      </button>
                    )}
                    {person.id !== me().id && (
                      <button type="button" onClick={() => setQuestion({ about: 'end', person })}>
                        {say('web.users.end')}
                      </button>
                    )}
                  </div>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Refused act={act} />
      <Outcome told={told} />
      <Invite
        path={path}
        role={role}
        onInvited={(email, invitation) => {
          setTold({ email, invitation });
          reload();
        }}
      />
      {question?.about === 'change' && (
        <Change person={question.person} role={role} save={(body) => change(body)()} onClose={close} />
      )}
      {question?.about === 'suspend' && (
        <Confirm
          title={say('web.users.suspend-title', { name: question.person.name })}
          confirm={say('web.users.suspend')}
          danger
          onConfirm={change({ suspended: true })}
          onClose={close}
        >
          <p>{say('web.users.suspend-text')}</p>
        </Confirm>
      )}
      {question?.about === 'end' && (
        <Confirm
          title={say('web.users.end-title', { name: question.person.name })}
          confirm={say('web.users.end')}
          danger
          onConfirm={change({ ended: true })}
          onClose={close}
        >
          <p>{say('web.users.end-text')}</p>
        </Confirm>
      )}
    </section>
  );
}

function Outcome({ told }: { told: Told }): JSX.Element | null {
  if (told === null) return null;
  if ('words' in told) return <p role="status">{told.words}</p>;
  const { email, invitation } = told;
  const values = { email, at: moment(invitation.expiresAt) };
  return (
    <>
      {invitation.mailed && <p role="status">{say('web.users.invited', values)}</p>}
      {invitation.link !== undefined && <Once secret={invitation.link}>{say('web.users.link', values)}</Once>}
    </>
  );
}

/** Functions of a role as boxes to tick; `missing`: none is. */
function FunctionChecks(props: {
  role: Role;
  chosen: readonly PersonFunction[];
  onChosen: (chosen: readonly PersonFunction[]) => void;
  missing: boolean;
  error?: string | undefined;
}): JSX.Element {
  const { role, chosen, onChosen, missing, error } = props;
  return (
    <Checks
      legend={say('web.users.functions')}
      options={functionsOf(role).map((one) => [one, say(`web.function.${one}`)])}
      chosen={chosen}
      onChosen={onChosen}
      error={missing ? say('web.choose-one') : error}
    />
  );
}

function Invite(props: {
  path: string;
  role: Role;
  onInvited: (email: string, invitation: Invitation) => void;
}): JSX.Element {
  const { path, role, onInvited } = props;
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly PersonFunction[]>([]);
  const [missing, setMissing] = useState(false);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMissing(chosen.length === 0);
    if (chosen.length === 0) return;
    act.run(async () => {
      const body = { email: email.trim(), name: name.trim(), functions: chosen };
      const { person, invitation } = await call<{ person: PersonView; invitation: Invitation }>(path, {
        method: 'POST',
        body,
      });
      setEmail('');
      setName('');
      setChosen([]);
      onInvited(person.email, invitation);
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="invite">
      <h3 id="invite">{say('web.users.invite')}</h3>
      <div class="field-row">
        <TextField
          label={say('web.users.name')}
          required
          maxLength={100}
          value={name}
          onValue={setName}
          error={fieldError(act, 'name')}
        />
        <TextField
          label={say('web.field.email')}
          type="email"
          required
          maxLength={254}
          value={email}
          onValue={setEmail}
          error={fieldError(act, 'email')}
        />
      </div>
      <FunctionChecks
        role={role}
        chosen={chosen}
        onChosen={setChosen}
        missing={missing}
        error={fieldError(act, 'functions')}
      />
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.users.invite-do')}
        </button>
      </div>
    </form>
  );
}

function Change(props: {
  person: PersonView;
  role: Role;
  save: (body: object) => Promise<unknown>;
  onClose: () => void;
}): JSX.Element {
  const { person, role, save, onClose } = props;
  const [name, setName] = useState(person.name);
  const [chosen, setChosen] = useState<readonly PersonFunction[]>(person.functions);
  return (
    <Confirm
      title={say('web.users.change-title', { name: person.name })}
      confirm={say('web.save')}
      onConfirm={async () => {
        if (chosen.length === 0) throw new Error(say('web.choose-one'));
        await save({ name: name.trim(), functions: chosen });
      }}
      onClose={onClose}
    >
      <TextField label={say('web.users.name')} required maxLength={100} value={name} onValue={setName} />
      <FunctionChecks role={role} chosen={chosen} onChosen={setChosen} missing={chosen.length === 0} />
    </Confirm>
  );
}
