/** Whether a bulletin that the agent no longer lists is over, and why. Pure. */
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';

export type Over = { readonly by: string; readonly at: string } | 'replaced';

/** Null: it still wants to be read, and the agent only holds it back. */
export function overOf({ acknowledged, acknowledgements, notice, revision, attention }: BulletinAnswer): Over | null {
  if (acknowledged) {
    const last = acknowledgements
      .filter((one) => one.revision >= revision)
      .toSorted((a, b) => (a.at < b.at ? -1 : 1))
      .at(0);
    return last === undefined ? 'replaced' : { by: last.operator, at: last.at };
  }
  const wanted = attention === 'interrupt' && notice.reaches && notice.state === 'in-force';
  return wanted ? null : 'replaced';
}
