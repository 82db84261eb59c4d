/** What the list of bulletins is narrowed to; kept while other screens stand, so that coming back finds it as it was. */
import { signal } from '@preact/signals';

export interface Filters {
  /** What is searched, as typed. */
  readonly q: string;
  readonly kind: '' | 'recall' | 'alert' | 'shortage';
  readonly state: 'in-force' | 'scheduled' | 'lifted' | 'all';
  readonly unread: boolean;
}

export const noFilters: Filters = { q: '', kind: '', state: 'in-force', unread: false };
export const filters = signal<Filters>(noFilters);

/** Changes some of them. */
export function setFilters(some: Partial<Filters>): void {
  filters.value = { ...filters.value, ...some };
}

/** Whether anything but the state narrows the list. */
export const isNarrowed = ({ q, kind, unread }: Filters) => q.trim() !== '' || kind !== '' || unread;

/** The address of the bulletins asked for. */
export function addressOf({ q, kind, state, unread }: Filters): string {
  const query = new URLSearchParams({ state });
  if (q.trim() !== '') query.set('q', q.trim());
  if (kind !== '') query.set('kind', kind);
  if (unread) query.set('unacknowledged', 'true');
  return `/v1/bulletins?${query}`;
}
