import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';

// Under Node the package is the path of a program; the rules tested here are text alone.
vi.mock('electron', () => ({ shell: {} }));
const { mayLoad, mayNavigate, mayOpenOutside } = await import('./hardening.ts');

describe('what a link opens outside', () => {
  it.each(['https://ansm.sante.fr/S', 'HTTPS://ansm.sante.fr', 'mailto:pharmacovigilance@exemple.fr'])('%s', (url) => {
    expect(mayOpenOutside(url)).toBe(true);
  });
  it.each([
    'http://ansm.sante.fr/',
    'file:///etc/passwd',
    'file://server/share/x.exe',
    'smb://server/share',
    'ms-msdt:/id',
    'javascript:alert(1)',
    'data:text/html,x',
    'vigilot://desk/v1/status',
    'vigilot:x',
    'ftp://exemple.fr',
    'https://ansm.sante.fr@exemple.org/',
    ' ',
    'https',
    '\\\\server\\share',
  ])('not %s', (url) => {
    expect(mayOpenOutside(url)).toBe(false);
  });
});

describe('where a page of ours goes', () => {
  it.each(['vigilot://desk/', 'vigilot://desk/#/journal'])('%s', (url) => {
    expect(mayNavigate(url)).toBe(true);
  });
  it.each([
    'vigilot://desk.exemple.org/',
    'vigilot://other/',
    'https://desk/',
    'about:blank',
    'http://127.0.0.1:17013/',
  ])('not %s', (url) => {
    expect(mayNavigate(url)).toBe(false);
  });
});

describe('what a page loads', () => {
  const ours = { url: 'vigilot://desk/#/today', parent: null };
  it.each([
    ['itself', 'vigilot://desk/', null],
    ['a call of its own', 'vigilot://desk/v1/status', ours],
    ['what it made itself', 'blob:vigilot://desk/0e1f', ours],
  ])('%s', (_, url, frame) => {
    expect(mayLoad({ url, frame })).toBe(true);
  });
  it.each([
    ['anything from elsewhere', 'https://exemple.fr/', ours],
    ['the agent itself', 'http://127.0.0.1:17013/v1/status', ours],
    ['a file', 'file:///etc/passwd', ours],
    ['anything for a frame in it', 'vigilot://desk/v1/status', { ...ours, parent: {} }],
    ['anything of ours for a page of others', 'vigilot://desk/v1/status', { url: 'data:text/html,x', parent: null }],
    ['a window of others', 'https://exemple.fr/', null],
  ])('not %s', (_, url, frame) => {
    expect(mayLoad({ url, frame })).toBe(false);
  });
});

describe('the sources of the shell', () => {
  const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|cjs)$/.test(name) && !/\.(test|testkit)\.ts$|^dist/.test(name))
    .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, name), 'utf8') }));
  it.each([
    ['a channel between pages and this process', /\bipcMain\b|\bipcRenderer\b|contextBridge|MessageChannelMain/],
    ['a script before a page', /\bpreload\b/],
    ['content of insecure origin', /allowRunningInsecureContent/],
    ['a feature that is not finished', /experimentalFeatures|enableBlinkFeatures/],
    ['a page within a page', /allowpopups|BrowserView\b|WebContentsView/],
    ['pages from files', /loadFile\(|file:\/\//],
    ['Node in a page', /nodeIntegration\w*: true|contextIsolation: false|sandbox: false|webSecurity: false/],
  ])('have no %s', (_, pattern) => {
    expect(sources.length).toBeGreaterThan(10);
    expect(sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name)).toEqual([]);
  });

  it('open windows in one place, with everything said', () => {
    const openers = sources.filter(({ text }) => /new BrowserWindow\(/.test(text));
    expect(openers.map(({ name }) => name)).toEqual([join('windows', 'page.ts')]);
    for (const said of [
      'sandbox: true',
      'contextIsolation: true',
      'nodeIntegration: false',
      'webSecurity: true',
      'webviewTag: false',
    ]) {
      expect(openers[0]?.text).toContain(said);
    }
    expect(sources.find(({ name }) => name === 'boot.cjs')?.text).toContain('app.enableSandbox()');
  });
});
