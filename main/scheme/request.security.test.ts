import { describe, expect, it } from 'vitest';
import { answerHeaders, readRequest } from './request.ts';

const read = (method: string, url: string, headers: Record<string, string> = {}) =>
  readRequest(method, url, new Headers(headers));

describe('what a page of ours may ask', () => {
  it.each([
    ['vigilot://desk/', 'index.html'],
    ['vigilot://desk/#/journal', 'index.html'],
    ['vigilot://desk/?x=1', 'index.html'],
    ['vigilot://desk/index.html', 'index.html'],
    ['vigilot://desk/icon.svg', 'icon.svg'],
    ['vigilot://desk/assets/index-Bq3_x.js', 'assets/index-Bq3_x.js'],
  ])('%s is a file', (url, path) => {
    expect(read('GET', url)).toEqual({ kind: 'file', path });
  });

  it.each([
    ['vigilot://desk/v1/attention', '/v1/attention'],
    [
      'vigilot://desk/v1/bulletins?q=S%2F12&since=2026-11-22T09:30:00Z',
      '/v1/bulletins?q=S%2F12&since=2026-11-22T09:30:00Z',
    ],
    ['vigilot://desk/v1/bulletins?next=http://example.org//x/../y', '/v1/bulletins?next=http://example.org//x/../y'],
    ['vigilot://desk/v1/bulletins/caf%C3%A9/display#x', '/v1/bulletins/caf%C3%A9/display'],
  ])('%s is a call', (url, target) => {
    expect(read('GET', url)).toMatchObject({ kind: 'call', target });
  });

  it.each([
    ['another host', 'vigilot://evil/v1/status'],
    ['another scheme', 'http://desk/v1/status'],
    ['a host that begins like ours', 'vigilot://desk.example.org/v1/status'],
    ['user information', 'vigilot://desk@example.org/v1/status'],
    ['a port', 'vigilot://desk:80/v1/status'],
    ['no path', 'vigilot://desk'],
    ['a path of two slashes', 'vigilot://desk//example.org/v1/status'],
    ['two slashes further on', 'vigilot://desk/v1//status'],
    ['an absolute address as path', 'vigilot://desk/http://example.org/'],
    ['an absolute address after /v1', 'vigilot://desk/v1/http://example.org/'],
    ['a step upwards', 'vigilot://desk/v1/../desk/key'],
    ['a step upwards, encoded', 'vigilot://desk/v1/%2e%2e/desk/key'],
    ['a step upwards, half encoded', 'vigilot://desk/v1/.%2E/desk/key'],
    ['a slash, encoded', 'vigilot://desk/v1/x%2f..%2fdesk'],
    ['a backslash', 'vigilot://desk/v1\\..\\desk'],
    ['a backslash, encoded', 'vigilot://desk/v1/%5c..%5cdesk'],
    ['an encoding of an encoding', 'vigilot://desk/v1/%252e%252e/desk'],
    ['a line break', 'vigilot://desk/v1/status\r\nHost: x'],
    ['a line break, encoded', 'vigilot://desk/v1/status%0d%0aHost:%20x'],
    ['a line break in the query', 'vigilot://desk/v1/status?x=\r\nHost: x'],
    ['a NUL, encoded', 'vigilot://desk/v1/status%00'],
    ['a broken encoding', 'vigilot://desk/v1/%zz'],
    ['a bare /v1', 'vigilot://desk/v1'],
    ['a one-time link', 'vigilot://desk/desk/AAAAAAAAAAAAAAAAAAAAAA'],
    ['the description of the interface', 'vigilot://desk/openapi.json'],
    ['a file beside the build', 'vigilot://desk/assets/../../package.json'],
    ['a file beside the build, encoded', 'vigilot://desk/assets/%2e%2e/%2e%2e/package.json'],
    ['a hidden file', 'vigilot://desk/assets/.env'],
    ['a folder in assets', 'vigilot://desk/assets/x/y.js'],
    ['a drive', 'vigilot://desk/C:/Windows/win.ini'],
    ['nothing', ''],
  ])('%s is refused', (_, url) => {
    expect(read('GET', url)).toMatchObject({ kind: 'refused' });
  });

  it.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'CONNECT', 'get'])('%s is no method of ours', (method) => {
    expect(read(method, 'vigilot://desk/v1/status')).toEqual({ kind: 'refused', status: 405 });
  });

  it('a file is read, never written', () => {
    expect(read('POST', 'vigilot://desk/')).toEqual({ kind: 'refused', status: 405 });
  });

  it('sends on what means something to the agent, and no credential, origin or address of anybody', () => {
    expect(
      read('POST', 'vigilot://desk/v1/checks', {
        Accept: 'application/json',
        'Accept-Language': 'en',
        'Content-Type': 'application/json',
        'Last-Event-ID': '12',
        Origin: 'vigilot://desk',
        Cookie: 'vigilot-desk=x',
        Authorization: 'Bearer mine',
        'Proxy-Authorization': 'Basic x',
        Host: 'evil',
        Referer: 'vigilot://desk/',
        'Sec-Fetch-Site': 'cross-site',
        'X-Forwarded-For': '10.0.0.1',
        Connection: 'Upgrade',
        'Transfer-Encoding': 'chunked',
        'Content-Length': '5',
      }),
    ).toEqual({
      kind: 'call',
      method: 'POST',
      target: '/v1/checks',
      headers: {
        accept: 'application/json',
        'accept-language': 'en',
        'content-type': 'application/json',
        'last-event-id': '12',
      },
    });
  });
});

describe('what a page gets back', () => {
  it('is the answer, without what belongs to the connection, cookies, logins and other addresses', () => {
    const passed = answerHeaders({
      'content-type': 'application/json',
      'content-security-policy': "default-src 'none'",
      'content-disposition': 'attachment',
      connection: 'keep-alive',
      'keep-alive': 'timeout=5',
      'transfer-encoding': 'chunked',
      'content-length': '5',
      'set-cookie': ['vigilot-desk=x'],
      'www-authenticate': 'Bearer',
      location: 'http://example.org/',
      vary: ['a', 'b'],
      'x-none': undefined,
    });
    expect(Object.fromEntries(passed)).toEqual({
      'content-type': 'application/json',
      'content-security-policy': "default-src 'none'",
      'content-disposition': 'attachment',
      vary: 'a, b',
    });
  });
});
