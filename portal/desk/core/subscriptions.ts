/** What a laboratory subscribes to, in the order in which a form offers it; the portal holds the same. */
import { say } from '../../../renderer/core/say.ts';
import type { OrganisationView } from '../../access/organisations.ts';

type Subscription = OrganisationView['subscription'];

export const subscriptions = ['none', 'recalls', 'recalls+shortages'] as const satisfies readonly Subscription[];

export function subscriptionWords(subscription: Subscription): string {
  return say(`web.organisations.subscription.${subscription === 'recalls+shortages' ? 'both' : subscription}`);
}
