/** People for tests: an organisation with somebody who signed in by an invitation, as a browser keeps them. */
import type { Answer, TestApp } from '../api/app.testkit.ts';
import type { Role } from '../workflow/transitions.ts';
import type { PersonFunction } from './capabilities.ts';

/** A browser: its cookies, and what it says of the page that asks. */
export class TestBrowser {
  readonly #test: TestApp;
  readonly #cookies = new Map<string, string>();

  constructor(test: TestApp, cookies: Iterable<readonly [string, string]> = []) {
    this.#test = test;
    this.#cookies = new Map(cookies);
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** A call by a page of the portal itself, unless `headers` say otherwise. */
  async call(route: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await this.#test.call(null, route, body, {
      ...(cookie === '' ? {} : { cookie }),
      'sec-fetch-site': 'same-origin',
      'user-agent': 'Mozilla/5.0 (test)',
      ...headers,
    });
    for (const each of [answer.headers['set-cookie'] ?? []].flat() as string[]) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (value === '') this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return answer;
  }
}

let counter = 0;

/** A new organisation, by the operator's key. */
export async function newOrganisation(
  test: TestApp,
  role: Role,
  fields: Readonly<Record<string, unknown>> = {},
): Promise<{ id: string; name: string }> {
  const { status, body } = await test.call('operator', 'POST /v1/organisations', {
    role,
    name: `Organisation ${++counter}`,
    ...fields,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

export interface TestPerson {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** What the invitation's link carries; used already where the person is signed in. */
  readonly invitation: string;
}

/** Somebody invited to an organisation. */
export async function newPerson(
  test: TestApp,
  organisation: string,
  functions: readonly PersonFunction[],
): Promise<TestPerson> {
  const email = `personne-${++counter}@exemple.fr`;
  const name = `Personne ${counter}`;
  const { status, body } = await test.call('operator', `POST /v1/organisations/${organisation}/users`, {
    email,
    name,
    functions,
  });
  if (status !== 201) throw new Error(JSON.stringify(body));
  const invitation = String(body.invitation.link).split('/').at(-1) ?? '';
  return { id: body.person.id, name, email, invitation };
}

/** Somebody of an organisation (a new one where none is told), signed in. */
export async function signedInAs(
  test: TestApp,
  role: Role,
  functions: readonly PersonFunction[],
  organisation?: { id: string; name: string },
): Promise<{ browser: TestBrowser; person: TestPerson; organisation: { id: string; name: string } }> {
  const own = organisation ?? (await newOrganisation(test, role));
  const person = await newPerson(test, own.id, functions);
  const browser = new TestBrowser(test);
  const { status, body } = await browser.call('POST /v1/session/invitation', { invitation: person.invitation });
  if (status !== 204) throw new Error(JSON.stringify(body));
  return { browser, person, organisation: own };
}
