import { describe, expect, it, vi } from 'vitest';

// Under Node the package is the path of a program; the rules tested here are text alone.
vi.mock('electron', () => ({ shell: {} }));
const { mayNavigate, mayOpenOutside } = await import('./hardening.ts');

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
