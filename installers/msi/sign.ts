/** Authenticode by osslsigncode, with a time stamp: a signature without one ends with its certificate. */
import { execFile } from 'node:child_process';
import { rename } from 'node:fs/promises';
import { extname } from 'node:path';
import { promisify } from 'node:util';

export interface Certificate {
  /** PEM: the signing certificate with its chain, and its key. */
  readonly certificate: string;
  readonly key: string;
  /** File that holds the key's password; null: it has none. */
  readonly passwordFile: string | null;
  /** A server of RFC 3161, or a certificate and key that stamp here. */
  readonly timestamp: { readonly url: string } | { readonly certificate: string; readonly key: string };
}

/** What `--sign` reads, by name. */
export const signVariables = {
  VIGILOT_SIGN_CERTIFICATE: 'PEM file: the certificate and its chain',
  VIGILOT_SIGN_KEY: 'PEM file: its key',
  VIGILOT_SIGN_PASSWORD_FILE: 'file that holds the key’s password; without: none',
  VIGILOT_SIGN_TIMESTAMP_URL: 'time stamp server (RFC 3161)',
  VIGILOT_SIGN_TSA_CERTIFICATE: 'PEM file: a time stamp certificate to use here in place of a server',
  VIGILOT_SIGN_TSA_KEY: 'PEM file: its key',
} as const;

const run = promisify(execFile);

/** The certificate that the environment names. Throws with the variable that is missing. */
export function certificateOf(environment: Readonly<Record<string, string | undefined>>): Certificate {
  const get = (name: keyof typeof signVariables): string | null => environment[name] || null;
  const needed = (name: keyof typeof signVariables): string => {
    const value = get(name);
    if (value === null) throw new Error(`${name} is not set; expected: ${signVariables[name]}`);
    return value;
  };
  const tsa = get('VIGILOT_SIGN_TSA_CERTIFICATE');
  return {
    certificate: needed('VIGILOT_SIGN_CERTIFICATE'),
    key: needed('VIGILOT_SIGN_KEY'),
    passwordFile: get('VIGILOT_SIGN_PASSWORD_FILE'),
    timestamp:
      tsa === null
        ? { url: needed('VIGILOT_SIGN_TIMESTAMP_URL') }
        : { certificate: tsa, key: needed('VIGILOT_SIGN_TSA_KEY') },
  };
}

/** Signs a file in its place. Rejects with what osslsigncode said. */
export async function sign(certificate: Certificate, path: string, description: string): Promise<void> {
  const { timestamp, passwordFile } = certificate;
  const stamp =
    'url' in timestamp
      ? ['-ts', timestamp.url]
      : [
          '-TSA-certs',
          timestamp.certificate,
          '-TSA-key',
          timestamp.key,
          '-TSA-time',
          String(Math.floor(Date.now() / 1000)),
        ];
  const password = passwordFile === null ? [] : ['-readpass', passwordFile];
  const identity = ['-certs', certificate.certificate, '-key', certificate.key, ...password];
  const msi = extname(path) === '.msi' ? ['-add-msi-dse'] : [];
  const signed = `${path}.signed`;
  await run('osslsigncode', [
    'sign',
    ...identity,
    '-h',
    'sha256',
    '-n',
    description,
    ...stamp,
    ...msi,
    '-in',
    path,
    '-out',
    signed,
  ]);
  await rename(signed, path);
}

/** Signs those of `paths` that are programs without a signature: node.exe keeps the one that Node's makers gave it. */
export async function signImage(certificate: Certificate, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    if (!['.exe', '.dll', '.node'].includes(extname(path))) continue;
    if (!(await isSigned(path))) await sign(certificate, path, 'Vigilot');
  }
}

/** Whether there is any signature; whether it is good is Windows' to say, which knows Node's certificate. */
async function isSigned(path: string): Promise<boolean> {
  // It exits with 1 without one, and also where it cannot verify the one there is: what it prints tells them apart.
  const { stdout } = await run('osslsigncode', ['verify', '-in', path]).catch(
    (error: { stdout?: string; stderr?: string; code?: unknown }) => {
      if (error.code !== 1) throw error;
      return { stdout: `${error.stdout ?? ''}${error.stderr ?? ''}` };
    },
  );
  return !/No signature found/i.test(stdout);
}
