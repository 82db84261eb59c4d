/** A bulletin's targets as the shared list of targets shows them. Pure. */

import type { Target } from '../../../../protocol/bulletin.ts';
import type { NoticeTarget } from '../../../../protocol/notice/schema.ts';
import { cip13OfGtin } from '../../../../protocol/product.ts';
import { civil } from '../../../../renderer/core/format.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';

export function targetsOf(targets: readonly Target[]): NoticeTarget[] {
  return targets.map((target) => ({
    gtin: target.gtin,
    cip13: cip13OfGtin(target.gtin),
    name: target.name ?? null,
    lots:
      target.lots === 'all'
        ? []
        : target.lots.map(({ lot, expiry, serials }) => ({ lot, expiry: expiry ?? null, serials: serials ?? [] })),
    rule: ruleOf(target),
  }));
}

/** What is aimed at beyond the lots listed; null: these are all. */
function ruleOf({ lots, except, expiry, manufactured, condition }: Target): string | null {
  const parts = [
    lots === 'all' && say('web.target.all'),
    except !== undefined && sayCount('web.target.except', except.length, { lots: except.join(', ') }),
    expiry !== undefined && say('web.target.expiry', { range: rangeWords(expiry) }),
    manufactured !== undefined && say('web.target.manufactured', { range: rangeWords(manufactured) }),
    condition !== undefined && say('web.target.condition', { condition }),
  ].filter((part) => part !== false);
  return parts.length === 0 ? null : parts.join(' · ');
}

function rangeWords({ from, to }: { from?: string; to?: string }): string {
  if (from !== undefined && to !== undefined) return say('web.range.between', { from: civil(from), to: civil(to) });
  return from !== undefined
    ? say('web.range.from', { from: civil(from) })
    : say('web.range.to', { to: civil(to ?? '') });
}
