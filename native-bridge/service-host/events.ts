/**
 * What stands in the event log of Windows under the source "Vigilot": the one table from which the message table of
 * vigilot-service.exe is built. Identifiers are for ever: monitoring is set on them. `%1` … are the host's to fill.
 */

interface ServiceEvent {
  readonly id: number;
  readonly severity: 'info' | 'warning' | 'error';
  readonly fr: string;
  readonly en: string;
}

export const serviceEvents = {
  'agent-said': { id: 1, severity: 'info', fr: '%1', en: '%1' },
  'agent-alarm': { id: 2, severity: 'error', fr: '%1', en: '%1' },
  'core-ended': {
    id: 100,
    severity: 'error',
    fr: 'L’agent Vigilot s’est arrêté de lui-même (code %1) ; il est relancé dans %2 ms. Ses derniers mots : %3',
    en: 'The Vigilot agent ended by itself (code %1); it is started again in %2 ms. Its last words: %3',
  },
  'core-given-up': {
    id: 101,
    severity: 'error',
    fr: 'L’agent Vigilot s’est arrêté trop souvent en une minute (code %1) : le service s’arrête. Les caisses n’ont plus de réponse et doivent vérifier chaque boîte. Ses derniers mots : %2',
    en: 'The Vigilot agent ended too often within a minute (code %1): the service stops. Tills get no answer and must verify each pack. Its last words: %2',
  },
  'core-not-started': {
    id: 102,
    severity: 'error',
    fr: 'L’agent Vigilot ne peut pas être lancé : %1',
    en: 'The Vigilot agent cannot be started: %1',
  },
  'stop-forced': {
    id: 103,
    severity: 'warning',
    fr: 'L’agent Vigilot n’a pas fini dans le délai de %1 ms ; il a été arrêté de force. Ses données restent valides.',
    en: 'The Vigilot agent did not end within %1 ms and was stopped by force. Its data stay valid.',
  },
  'data-folder-refused': {
    id: 104,
    severity: 'error',
    fr: 'Le dossier de données %1 est refusé : %2. Réparez ou réinstallez Vigilot, ou rendez le dossier aux administrateurs (docs/deployment.md).',
    en: 'The data folder %1 is refused: %2. Repair or reinstall Vigilot, or give the folder back to administrators (docs/deployment.md).',
  },
  'till-group-unknown': {
    id: 105,
    severity: 'error',
    fr: 'Le groupe des caisses %1 (réglage tillGroup) n’existe pas pour ce poste : le tube nommé reste fermé, sauf aux administrateurs. Les caisses qui s’en servent doivent vérifier chaque boîte. Corrigez le réglage, puis redémarrez le service.',
    en: 'The tills’ group %1 (setting tillGroup) is not known to this machine: the named pipe stays shut to all but administrators. Tills that use it must verify each pack. Correct the setting, then restart the service.',
  },
} as const satisfies Record<string, ServiceEvent>;
