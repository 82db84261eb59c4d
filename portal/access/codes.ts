/**
 * Sign-in by a code sent by e-mail. An address without an account gets the same answer, after the same statements; the mail
 * goes out afterwards. A code belongs to the browser that asked, so whoever reads it elsewhere has half of what it takes.
 */
import { randomInt, timingSafeEqual } from 'node:crypto';
import { hashOf } from '../../protocol/envelope.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { newSecret } from './secret.ts';
import { type Client, startSession } from './sessions.ts';

const CODE_MS = 10 * 60_000;
const TRIES = 5;
/**
 * Codes for one account from browsers it does not know, and from each that it knows: somebody who asks for code after code for
 * another person's account uses up the strangers' share alone, and passkeys need no code at all.
 */
const BUDGET = { codes: 5, withinMs: 15 * 60_000 };
/** A browser that signed in is known to the account that long. */
export const KNOWN_BROWSER_MS = 365 * 24 * 3_600_000;

interface Dependencies {
  readonly db: Executor;
  readonly clock: Clock;
}

export interface AskedCode {
  /** For the browser's cookie. */
  readonly challenge: string;
  /** What to send to whom; null: nobody has this address, or too many were asked for. */
  readonly mail: { readonly person: string; readonly code: string } | null;
}

/** A code for the account of `email` (in one spelling: `readEmail`), asked for by a browser with this known-browser cookie. */
export async function askCode(
  { db, clock }: Dependencies,
  email: string,
  knownBrowser: string | null,
): Promise<AskedCode> {
  const at = clock.wall();
  const account = hashOf(email);
  const browser = hashOf(knownBrowser ?? '');
  await db
    .deleteFrom('sign_in_code')
    .where('expires_at', '<', new Date(at - BUDGET.withinMs))
    .execute();
  const person = await db
    .selectFrom('person as p')
    .innerJoin('organisation as o', 'o.id', 'p.organisation')
    .leftJoin('known_browser as k', (join) =>
      join
        .onRef('k.person', '=', 'p.id')
        .on('k.token_hash', '=', browser)
        .on('k.created_at', '>', new Date(at - KNOWN_BROWSER_MS)),
    )
    .select(['p.id', 'k.token_hash as device'])
    .where('p.email', '=', email)
    .where('p.ended_at', 'is', null)
    .where('p.suspended_at', 'is', null)
    .where('o.closed_at', 'is', null)
    .executeTakeFirst();
  const device = person?.device ?? null;
  const { count } = await db
    .selectFrom('sign_in_code')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('account', '=', account)
    .where('device', device === null ? 'is' : '=', device)
    .where('created_at', '>', new Date(at - BUDGET.withinMs))
    .executeTakeFirstOrThrow();
  const goes = person !== undefined && Number(count) < BUDGET.codes;
  const challenge = newSecret();
  const code = String(randomInt(10 ** 8)).padStart(8, '0');
  await db
    .insertInto('sign_in_code')
    .values({
      challenge_hash: hashOf(challenge),
      account,
      device,
      person: goes ? person.id : null,
      code_hash: hashOf(`${challenge} ${code}`),
      tries_left: TRIES,
      expires_at: new Date(at + CODE_MS),
      created_at: new Date(at),
    })
    .execute();
  return { challenge, mail: goes ? { person: person.id, code } : null };
}

export interface CodeGiven {
  readonly email: string;
  readonly code: string;
  /** Of the browser's cookie; null: it asked for no code, or too long ago. */
  readonly challenge: string | null;
  readonly client: Client;
  /** The session that the browser brought along. */
  readonly before: string | null;
}

/** Signs in whoever gives the code that this browser asked for. Throws request-invalid, the same for every reason. */
export async function enterCode(
  { db, clock }: Dependencies,
  o: CodeGiven,
): Promise<{ secret: string; person: string; browser: string }> {
  const at = new Date(clock.wall());
  const challenge = o.challenge ?? '';
  const challengeHash = hashOf(challenge);
  // Counted in a transaction of its own, before the code is looked at: tries at once are as many as tries one by one.
  const asked = await db
    .updateTable('sign_in_code')
    .set((e) => ({ tries_left: e('tries_left', '-', 1) }))
    .where('challenge_hash', '=', challengeHash)
    .where('account', '=', hashOf(o.email))
    .where('tries_left', '>', 0)
    .where('expires_at', '>', at)
    .returning(['person', 'code_hash'])
    .executeTakeFirst();
  const given = Buffer.from(hashOf(`${challenge} ${o.code.replace(/\s/g, '')}`));
  const right = asked !== undefined && timingSafeEqual(Buffer.from(asked.code_hash), given);
  const person = asked?.person ?? null;
  if (!right || person === null) throw refused();
  return db.transaction().execute(async (trx) => {
    // Of two that come at once with the right code, one finds it.
    const used = await trx.deleteFrom('sign_in_code').where('challenge_hash', '=', challengeHash).executeTakeFirst();
    if (Number(used.numDeletedRows) === 0) throw refused();
    const session = await startSession(trx, { at, person, method: 'code', client: o.client, before: o.before });
    const browser = newSecret();
    await trx
      .insertInto('known_browser')
      .values({ token_hash: hashOf(browser), person, created_at: at })
      .execute();
    return { ...session, person, browser };
  });
}

function refused(): Problem {
  return new Problem('request-invalid', { field: 'code', expected: 'sign-in-code' });
}
