/** The plan that the operator has set, or the one that holds until then. */

import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json } from '../store/database.ts';
import { linkSecret } from './link.ts';
import { defaultPlan, type OutreachPlan } from './plan.ts';

export async function readPlan(db: Executor): Promise<OutreachPlan> {
  const row = await db.selectFrom('outreach_plan').select('plan').executeTakeFirst();
  return { ...defaultPlan, ...(row?.plan as Partial<OutreachPlan> | null | undefined) };
}

/** Holds from the next salvo on; salvos already planned keep their moment. */
export async function writePlan(db: Executor, clock: Clock, actor: Actor, plan: OutreachPlan): Promise<OutreachPlan> {
  const at = new Date(clock.wall());
  await linkSecret(db);
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('outreach_plan')
      .set({ plan: json(plan), changed_at: at })
      .execute();
    await audit(trx, actor, 'outreach.plan', 'outreach/plan', plan, at);
  });
  return readPlan(db);
}
