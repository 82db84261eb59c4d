/** Questions to the agent, or the portal, over the paths of the contract. The page holds no token: cookie or shell add what is needed. */
import { signal } from '@preact/signals';
import type { ProblemDocument } from '../../protocol/problem-document.ts';
import { language } from './say.ts';

/**
 * Whether the agent answers this page: `ended` wants a new link (the session is over), `unreachable` is tried again by itself.
 */
export const connection = signal<'connecting' | 'open' | 'unreachable' | 'ended'>('connecting');

/** The agent refused, and says why in words for people. */
export class ApiProblem extends Error {
  readonly problem: ProblemDocument;
  constructor(problem: ProblemDocument) {
    super([problem.title, problem.expected].filter(Boolean).join(' '));
    this.problem = problem;
  }
}

/** No answer at all: the agent is not running, or starts again. */
export class Unreachable extends Error {}

const added = new Map<string, string>();

/** Sends this header with every question from now on; null: no more. */
export function addHeader(name: string, value: string | null): void {
  if (value === null) added.delete(name);
  else added.set(name, value);
}

export interface Call {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly body?: object;
  readonly signal?: AbortSignal;
}

/** The answer's JSON, or a spreadsheet's text. Throws `ApiProblem` where the agent refuses, `Unreachable` where it does not answer. */
export async function call<T>(path: string, o: Call = {}): Promise<T> {
  const response = await answered(path, o);
  if (response.status === 204) return undefined as T;
  if (response.ok) {
    const isText = response.headers.get('content-type')?.startsWith('text/csv');
    return (isText ? await response.text() : await response.json()) as T;
  }
  throw new ApiProblem(await problemOf(response));
}

/**
 * A file, with the name that the answer gives it; `onBytes` is told how much of it has come. Throws as `call`, and `Unreachable`
 * where it is cut short.
 */
export async function fetchFile(
  path: string,
  onBytes: (bytes: number) => void,
): Promise<{ readonly file: Blob; readonly name: string | null }> {
  const response = await answered(path, {});
  if (!response.ok) throw new ApiProblem(await problemOf(response));
  const parts: Array<Uint8Array<ArrayBuffer>> = [];
  let bytes = 0;
  try {
    // Not every browser iterates a stream yet.
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
      parts.push(part.value);
      bytes += part.value.length;
      onBytes(bytes);
    }
  } catch (error) {
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
  const type = response.headers.get('content-type') ?? '';
  return { file: new Blob(parts, { type }), name: nameOf(response.headers.get('content-disposition') ?? '') };
}

/** The file name of a `Content-Disposition`; its extended form comes first (RFC 6266, section 4.3). */
function nameOf(disposition: string): string | null {
  const extended = /filename\*=UTF-8''([^;\s]+)/i.exec(disposition)?.[1];
  return extended === undefined ? (/filename="([^"]+)"/i.exec(disposition)?.[1] ?? null) : decodeURIComponent(extended);
}

async function answered(path: string, o: Call): Promise<Response> {
  const response = await send(path, o);
  // After a restart of the agent the cookie is exchanged for a new one, once; then the question is asked again.
  if (response.status !== 401 || !(await renewSession())) return response;
  return send(path, o);
}

async function send(path: string, { method = 'GET', body, signal: abort }: Call): Promise<Response> {
  try {
    const response = await fetch(path, {
      method,
      headers: {
        Accept: 'application/json',
        'Accept-Language': language.value,
        ...Object.fromEntries(added),
        ...(body !== undefined && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(abort !== undefined && { signal: abort }),
      redirect: 'error',
      cache: 'no-store',
    });
    if (response.status !== 401) connection.value = 'open';
    return response;
  } catch (error) {
    if (abort?.aborted) throw error;
    connection.value = 'unreachable';
    throw new Unreachable(error instanceof Error ? error.message : String(error));
  }
}

let renewal: Promise<boolean> | null = null;

/** Whether the session goes on. Several questions that find it over at once ask for one renewal. */
export function renewSession(): Promise<boolean> {
  renewal ??= renew().finally(() => {
    renewal = null;
  });
  return renewal;
}

/** The agent's: the cookie of before its restart for a new one. */
let renew = (): Promise<boolean> =>
  send('/v1/desk/session', { method: 'POST' }).then(({ status, ok }) => {
    if (status === 401) connection.value = 'ended';
    return ok;
  });

/** What a page does instead when its session is over; resolves to whether it goes on. */
export function renewBy(way: () => Promise<boolean>): void {
  renew = way;
}

async function problemOf(response: Response): Promise<ProblemDocument> {
  try {
    return (await response.json()) as ProblemDocument;
  } catch {
    // Not from the agent, or cut short: the status is all there is.
    const { status, statusText } = response;
    return { type: 'store-unavailable', title: `${status} ${statusText}`.trim(), status };
  }
}
