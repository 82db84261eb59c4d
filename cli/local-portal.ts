/** The portal of this machine, found by its portal.json and called with the keys that stand there. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { resolvePortalSettings } from '../portal/settings.ts';
import { CommandError, type Invocation } from './command.ts';
import { type ExitStatus, exit } from './exit.ts';

const Discovery = Compile(
  Type.Object({
    url: Type.String(),
    keys: Type.Object({ lab: Type.String(), authority: Type.String(), operator: Type.String() }),
  }),
);
/** What an answer about a bulletin is read for; the rest is passed on as it is. */
const State = Type.Object({
  id: Type.String(),
  revision: Type.Integer(),
  state: Type.String(),
  reference: Type.String(),
});
const StateOf = Compile(State);
export type PublishedBulletin = Static<typeof State>;

export type Role = 'lab' | 'authority' | 'operator';
const TIMEOUT_MS = 30_000;

export interface LocalPortal {
  readonly url: string;
  readonly keys: Readonly<Record<Role, string>>;
  /** One call; the JSON answered. Throws `CommandError` unreachable, or with the portal's own sentence where it refuses. */
  call(role: Role, method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<unknown>;
  /** Posts and submits; the bulletin as the portal then has it. */
  submit(bulletin: unknown): Promise<PublishedBulletin>;
  /** Validates, which broadcasts. */
  validate(id: string): Promise<PublishedBulletin>;
  /** All three. */
  publish(bulletin: unknown): Promise<PublishedBulletin>;
}

/** Throws `CommandError` unreachable where no portal has run in that folder. */
export function localPortal(invocation: Pick<Invocation, 'flags' | 'environment' | 'language'>): LocalPortal {
  const { dataDir } = resolvePortalSettings(invocation).values;
  return portalIn(dataDir, invocation.language);
}

/** The portal whose data directory this is, `others` in place of its own keys. Throws `CommandError` unreachable where there is none. */
export function portalIn(dataDir: string, language: string, others: Partial<Record<Role, string>> = {}): LocalPortal {
  const file = join(dataDir, 'portal.json');
  let discovery: unknown;
  try {
    discovery = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CommandError(exit.unreachable, 'cli.portal-missing', { file });
  }
  if (!Discovery.Check(discovery)) throw new CommandError(exit.unreachable, 'cli.portal-missing', { file });
  const { url } = discovery;
  const keys = { ...discovery.keys, ...others };

  const call: LocalPortal['call'] = async (role, method, path, body) => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(new URL(path, url), {
        method,
        headers: {
          authorization: `Bearer ${keys[role]}`,
          'accept-language': language,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      text = await response.text();
    } catch (error) {
      throw new CommandError(exit.unreachable, 'cli.portal-silent', { url, cause: causeOf(error) });
    }
    if (response.ok) return text === '' ? null : JSON.parse(text);
    throw new CommandError(exitOf(response.status), 'cli.portal-refused', {
      cause: problemText(response.status, text),
    });
  };

  const stateOf = (answer: unknown): PublishedBulletin => {
    if (StateOf.Check(answer)) return answer;
    throw new CommandError(exit.failure, 'cli.portal-refused', { cause: JSON.stringify(answer) });
  };

  const submit: LocalPortal['submit'] = async (bulletin) => {
    const { id } = stateOf(await call('lab', 'POST', '/v1/bulletins', bulletin));
    return stateOf(await call('lab', 'POST', `/v1/bulletins/${id}/submit`));
  };
  const validate: LocalPortal['validate'] = async (id) =>
    stateOf(await call('authority', 'POST', `/v1/bulletins/${id}/validate`));
  return { url, keys, call, submit, validate, publish: async (bulletin) => validate((await submit(bulletin)).id) };
}

/** Why a call got no answer: the system's code (ECONNREFUSED) or the name of the error (TimeoutError). */
export function causeOf(error: unknown): string {
  const { cause, name, message } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? (name === 'TimeoutError' ? name : message);
}

/** Whose fault a refusal is: what was asked (2), or the state of things (1). */
export function exitOf(httpStatus: number): ExitStatus {
  return [400, 404, 409, 413, 415, 422].includes(httpStatus) ? exit.badInput : exit.failure;
}

/** The sentence of a problem document (RFC 9457): title, field, what was expected. */
export function problemText(status: number, text: string): string {
  try {
    const { title, detail, field, expected } = JSON.parse(text) as Record<string, string | undefined>;
    const where = [field, expected].filter(Boolean).join(' : ');
    return [detail ?? title, where && `(${where})`].filter(Boolean).join(' ') || `HTTP ${status}`;
  } catch {
    return `HTTP ${status}`;
  }
}
