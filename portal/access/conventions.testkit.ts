/** A convention as the operator files it, for tests. */

export const conventionFile = Buffer.from('%PDF-1.7\n%âãÏÓ\nsigned\n%%EOF\n', 'latin1');

export function conventionBody(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  const content = conventionFile.toString('base64');
  return { signedOn: '2026-03-02', fileName: 'Convention signée.pdf', content, ...fields };
}
