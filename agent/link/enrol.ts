/** First contact with the portal (feed.md 10): the workstation's public half and a proof go up, its identity comes back. */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { compiled } from '../../protocol/compiled.ts';
import { EnrolmentAnswer, rootOfToken } from '../../protocol/enrolment.ts';
import { hashOf, type Signer, thumbprint, typ } from '../../protocol/envelope.ts';
import { authorities, InsecureUrl, isClockRefusal, secureUrl } from './address.ts';
import type { Enrolment } from './identity.ts';
import { type LinkProblem, problem, unreachable } from './problem.ts';
import { proxyFor, TunnelAgent } from './tunnel.ts';

const answerCheck = compiled(EnrolmentAnswer);
const MAX_ANSWER_BYTES = 256 * 1024;
const ANSWER_MS = 20_000;
/** RFC 9110: what the same request may not meet again a moment later, though it is the caller's fault by its number. */
const passing = new Set([404, 408, 425, 429]);

/**
 * How an enrolment failed. `transient`: the same may work later; `final`: not until a person acts; `clock`: the dates of a
 * certificate; `hostile`: the answer is not from whom the token names.
 */
export class EnrolmentError extends Error {
  readonly kind: 'transient' | 'final' | 'clock' | 'hostile';
  readonly problem: LinkProblem;
  constructor(kind: EnrolmentError['kind'], why: LinkProblem, cause?: unknown) {
    super(`${why.key} ${JSON.stringify(why.values)}`, { cause });
    this.name = 'EnrolmentError';
    this.kind = kind;
    this.problem = why;
  }
}

export interface EnrolmentOptions {
  readonly portalUrl: string;
  /** `http://host:port`; the direct way unless given. */
  readonly proxy?: string | null;
  readonly token: string;
  /** 1 to 100 characters. */
  readonly name: string;
  readonly signer: Signer;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
  readonly timeoutMs?: number;
}

/** Enrols; asked again with the same key it gets the same identity. Rejects with `EnrolmentError`. */
export async function enrol({
  portalUrl,
  proxy = null,
  token,
  name,
  signer,
  signal,
  timeoutMs = ANSWER_MS,
}: EnrolmentOptions): Promise<Enrolment> {
  const root = rootOfToken(token);
  if (root === null) throw new EnrolmentError('final', problem('agent.link.token-malformed'));
  const proof = await signer.sign(typ.enrol, { token: hashOf(token) });
  const body = JSON.stringify({ publicKey: signer.jwk, name, proof });
  const limit = AbortSignal.timeout(timeoutMs);
  const { status, text } = await post(portalUrl, proxy, token, body, signal ? AbortSignal.any([signal, limit]) : limit);
  if (status !== 200 && status !== 201) throw refusal(status);
  const answer = read(text);
  if ((await thumbprint(answer.root)) !== root) {
    throw new EnrolmentError('hostile', problem('agent.link.root-differs'));
  }
  const { workstation, officine, feed, portal } = answer;
  // The territory waits for a statement that the feed's keys prove: a wrong one would take recalls out of reach.
  return {
    workstation,
    officine: { id: officine.id, name: officine.name, territory: null, version: 0 },
    feed,
    portal,
    root,
  };
}

function post(
  portalUrl: string,
  proxy: string | null,
  token: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      if (error instanceof EnrolmentError) reject(error);
      else if (isClockRefusal(error)) reject(new EnrolmentError('clock', problem('agent.link.clock'), error));
      else {
        const late = signal.aborted ? problem('agent.link.unreachable', { cause: 'ETIMEDOUT' }) : null;
        const why = late ?? unreachable(error);
        reject(new EnrolmentError('transient', why, error));
      }
    };
    let url: URL;
    try {
      url = secureUrl(portalUrl, '/v1/enrolments');
    } catch (error) {
      if (!(error instanceof InsecureUrl)) throw error;
      reject(new EnrolmentError('final', problem('agent.link.insecure', { url: portalUrl }), error));
      return;
    }
    const options = {
      method: 'POST',
      signal,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        accept: 'application/json, application/problem+json',
      },
    };
    const answered = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('error', fail);
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size <= MAX_ANSWER_BYTES) return;
        fail(new EnrolmentError('transient', problem('agent.link.bad-answer')));
        response.destroy();
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') });
      });
    };
    const through = proxyFor(url, proxy);
    const agent = through === null ? {} : { agent: new TunnelAgent(through) };
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, ...agent, ca: authorities() }, answered)
        : httpRequest(url, options, answered);
    request.on('error', fail);
    request.end(body);
  });
}

/** 401: token unknown, expired or used up; 409: the key is revoked or another officine's. A redirect is not followed. */
function refusal(status: number): EnrolmentError {
  if (status === 401) return new EnrolmentError('final', problem('agent.link.token-refused'));
  if (status === 409) return new EnrolmentError('final', problem('agent.link.key-refused'));
  const final = status >= 400 && status < 500 && !passing.has(status);
  return new EnrolmentError(final ? 'final' : 'transient', problem('agent.link.http', { status }));
}

function read(text: string): EnrolmentAnswer {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch (cause) {
    throw new EnrolmentError('transient', problem('agent.link.bad-answer'), cause);
  }
  if (!answerCheck.Check(answer)) throw new EnrolmentError('transient', problem('agent.link.bad-answer'));
  return answer;
}
