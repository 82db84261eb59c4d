import type { Messages } from './index.ts';

/** The icon beside the clock and its menu. */
export const trayMessages = {
  'tray.starting': { fr: 'Vigilot : recherche de l’agent…', en: 'Vigilot: looking for the agent…' },
  'tray.ready': { fr: 'Vigilot : prêt, liste à jour', en: 'Vigilot: ready, list up to date' },
  'tray.recall': {
    fr: 'Vigilot : rappels à prendre en compte : {n}',
    en: 'Vigilot: recalls to acknowledge: {n}',
  },
  'tray.offline': {
    fr: 'Vigilot : portail injoignable ; les contrôles continuent sur la liste reçue',
    en: 'Vigilot: portal out of reach; checks go on with the list received',
  },
  'tray.stale': {
    fr: 'Vigilot : liste trop ancienne ; chaque boîte est à vérifier',
    en: 'Vigilot: list too old; every pack is to be verified',
  },
  'tray.unsynced': {
    fr: 'Vigilot : aucune liste reçue ; chaque boîte est à vérifier',
    en: 'Vigilot: no list received; every pack is to be verified',
  },
  'tray.lost': {
    fr: 'Vigilot : agent interrompu, il redémarre ; ne rien délivrer sans vérifier',
    en: 'Vigilot: agent interrupted, it starts again; dispense nothing without verifying',
  },
  'tray.stopped': {
    fr: 'Vigilot : AGENT ARRÊTÉ, les boîtes ne sont plus contrôlées ({cause})',
    en: 'Vigilot: AGENT STOPPED, packs are not checked any more ({cause})',
  },
  'tray.elsewhere': {
    fr: 'Vigilot : RIEN N’EST CONTRÔLÉ dans cette session ({cause})',
    en: 'Vigilot: NOTHING IS CHECKED in this session ({cause})',
  },
  'tray.holder.account': {
    fr: 'l’agent du poste est celui du compte {account}',
    en: 'the agent of this machine is that of the account {account}',
  },
  'tray.holder.unknown': {
    fr: 'l’agent du poste est celui d’un autre compte',
    en: 'the agent of this machine is another account’s',
  },
  'tray.silent': {
    fr: 'Vigilot : L’AGENT NE RÉPOND PLUS ; ne rien délivrer sans vérifier',
    en: 'Vigilot: THE AGENT DOES NOT ANSWER; dispense nothing without verifying',
  },
  'tray.menu.desk': { fr: 'Ouvrir Vigilot', en: 'Open Vigilot' },
  'tray.menu.check': { fr: 'Contrôler une boîte', en: 'Check a box' },
  'tray.menu.waiting': { fr: 'Bulletins à lire ({n})', en: 'Bulletins to read ({n})' },
  'tray.menu.pause': {
    fr: 'Vente en cours : pas de nouvelle alerte pendant 2 minutes',
    en: 'Sale in progress: no new alert for 2 minutes',
  },
  'tray.menu.diagnostics': { fr: 'Diagnostic', en: 'Diagnostics' },
  'tray.menu.start': { fr: 'Redémarrer l’agent', en: 'Start the agent again' },
  'tray.menu.about': { fr: 'Vigilot {version}', en: 'Vigilot {version}' },
  'tray.menu.quit': { fr: 'Quitter (arrête les contrôles)', en: 'Quit (ends the checks)' },
} as const satisfies Messages;
