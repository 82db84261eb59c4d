import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keys, manualClock, openTestApp, type TestApp } from '../api/app.testkit.ts';
import { inPages } from '../pdf/pages.testkit.ts';
import { deliveredTo, makeFleet } from '../tracking/fleet.testkit.ts';
import { recallBody } from '../workflow/drafts.testkit.ts';
import { hostile, reportedRecall } from './report.testkit.ts';

const since = new Date('2026-11-22T09:30:00.000Z');
let test: TestApp;
beforeAll(async () => {
  test = await openTestApp({ clock: manualClock(since.getTime()) });
});
afterAll(() => test.dispose());

async function pdf(id: string, language = 'fr'): Promise<{ bytes: Buffer; sha256: string }> {
  const answer = await test.app.inject({
    url: `/v1/bulletins/${id}/report?format=pdf`,
    headers: { authorization: `Bearer ${keys.authority}`, 'accept-language': language },
  });
  expect(answer.statusCode).toBe(200);
  return { bytes: answer.rawPayload, sha256: String(answer.headers.etag).replaceAll('"', '') };
}

describe('the report as PDF', () => {
  it.runIf(inPages !== null)('says what it must, with what everybody wrote as it is', async () => {
    const { bytes, sha256 } = await pdf(await reportedRecall(test, since));
    const pages = inPages?.(bytes) ?? [];
    const text = pages.join('\n').replace(/\s+/g, ' ');
    for (const said of [
      'Bilan de rappel — R-2026-0042',
      'Officines atteintes : 2 sur 4.',
      'Refus 1 Autorité Préciser le motif',
      'Łódź Ωμέγα Жук',
      '[U+202E]abc[U+2028]',
      'Dolix 500 mg 3400930000014 0012 1 2',
      // Beside the curve: the median and the 95th percentile of those who received it.
      '○ 3 s, ∘ 60 s',
      'Mme Petit',
      '550 5.1.1 no such user',
      'FAX-77',
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('\u202e');
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(sha256);
      expect(page).toContain(`page ${index + 1}/${pages.length}`);
      expect(page).toContain('Établi le 22/11/2026 10:30:00 par Autorité');
    }
    expect(hostile.name).toContain('\u202e');
    expect(execFileSync('pdfinfo', ['-'], { input: bytes, encoding: 'utf8' })).toMatch(
      /Title: +Bilan de rappel — R-2026-0042/,
    );
  });

  it.runIf(inPages !== null)('over many pages repeats its headings and loses no officine', async () => {
    const other = await openTestApp({ clock: manualClock(since.getTime()) });
    try {
      await makeFleet(other.store.db, { officines: 150, each: 1 });
      const { id } = (
        await other.call('lab', 'POST /v1/bulletins', { ...recallBody({ reason: 'Long. '.repeat(300) }) })
      ).body;
      await other.call('lab', `POST /v1/bulletins/${id}/submit`);
      await other.call('authority', `POST /v1/bulletins/${id}/validate`);
      await deliveredTo(other.store.db, { bulletin: id, since }, [{ workstation: 'w00077-1', seconds: 1 }]);
      const answer = await other.app.inject({
        url: `/v1/bulletins/${id}/report?format=pdf`,
        headers: { authorization: `Bearer ${keys.lab}`, 'accept-language': 'en' },
      });
      const pages = inPages?.(answer.rawPayload) ?? [];
      const listing = pages.filter((page) => /Pharmacie \d+/.test(page));
      expect(listing.length).toBeGreaterThan(3);
      for (const page of listing) expect(page).toMatch(/Recipient +Dept +Contact +What was tried/);
      const named = [...pages.join('\n').matchAll(/Pharmacie (\d+)\b/g)].map(([, n]) => Number(n));
      expect(named).toEqual(Array.from({ length: 150 }, (_, n) => n + 1).filter((n) => n !== 77));
    } finally {
      await other.dispose();
    }
  });
});
