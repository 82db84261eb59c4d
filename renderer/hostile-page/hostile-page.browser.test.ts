/**
 * A page of elsewhere in a real browser, beside an open desk, tries the hook in every way that a page has. Each way is proved
 * first on a program that guards itself by nothing. The browser's own guard of local networks is off, as older ones have none.
 */
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ServerResponse } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { browserWith, type Browser as DeskBrowser, newLink } from '../../agent/hook/desk/browser.testkit.ts';
import { startTestHook, type TestHook } from '../../agent/hook/hook.testkit.ts';
import { recallBulletin, testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { openBrowser } from '../browser.testkit.ts';
import { type Aim, attacks } from './attacks.testkit.ts';
import { type HostileSite, startHostileSite } from './site.testkit.ts';

let hook: TestHook;
let site: HostileSite;
let browser: Browser;
let context: BrowserContext;
/** Whoever holds the cookie that this browser has. */
let desk: DeskBrowser;
/** `http://<label>.localhost:<port>`, which no page of elsewhere knows; here it does. */
let deskOrigin: string;
/** An attack that neither fails nor succeeds has found something. */
const END_MS = 20_000;
const recall = recallBulletin([{ gtin: testGtin(1), lots: 'all' }]);

beforeAll(async () => {
  hook = await startTestHook();
  hook.register.publish(recall);
  site = await startHostileSite();
  browser = await openBrowser({
    // What is on the machine is not asked of a resolver.
    proxy: { server: site.proxy, bypass: '127.0.0.1, localhost, *.localhost' },
    args: ['--disable-features=LocalNetworkAccessChecks,PrivateNetworkAccessRespectPreflightResults'],
  });
  context = await browser.newContext();
  const { host, path } = await newLink(hook);
  deskOrigin = `http://${host}`;
  await (await context.newPage()).goto(deskOrigin + path);
  const [cookie] = await context.cookies(deskOrigin);
  desk = browserWith(hook, host, `${cookie?.name}=${cookie?.value}`);
});
afterAll(async () => {
  await browser?.close();
  site?.close();
  await hook?.close();
});

/** What the hook answered while `act` ran: a line of status and path each. */
async function answered(act: () => Promise<void>): Promise<string[]> {
  const lines: string[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as { request: { url: string; socket: unknown }; response: ServerResponse };
    const { localPort } = request.socket as { localPort?: number };
    if (localPort === hook.hook.port) lines.push(`${response.statusCode} ${request.url}`);
  };
  subscribe('http.server.response.finish', note);
  try {
    await act();
  } finally {
    unsubscribe('http.server.response.finish', note);
  }
  return lines;
}

/** Everything that a call could have changed. */
const state = async () => ({
  checks: [...hook.journal.rows()].length,
  seen: hook.desk.dealtWith().size,
  bulletins: (await hook.ask('/v1/bulletins')).body,
  shortages: (await hook.ask('/v1/shortages')).body,
  session: (await desk.ask('/v1/desk/session')).status,
});

const aim = (at: string, home: string): Aim => ({
  at,
  home,
  path: `/v1/bulletins/${recall.id}/acknowledgement`,
  body: JSON.stringify({ operator: 'AB', revision: 1 }),
});

/** What each attack lets a page opened at `from` know; `at` may differ for each. `opened` is called before they begin. */
async function tried(from: string, at: (n: number) => string, opened = () => {}): Promise<Record<string, string>> {
  const page = await context.newPage();
  await page.goto(from);
  opened();
  try {
    const known = Object.entries(attacks).map(async ([name, attack], n) => {
      const known = page.evaluate(attack, aim(at(n), new URL(from).origin));
      return [name, await Promise.race([known, setTimeout(END_MS, 'never ended', { ref: false })])] as const;
    });
    return Object.fromEntries(await Promise.all(known));
  } finally {
    await page.close();
  }
}

const nothing = Object.fromEntries(Object.keys(attacks).map((name) => [name, '']));

/** Throws unless every attack came to the hook, was refused, and changed nothing. */
async function refused(act: () => Promise<void>): Promise<void> {
  const before = await state();
  const answers = await answered(act);
  expect(answers.filter((line) => !line.startsWith('403 '))).toEqual([]);
  expect(answers.length).toBeGreaterThanOrEqual(Object.keys(attacks).length);
  expect(await state()).toEqual(before);
  expect(before.session).toBe(200);
}

test('each works on a program without a guard', async () => {
  const { port, took } = site.naive;
  const known = await tried('http://evil.example/', (n) => `http://127.0.0.1:${port}/a${n}`);
  const failed = Object.entries(known).filter(
    ([, text], n) => text === '' && !took.some((call) => call.includes(`/a${n}/`)),
  );
  expect(failed).toEqual([]);
});

test.each([
  ['by its address', () => hook.hook.url],
  ['by its name', () => `http://localhost:${hook.hook.port}`],
  ['where the desk is open', () => deskOrigin],
])('none gives a page of elsewhere anything of the hook or changes it, %s', async (_, at) => {
  await refused(async () => expect(await tried('http://evil.example/', at)).toEqual(nothing));
});

test('nor a page of another port under the desk’s own name', async () => {
  const { hostname } = new URL(deskOrigin);
  await refused(async () => expect(await tried(`http://${hostname}:${site.port}/`, () => deskOrigin)).toEqual(nothing));
});

test('nor a page whose name leads to the hook since it was opened', async () => {
  const home = `http://rebound.example:${hook.hook.port}`;
  await refused(async () => {
    const known = await tried(
      `${home}/`,
      () => home,
      () => site.names.set('rebound.example', hook.hook.port),
    );
    // A page reads the answers of its own name: that it is refused is all they say.
    const told = Object.values(known).filter((text) => text !== '');
    expect(told.filter((text) => !/"type":"origin-refused"/.test(text))).toEqual([]);
  });
});
