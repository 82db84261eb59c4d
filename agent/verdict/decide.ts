/** The verdict of docs/verdict.md: a pure function, the heart of the product. */
import type { Reading } from '../scan/reading.ts';
import { asksFor, differences } from './ambiguity.ts';
import { isPast } from './expiry.ts';
import { type Finding, finding, reasonsOf } from './finding.ts';
import { counts } from './in-force.ts';
import { judge } from './judge.ts';
import type { Decision, FeedStamp, Now, Recalls, VerdictPolicy } from './model.ts';
import { reaches } from './reach.ts';

/** Everything a verdict depends on. */
export interface Question {
  /** The first is the most straightforward one; each counts. */
  readonly readings: readonly Reading[];
  readonly recalls: Recalls;
  readonly feed: FeedStamp;
  readonly now: Now;
  readonly policy: VerdictPolicy;
}

const CLEARED: Decision = Object.freeze({ verdict: 'allow', reasons: Object.freeze([]) });

/** May this pack be dispensed? Pure, never throws; no reading at all is something to verify. */
export function decide(question: Question): Decision {
  if (isPlain(question)) return CLEARED;
  const found: Finding[] = [];
  hearUnreadable(question, found);
  hearRecalls(question, found);
  if (question.readings.length > 1) hearAmbiguity(question, found);
  hearPack(question, found);
  hearFeed(question, found);
  const reasons = reasonsOf(found);
  if (found.some(({ strength }) => strength === 'block')) return { verdict: 'block', reasons };
  return { verdict: found.some(({ strength }) => strength === 'verify') ? 'verify' : 'allow', reasons };
}

/** Nearly every check: one sound reading of a product that nobody ever recalled. Answered without allocating. */
function isPlain({ readings, recalls, feed, now, policy }: Question): boolean {
  const reading = readings[0];
  if (reading === undefined || readings.length > 1 || reading.doubtful) return false;
  if (feed.state !== 'live' || recalls.unreadable.length > 0) return false;
  for (const code of reading.codes) if (recalls.targetsOf(code).length > 0) return false;
  return reading.expiry === null || !isPast(reading.expiry, now.likely, policy.zone);
}

/** Bulletins that this version could read nothing of, not even a code: they may mean any pack. */
function hearUnreadable({ recalls, now }: Question, found: Finding[]): void {
  for (const revision of recalls.unreadable) {
    if (counts(revision, now)) found.push(finding('verify', 'check-required', revision));
  }
}

function hearRecalls({ readings, recalls, now, policy }: Question, found: Finding[]): void {
  for (const reading of readings) {
    for (const code of reading.codes) {
      for (const target of recalls.targetsOf(code)) {
        if (counts(target.revision, now)) judge(target, reading, policy, found);
      }
    }
  }
}

/** The scan can be read in several ways, and a recall asks for a field in which they differ. */
function hearAmbiguity({ readings, recalls, now, policy }: Question, found: Finding[]): void {
  const differ = differences(readings);
  for (const reading of readings) {
    for (const code of reading.codes) {
      for (const target of recalls.targetsOf(code)) {
        const { revision } = target;
        const matters = revision.kind !== 'shortage' && counts(revision, now) && reaches(revision, policy);
        if (matters && asksFor(target, differ, reading)) found.push(finding('verify', 'scan-ambiguous', revision));
      }
    }
  }
}

function hearPack({ readings, now, policy }: Question, found: Finding[]): void {
  if (readings.length === 0) found.push(finding('verify', 'scan-ambiguous'));
  for (const { expiry, doubtful } of readings) {
    if (doubtful) found.push(finding('verify', 'scan-ambiguous'));
    if (expiry !== null && isPast(expiry, now.likely, policy.zone)) found.push(finding('verify', 'pack-expired'));
  }
}

function hearFeed({ feed, policy }: Question, found: Finding[]): void {
  if (feed.state === 'live') return;
  if (feed.state === 'stale') {
    const within = feed.ageSeconds !== null && feed.ageSeconds <= policy.offlineLimitSeconds;
    found.push(finding(within ? 'inform' : 'verify', 'feed-stale'));
  } else {
    found.push(finding('verify', 'feed-unsynced'));
  }
}
