import { randomBytes } from 'node:crypto';

/** 256 random bits, URL-safe: session, invitation, key. Only its hash (`hashOf`) is ever kept. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}
