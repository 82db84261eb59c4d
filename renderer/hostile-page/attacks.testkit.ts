/**
 * For tests: what a page of elsewhere can try on a program of the machine, each as a function that runs in that page. It gives
 * what the page then knows; empty where that is nothing. Self-contained: nothing but `attack` (site.testkit.ts) is around it.
 */

/** What an attack is aimed at. */
export interface Aim {
  /** Where the program listens, as an origin. */
  readonly at: string;
  /** The attacker's own server, which the page came from. */
  readonly home: string;
  /** An acknowledgement that would be valid: JSON of it, and its path. */
  readonly path: string;
  readonly body: string;
}

type Attack = (aim: Aim) => Promise<string>;

/** From text, for what a bundler would write anew. */
const written = (text: string) => new Function('aim', `return ${text}`) as Attack;

/** Loads something into the page by an element; says whether it came. */
const embedded = (tag: string, attribute: string, path: string) =>
  written(`attack.embed('${tag}', '${attribute}', aim.at + '${path}')`);

export const attacks: Readonly<Record<string, Attack>> = {
  'fetch, simple': ({ at }) => attack.text(fetch(`${at}/v1/status`)),
  'fetch of what is public': ({ at }) => attack.text(fetch(`${at}/v1/health?challenge=${'a'.repeat(43)}`)),
  'fetch of the description': ({ at }) => attack.text(fetch(`${at}/openapi.json`)),
  'fetch with the desk’s cookie': ({ at }) => attack.text(fetch(`${at}/v1/bulletins`, { credentials: 'include' })),
  'fetch that asks for no answer': ({ at, path, body }) =>
    attack.text(fetch(at + path, { method: 'POST', mode: 'no-cors', credentials: 'include', body })),
  'fetch of text that is JSON': ({ at, path, body }) =>
    attack.text(
      fetch(at + path, { method: 'POST', credentials: 'include', headers: { 'content-type': 'text/plain' }, body }),
    ),
  'fetch of JSON, asked before': ({ at, path, body }) =>
    attack.text(
      fetch(at + path, {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body,
      }),
    ),
  'fetch with a token, asked before': ({ at }) =>
    attack.text(fetch(`${at}/v1/status`, { headers: { authorization: `Bearer ${'A'.repeat(43)}` } })),
  'fetch that deletes the session': ({ at }) =>
    attack.text(fetch(`${at}/v1/desk/session`, { method: 'DELETE', credentials: 'include' })),
  'fetch that names the address space': ({ at }) =>
    attack.text(fetch(`${at}/v1/status`, { targetAddressSpace: 'loopback' } as RequestInit)),
  'fetch from a worker': ({ at }) => attack.worker(`fetch(${JSON.stringify(`${at}/v1/status`)}, { mode: 'cors' })`),
  'fetch led there by a redirect': ({ at, home }) =>
    attack.text(fetch(`${home}/to?${encodeURIComponent(`${at}/v1/status`)}`)),
  'a post led there by a redirect': ({ at, home, path, body }) =>
    attack.text(
      fetch(`${home}/to?${encodeURIComponent(at + path)}`, {
        method: 'POST',
        mode: 'no-cors',
        credentials: 'include',
        body,
      }),
    ),
  'a page without an origin': ({ at }) => attack.sandboxed(`fetch(${JSON.stringify(`${at}/v1/status`)})`),
  XMLHttpRequest: ({ at }) =>
    new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open('GET', `${at}/v1/bulletins`);
      request.withCredentials = true;
      request.onload = () => resolve(request.responseText);
      request.onerror = () => resolve('');
      request.send();
    }),
  WebSocket: ({ at }) =>
    new Promise((resolve) => {
      const socket = new WebSocket(`${at.replace('http', 'ws')}/v1/events`);
      socket.onopen = () => resolve('open');
      socket.onerror = () => resolve('');
    }),
  EventSource: ({ at }) =>
    new Promise((resolve) => {
      const source = new EventSource(`${at}/v1/events`, { withCredentials: true });
      const end = (known: string) => {
        source.close();
        resolve(known);
      };
      source.onopen = () => end('open');
      source.onerror = () => end('');
    }),
  sendBeacon: ({ at, path, body }) => attack.sent(() => navigator.sendBeacon(at + path, body)),
  'a form of text that is JSON': ({ at, path, body }) => attack.form(at + path, 'POST', 'text/plain', body),
  'a form': ({ at, path, body }) => attack.form(at + path, 'POST', 'application/x-www-form-urlencoded', body),
  'a form with a file': ({ at, path, body }) => attack.form(at + path, 'POST', 'multipart/form-data', body),
  'a form that checks by address': ({ at }) => attack.form(`${at}/v1/checks`, 'GET', 'text/plain', 'scan'),
  'a window of it': ({ at }) => attack.opened(`${at}/v1/checks?scan=03400930000014`),
  'a frame of it': ({ at }) => attack.framed(`${at}/`),
  'a frame that checks by address': ({ at }) => attack.framed(`${at}/v1/checks?scan=03400930000014`),
  'a frame led there by a redirect': ({ at, home }) =>
    attack.framed(`${home}/to?${encodeURIComponent(`${at}/v1/checks?scan=03400930000014`)}`),
  'an image': embedded('img', 'src', '/icon.svg'),
  'an image of a check': embedded('img', 'src', '/v1/checks?scan=03400930000014'),
  'a script': embedded('script', 'src', '/v1/health'),
  'a module': written("attack.text(import(aim.at + '/openapi.json').then(() => new Response('ran')))"),
  'a style': embedded('link', 'href', '/v1/status'),
  'an object': embedded('object', 'data', '/icon.svg'),
  'a sound': embedded('audio', 'src', '/v1/status'),
};
