/** A portal's API with its outreach run by hand, and channels that answer as a test says. */
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { enrolmentBody, newKey } from '../enrolment/workstation.testkit.ts';
import { bulletinBody } from '../workflow/drafts.testkit.ts';
import { startOutreach } from './outreach.ts';
import type { Outcome, Outgoing } from './send.ts';

export const HOUR = 3_600_000;
export const PUBLIC_URL = 'https://portail.exemple.fr';

export interface OutreachScene extends TestApp {
  readonly clock: ReturnType<typeof manualClock>;
  /** What the channels were given, oldest first. */
  readonly sent: Array<Outgoing & { readonly channel: 'email' | 'fax' }>;
  /** How often pages would have been told of a change. */
  changes(): number;
  /** What a channel answers from now on. */
  answers(channel: 'email' | 'fax', answer: (message: Outgoing) => Outcome | Promise<Outcome>): void;
  /** Everything that is due after `hours` more. */
  after(hours: number): Promise<void>;
  recipient(fields: object): Promise<string>;
  /** Publishes a recall, or the next revision of one; returns its id. */
  publish(fields?: object, revised?: string): Promise<string>;
  /** What the operator reads of each recipient, by name. */
  told(bulletin: string): Promise<Record<string, { state: string; attempts: string[] }>>;
  /** An officine, with workstations that have a revision of a bulletin on their disk. */
  officine(name: string, fields?: object, has?: { bulletin: string; revision: number }): Promise<string>;
}

/** Sets the scene; everything is closed after the test. */
export async function outreachScene(): Promise<OutreachScene> {
  const clock = manualClock();
  const test = await openTestApp({ clock });
  onTestFinished(() => test.dispose());
  const sent: OutreachScene['sent'] = [];
  const accept = (): Outcome => ({ kind: 'accepted', receipt: '250 OK' });
  const answer: Record<'email' | 'fax', (message: Outgoing) => Outcome | Promise<Outcome>> = {
    email: accept,
    fax: accept,
  };
  const sender = (channel: 'email' | 'fax') => async (message: Outgoing) => {
    sent.push({ ...message, channel });
    return answer[channel](message);
  };
  let changes = 0;
  const outreach = startOutreach(
    {
      db: test.store.db,
      clock,
      log: pino({ level: 'silent' }),
      senders: { email: sender('email'), fax: sender('fax') },
      publicUrl: PUBLIC_URL,
      onChange: () => {
        changes += 1;
      },
    },
    null,
  );
  onTestFinished(() => outreach.close());
  return {
    ...test,
    clock,
    sent,
    changes: () => changes,
    answers: (channel, given) => {
      answer[channel] = given;
    },
    after: async (hours) => {
      clock.advance(hours * HOUR);
      await outreach.run();
    },
    recipient: async (fields) => {
      const made = await test.call('operator', 'POST /v1/recipients', fields);
      if (made.status !== 201) throw new Error(`a recipient: ${made.status} ${JSON.stringify(made.body)}`);
      return made.body.id;
    },
    publish: async (fields = {}, revised) => {
      const route = revised === undefined ? 'POST /v1/bulletins' : `POST /v1/bulletins/${revised}/revise`;
      const { id } = (await test.call('lab', route, { ...bulletinBody(), ...fields })).body;
      await test.call('lab', `POST /v1/bulletins/${id}/submit`);
      const { status, body } = await test.call('authority', `POST /v1/bulletins/${id}/validate`);
      if (status !== 200) throw new Error(`a bulletin: ${status} ${JSON.stringify(body)}`);
      return id;
    },
    told: async (bulletin) => {
      const { body } = await test.call('operator', `GET /v1/bulletins/${bulletin}/outreach`);
      return Object.fromEntries(
        body.recipients.map(
          (one: { name: string; state: string; attempts: Array<{ channel: string; state: string }> }) => [
            one.name,
            { state: one.state, attempts: one.attempts.map(({ channel, state }) => `${channel} ${state}`) },
          ],
        ),
      );
    },
    officine: async (name, fields = {}, has) => {
      const { id } = (await test.call('operator', 'POST /v1/officines', { name, ...fields })).body;
      if (has !== undefined) await delivered(test, id, has, new Date(clock.wall()));
      return id;
    },
  };
}

/** A workstation of that officine, with the revision on its disk. */
export async function delivered(
  test: TestApp,
  officine: string,
  { bulletin, revision }: { bulletin: string; revision: number },
  at: Date,
): Promise<void> {
  const { token } = (await test.call('operator', `POST /v1/officines/${officine}/enrolment-tokens`, {})).body;
  const made = await test.call({ token }, 'POST /v1/enrolments', await enrolmentBody(await newKey(), token));
  await test.store.db
    .insertInto('delivery')
    .values({ workstation: made.body.workstation.id, bulletin, revision, at })
    .execute();
}
