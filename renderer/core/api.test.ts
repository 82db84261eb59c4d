import { expect, it, onTestFinished, vi } from 'vitest';
import { ApiProblem, fetchFile, Unreachable } from './api.ts';

function answering(response: Response): void {
  vi.stubGlobal('fetch', async () => response);
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
}
const ignore = () => undefined;

it.each([
  ['attachment; filename="bilan-R-1.pdf"', 'bilan-R-1.pdf'],
  // RFC 6266, section 4.3: the extended form is the right one.
  [`attachment; filename="d_cembre.pdf"; filename*=UTF-8''d%C3%A9cembre.pdf`, 'décembre.pdf'],
  ['attachment', null],
])('a file comes with the name that %s gives it, and tells how much has come', async (disposition, name) => {
  answering(new Response('abc', { headers: { 'content-disposition': disposition, 'content-type': 'text/plain' } }));
  const bytes: number[] = [];
  const given = await fetchFile('/file', (so) => bytes.push(so));
  expect(given.name).toBe(name);
  expect(await given.file.text()).toBe('abc');
  expect(given.file.type).toBe('text/plain');
  expect(bytes).toEqual([3]);
});

it('a refusal is said in the portal’s words, and a file that is cut short is none', async () => {
  answering(Response.json({ type: 'not-found', title: 'Introuvable.', status: 404 }, { status: 404 }));
  await expect(fetchFile('/file', ignore)).rejects.toThrow(
    new ApiProblem({ type: 'not-found', title: 'Introuvable.', status: 404 }),
  );
  const cut = new ReadableStream({
    start: (control) => control.enqueue(new Uint8Array([1])),
    pull: (control) => control.error(new Error('reset')),
  });
  answering(new Response(cut));
  await expect(fetchFile('/file', ignore)).rejects.toThrow(Unreachable);
});
