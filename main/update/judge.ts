/** What a manifest that is genuine means here and now. Pure. */
import { compareVersions, type ReleaseFile, type ReleaseManifest, type Target } from './manifest.ts';

/** The newest statement this workstation has believed: from then on nothing older is. */
export interface Seen {
  readonly version: string;
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly minimum: string;
}

/**
 * Why a genuine manifest is not acted upon: `expired`, `not-yet` (signed in the future of this machine's clock), `replayed`
 * (older than one already believed), `downgrade` (older than what runs).
 */
export type Refusal = 'expired' | 'not-yet' | 'replayed' | 'downgrade';

export type Verdict =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'current' }
  /** `file`: what would be installed here; null where this platform has none. */
  | { readonly kind: 'newer'; readonly file: ReleaseFile | null };

export interface Here {
  readonly running: string;
  readonly seen: Seen | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly target: string;
}

/** Clocks of workstations are wrong by hours now and then; by more, it is said. */
const CLOCK_SLACK_MS = 24 * 60 * 60 * 1000;

/** The verdict. Expiry counts from the latest moment that is known: a clock set back makes nothing valid again. */
export function judge(manifest: ReleaseManifest, { running, seen, now, target }: Here): Verdict {
  const refused = (refusal: Refusal): Verdict => ({ kind: 'refused', refusal });
  const issued = Date.parse(manifest.issuedAt);
  if (seen !== null && (issued < Date.parse(seen.issuedAt) || compareVersions(manifest.version, seen.version) < 0)) {
    return refused('replayed');
  }
  if (isExpired(manifest, seen, now)) return refused('expired');
  if (issued > now + CLOCK_SLACK_MS) return refused('not-yet');
  const order = compareVersions(manifest.version, running);
  if (order < 0) return refused('downgrade');
  if (order === 0) return { kind: 'current' };
  const file = Object.hasOwn(manifest.files, target) ? manifest.files[target as Target] : undefined;
  return { kind: 'newer', file: file ?? null };
}

/** Whether a statement proves nothing any more. */
export function isExpired(statement: { readonly expiresAt: string }, seen: Seen | null, now: number): boolean {
  const known = Math.max(now, seen === null ? 0 : Date.parse(seen.issuedAt));
  return known >= Date.parse(statement.expiresAt);
}

/** What is remembered of a manifest that was believed. */
export function seenOf({ version, issuedAt, expiresAt, minimum }: ReleaseManifest): Seen {
  return { version, issuedAt, expiresAt, minimum };
}
