/** For tests: a hostile site, the resolver that answers for its names, and a program of the machine that guards itself by nothing. */
import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer, type Socket } from 'node:net';
import { WebSocketServer } from 'ws';

/** What the site's pages have at hand. */
export interface AttackTools {
  text(answer: Promise<Response>): Promise<string>;
  sent(send: () => unknown): Promise<string>;
  embed(tag: string, attribute: string, url: string): Promise<string>;
  framed(url: string): Promise<string>;
  form(url: string, method: string, type: string, body: string): Promise<string>;
  opened(url: string): Promise<string>;
  worker(expression: string): Promise<string>;
  sandboxed(expression: string): Promise<string>;
}
declare global {
  /** In the site's pages alone. */
  const attack: AttackTools;
}

/** Runs in the page. What cannot be heard of ends after a while: a form's answer, a beacon's. */
function pageScript(): void {
  const quiet = 400;
  const later = () => new Promise<string>((resolve) => setTimeout(() => resolve(''), quiet));
  const put = <E extends HTMLElement>(element: E) => document.body.appendChild(element);
  const readFrame = (frame: HTMLIFrameElement) => {
    try {
      return frame.contentDocument?.body?.textContent ?? '';
    } catch {
      return '';
    }
  };
  const framed = (frame: HTMLIFrameElement, go: () => void) =>
    new Promise<string>((resolve) => {
      frame.onload = () => resolve(readFrame(frame));
      setTimeout(() => resolve(readFrame(frame)), 4 * quiet);
      go();
    });
  const messaged = (listen: (heard: (message: string) => void) => void) =>
    Promise.race([new Promise<string>(listen), later().then(later).then(later)]);
  const known = (expression: string, tell: string) =>
    `${expression}.then((answer) => answer.text()).catch(() => '').then((text) => ${tell}(text))`;
  const tools: AttackTools = {
    // An opaque answer is no knowledge; its type would say if it were another.
    text: (answer) => answer.then(async (one) => (one.type === 'opaque' ? '' : await one.text())).catch(() => ''),
    sent: (send) => {
      send();
      return later();
    },
    embed: (tag, attribute, url) =>
      new Promise((resolve) => {
        const element = document.createElement(tag);
        if (tag === 'link') element.setAttribute('rel', 'stylesheet');
        // What an object shows in place of what did not come is 300 wide (HTML, 15.4.1), and loaded too.
        element.onload = () => resolve(tag === 'object' && element.clientWidth === 300 ? '' : 'loaded');
        element.onloadedmetadata = () => resolve('loaded');
        element.onerror = () => resolve('');
        element.setAttribute(attribute, url);
        put(element);
      }),
    framed: (url) => {
      const frame = document.createElement('iframe');
      return framed(frame, () => {
        frame.src = url;
        put(frame);
      });
    },
    form: (url, method, type, body) => {
      const frame = document.createElement('iframe');
      frame.name = `f${Math.random()}`;
      put(frame);
      const form = put(document.createElement('form'));
      Object.assign(form, { action: url, method, enctype: type, target: frame.name });
      const field = form.appendChild(document.createElement('input'));
      // `{"a":"b","=":""}` is JSON in a text form.
      field.name = type === 'text/plain' && method === 'POST' ? `${body.slice(0, -1)},"x":"` : body;
      field.value = type === 'text/plain' && method === 'POST' ? '"}' : '03400930000014';
      return framed(frame, () => form.submit());
    },
    opened: async (url) => {
      const other = window.open(url);
      await later();
      await later();
      try {
        return other?.document.body.textContent ?? '';
      } catch {
        return '';
      } finally {
        other?.close();
      }
    },
    worker: (expression) =>
      messaged((heard) => {
        const source = new Blob([known(expression, 'postMessage')], { type: 'text/javascript' });
        new Worker(URL.createObjectURL(source)).onmessage = ({ data }) => heard(String(data));
      }),
    sandboxed: (expression) =>
      messaged((heard) => {
        window.addEventListener('message', ({ data }) => heard(String(data)));
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.srcdoc = `<script>${known(expression, '(text) => parent.postMessage(text, "*")')}</script>`;
        put(frame);
      }),
  };
  Object.assign(window, { attack: tools });
}

const listening = async (server: Server, host: string, port = 0): Promise<number> => {
  await new Promise<void>((resolve) => server.listen(port, host, resolve));
  return (server.address() as AddressInfo).port;
};

/** Pages for every name and path; `/to?…` leads elsewhere with the method kept. */
const sitePages: RequestListener = ({ url = '' }, answer) => {
  const [path, to = ''] = url.split('?');
  if (path === '/to') {
    answer.writeHead(307, {
      location: decodeURIComponent(to),
      'access-control-allow-origin': '*',
      connection: 'close',
    });
    answer.end();
    return;
  }
  // Each time another connection, so that nothing stays of an address that changed.
  answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8', connection: 'close' });
  answer.end(`<!doctype html><title>.</title><body><script>(${pageScript})()</script>`);
};

/** A program that does all that a browser asks it for. `took` has each call it let in. */
async function naiveProgram() {
  const took: string[] = [];
  const server = createServer((request, answer) => {
    const { origin = '*' } = request.headers;
    answer.setHeader('access-control-allow-origin', origin);
    answer.setHeader('access-control-allow-credentials', 'true');
    answer.setHeader('access-control-allow-methods', 'GET, POST, DELETE');
    answer.setHeader('access-control-allow-headers', 'authorization, content-type');
    answer.setHeader('access-control-allow-private-network', 'true');
    if (request.method === 'OPTIONS') return void answer.writeHead(204).end();
    took.push(`${request.method} ${request.url}`);
    const dest = request.headers['sec-fetch-dest'];
    const [type, text] =
      dest === 'image' || dest === 'object'
        ? ['image/svg+xml', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>']
        : dest === 'script' || dest === 'style'
          ? [dest === 'script' ? 'text/javascript' : 'text/css', '']
          : request.url?.endsWith('/v1/events')
            ? ['text/event-stream', 'data: x\n\n']
            : ['text/html', 'secret'];
    answer.writeHead(200, { 'content-type': type }).end(text);
  });
  new WebSocketServer({ server });
  return { server, took, port: await listening(server, '127.0.0.1') };
}

/** SOCKS5 (RFC 1928), of which a browser has names resolved: `portOf` is asked for each connection anew. */
async function resolver(portOf: (name: string) => number) {
  const sockets = new Set<Socket>();
  const server = createTcpServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client)).on('error', () => client.destroy());
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (asked) => {
        // Version, CONNECT, reserved, a domain name: its length, its bytes, the port.
        const length = asked[4] ?? 0;
        const beyond = connect(portOf(asked.subarray(5, 5 + length).toString()), '127.0.0.1', () => {
          client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
          client.pipe(beyond).pipe(client);
        });
        sockets.add(beyond);
        beyond.on('error', () => client.destroy()).on('close', () => client.destroy());
      });
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    address: `socks5://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** All of them at once. `names` holds the ports to which names lead that do not lead to the site. */
export async function startHostileSite() {
  const site = createServer(sitePages);
  const port = await listening(site, '127.0.0.1');
  const naive = await naiveProgram();
  const names = new Map<string, number>();
  const { address, close } = await resolver((name) => names.get(name) ?? port);
  return {
    port,
    names,
    naive,
    proxy: address,
    close: () => {
      close();
      for (const server of [site, naive.server]) {
        server.close();
        server.closeAllConnections();
      }
    },
  };
}
export type HostileSite = Awaited<ReturnType<typeof startHostileSite>>;
