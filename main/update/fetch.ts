/** Fetches the manifest: bounded in time and size, from that address alone. */
import { MANIFEST_FILE, MAX_MANIFEST_BYTES } from './manifest.ts';

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Address of a file of the folder at `base` (a setting, without a slash at its end). */
export function addressOf(base: string, file: string): string {
  return `${base}/${file}`;
}

/** The manifest's text, nothing proved. Rejects on another status than 200, a redirect, too many bytes, or `signal`. */
export async function fetchManifest(base: string, fetch: Fetch, signal: AbortSignal): Promise<string> {
  const response = await fetch(addressOf(base, MANIFEST_FILE), {
    redirect: 'error',
    cache: 'no-store',
    credentials: 'omit',
    signal,
  });
  if (response.status !== 200 || response.body === null) throw new Error(`${MANIFEST_FILE}: HTTP ${response.status}`);
  const pieces: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop cancels the rest.
  for await (const piece of response.body) {
    size += piece.byteLength;
    if (size > MAX_MANIFEST_BYTES) throw new Error(`${MANIFEST_FILE}: more than ${MAX_MANIFEST_BYTES} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
