/** Whether a file on disk is the one that was signed. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { ReleaseFile } from './manifest.ts';

/** The bytes on disk are not those that were signed. */
export class BytesDiffer extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BytesDiffer';
  }
}

/** Reads the whole file. Throws `BytesDiffer`, or what the disk says. */
export async function proveBytes(path: string, { size, sha512 }: Pick<ReleaseFile, 'size' | 'sha512'>): Promise<void> {
  const file = await open(path);
  try {
    const found = (await file.stat()).size;
    if (found !== size) throw new BytesDiffer(`${path}: ${found} bytes, signed ${size}`);
    const hash = createHash('sha512');
    for await (const piece of file.createReadStream({ autoClose: false })) hash.update(piece as Buffer);
    if (hash.digest('base64') !== sha512) throw new BytesDiffer(`${path}: its SHA-512 is not the one that was signed`);
  } finally {
    await file.close();
  }
}
