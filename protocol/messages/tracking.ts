import type { Messages } from './index.ts';

/** Headings of the list of officines to telephone. */
export const trackingMessages = {
  'portal.laggard.name': { fr: 'Officine', en: 'Pharmacy' },
  'portal.laggard.territory': { fr: 'Département ou collectivité', en: 'Department or collectivity' },
  'portal.laggard.finess': { fr: 'FINESS', en: 'FINESS' },
  'portal.laggard.phone': { fr: 'Téléphone', en: 'Telephone' },
  'portal.laggard.email': { fr: 'E-mail', en: 'E-mail' },
  'portal.laggard.workstations': { fr: 'Postes', en: 'Workstations' },
  'portal.laggard.delivered': { fr: 'Postes atteints', en: 'Workstations reached' },
  'portal.laggard.lastSeenAt': { fr: 'Vue pour la dernière fois (UTC)', en: 'Last seen (UTC)' },
  'portal.laggard.outreach': { fr: 'Autres voies', en: 'Other channels' },
} as const satisfies Messages;
