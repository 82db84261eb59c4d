import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wineMissing } from '../wine.testkit.ts';
import { buildMsi } from './build.ts';
import { certificateOf } from './sign.ts';
import { iconIn, standInImage } from './tables.testkit.ts';

describe('the certificate of the environment', () => {
  it('is named in full, or what is missing is said', () => {
    expect(() => certificateOf({})).toThrow(/VIGILOT_SIGN_CERTIFICATE/);
    expect(() => certificateOf({ VIGILOT_SIGN_CERTIFICATE: 'a' })).toThrow(/VIGILOT_SIGN_KEY/);
    const pair = { VIGILOT_SIGN_CERTIFICATE: 'a', VIGILOT_SIGN_KEY: 'b' };
    // A signature without a time ends with its certificate: there is none.
    expect(() => certificateOf(pair)).toThrow(/VIGILOT_SIGN_TIMESTAMP_URL/);
    expect(certificateOf({ ...pair, VIGILOT_SIGN_TIMESTAMP_URL: 'http://t' }).timestamp).toEqual({ url: 'http://t' });
    expect(() => certificateOf({ ...pair, VIGILOT_SIGN_TSA_CERTIFICATE: 'c' })).toThrow(/VIGILOT_SIGN_TSA_KEY/);
  });
});

describe.skipIf(wineMissing() !== null)('a signed MSI', () => {
  let dir = '';
  let msi = '';
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const verify = (path: string, ca = 'ca.pem') =>
    spawnSync('osslsigncode', ['verify', '-CAfile', ca, '-TSA-CAfile', ca, '-in', path], {
      cwd: dir,
      encoding: 'utf8',
    });

  const authority = (name: string) =>
    openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-subj',
      `/CN=Test ${name}`,
      '-days',
      '30',
      '-out',
      `${name}.pem`,
    );

  /** A certificate of the test's own authority, good for `use`. */
  const issue = (name: string, use: string) => {
    writeFileSync(join(dir, `${name}.ext`), `basicConstraints=critical,CA:FALSE\nextendedKeyUsage=critical,${use}\n`);
    openssl(
      'req',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-subj',
      `/CN=Test ${name}`,
      '-out',
      `${name}.csr`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '30',
      '-extfile',
      `${name}.ext`,
      '-out',
      `${name}.only.pem`,
    );
    writeFileSync(
      join(dir, `${name}.pem`),
      ['only.pem', 'ca']
        .map((end) => readFileSync(join(dir, end === 'ca' ? 'ca.pem' : `${name}.${end}`), 'utf8'))
        .join(''),
    );
  };

  beforeAll(async () => {
    dir = mkdtempSync(join(tmpdir(), 'vigilot-sign-'));
    authority('ca');
    authority('other');
    issue('code', 'codeSigning');
    issue('stamp', 'timeStamping');
    const image = standInImage(join(dir, 'image'), ['service/node.txt']);
    // Programs: one of ours without a signature, as the service's host is when it has been compiled.
    const source = join(dir, 'main.c');
    writeFileSync(source, 'int main(void) { return 0; }\n');
    execFileSync('x86_64-w64-mingw32-gcc', ['-s', '-o', join(image, 'service/vigilot-service.exe'), source]);
    cpSync(join(image, 'service/vigilot-service.exe'), join(dir, 'unsigned.exe'));
    msi = await buildMsi({
      edition: 'headless',
      version: '1.2.3',
      commit: 'c0ffee',
      time: 1_700_000_000_000,
      image,
      icon: iconIn(dir),
      out: join(dir, 'out'),
      certificate: certificateOf({
        VIGILOT_SIGN_CERTIFICATE: join(dir, 'code.pem'),
        VIGILOT_SIGN_KEY: join(dir, 'code.key'),
        VIGILOT_SIGN_TSA_CERTIFICATE: join(dir, 'stamp.pem'),
        VIGILOT_SIGN_TSA_KEY: join(dir, 'stamp.key'),
      }),
    });
    execFileSync('msiextract', ['-C', join(dir, 'extracted'), msi]);
    writeFileSync(join(dir, 'actions.dll'), execFileSync('msiinfo', ['extract', msi, 'Binary.actions']));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  it('is good with its programs, and carries a time', () => {
    const exe = join(dir, 'extracted/Vigilot/service/vigilot-service.exe');
    for (const path of [msi, exe, join(dir, 'actions.dll')]) {
      const { status, stdout } = verify(path);
      expect(status, stdout).toBe(0);
      expect(stdout).toMatch(/Timestamp (time|Server Signature)|TSA's certificate/i);
      expect(verify(path, 'other.pem').status).toBe(1);
    }
    expect(verify(join(dir, 'unsigned.exe')).status).toBe(1);
  });

  it('with one byte changed is refused', () => {
    const bytes = readFileSync(msi);
    // In the cabinet, which is most of it.
    const at = bytes.indexOf('MSCF');
    expect(at).toBeGreaterThan(0);
    bytes.writeUInt8(bytes.readUInt8(at + 100) ^ 1, at + 100);
    const broken = join(dir, 'broken.msi');
    writeFileSync(broken, bytes);
    expect(verify(broken)).toMatchObject({ status: 1, stdout: expect.stringMatching(/MISMATCH/) });
  });
});
