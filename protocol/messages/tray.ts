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
  'tray.unconfirmed': {
    fr: 'Vigilot : le portail ne confirme plus la liste ; les contrôles continuent sur la liste reçue',
    en: 'Vigilot: the portal no longer confirms the list; checks go on with the list received',
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
  'tray.missed': {
    fr: 'Notification impossible ; bulletins à lire : {n}',
    en: 'Notification impossible; bulletins to read: {n}',
  },
  'tray.toast.recall': { fr: 'Rappel {reference}', en: 'Recall {reference}' },
  'tray.toast.alert': { fr: 'Alerte {reference}', en: 'Alert {reference}' },
  'tray.toast.shortage': { fr: 'Rupture ou tension {reference}', en: 'Shortage {reference}' },
  'tray.toast.unknown': { fr: 'Bulletin {reference}', en: 'Bulletin {reference}' },
  'tray.toast.drill': { fr: 'EXERCICE : {what}', en: 'DRILL: {what}' },
  'tray.toast.many': { fr: 'Nouveaux bulletins : {n}', en: 'New bulletins: {n}' },
  'tray.toast.open': { fr: 'Cliquer pour les lire dans Vigilot.', en: 'Click to read them in Vigilot.' },
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
  'tray.update.out': {
    fr: 'La version {version} est parue',
    en: 'Version {version} is out',
  },
  'tray.update.downloading': {
    fr: 'La version {version} est en cours de préparation',
    en: 'Version {version} is being made ready',
  },
  'tray.update.installing': { fr: 'Installation de la version {version}…', en: 'Installing version {version}…' },
  'tray.update.offer': { fr: 'Installer la version {version}', en: 'Install version {version}' },
  'tray.update.later': {
    fr: 'Installer la version {version} (pas maintenant : {why})',
    en: 'Install version {version} (not now: {why})',
  },
  'tray.update.why.ending': { fr: 'la session se termine', en: 'the session is ending' },
  'tray.update.why.agent': { fr: 'l’agent ne répond pas encore', en: 'the agent does not answer yet' },
  'tray.update.why.bulletin': { fr: 'un bulletin attend d’être lu', en: 'a bulletin waits to be read' },
  'tray.update.why.window': { fr: 'une fenêtre de Vigilot est ouverte', en: 'a window of Vigilot is open' },
  'tray.update.why.sale': {
    fr: 'une vente est peut-être en cours',
    en: 'a sale may be in progress',
  },
  'tray.update.why.feed': { fr: 'la liste n’est pas à jour', en: 'the list is not up to date' },
  'tray.update.unsupported': {
    fr: 'ATTENTION : la version {running} n’est plus prise en charge',
    en: 'ATTENTION: version {running} is no longer supported',
  },
  'tray.toast.unsupported': {
    fr: 'Vigilot {running} n’est plus pris en charge',
    en: 'Vigilot {running} is no longer supported',
  },
  'tray.toast.unsupported.out': {
    fr: 'La version {version} est parue : installez-la par le menu de l’icône, ou prévenez le service informatique.',
    en: 'Version {version} is out: install it by the icon’s menu, or tell IT.',
  },
  'tray.toast.unsupported.tell': { fr: 'Prévenez le service informatique.', en: 'Tell IT.' },
  'tray.update.trouble.expired': {
    fr: 'Mises à jour : l’annonce signée des versions est périmée ; prévenir le service informatique',
    en: 'Updates: the signed statement of releases has expired; tell IT',
  },
  'tray.update.trouble.not-yet': {
    fr: 'Mises à jour : annonce datée du futur ; vérifier l’heure de ce poste',
    en: 'Updates: a statement from the future; check the clock of this machine',
  },
  'tray.update.trouble.replayed': {
    fr: 'Mises à jour REFUSÉES : le serveur présente une annonce plus ancienne ; prévenir le service informatique',
    en: 'Updates REFUSED: the server presents an older statement; tell IT',
  },
  'tray.update.trouble.downgrade': {
    fr: 'Mises à jour : le serveur annonce une version plus ancienne que celle-ci ; elle n’est pas installée',
    en: 'Updates: the server announces a version older than this one; it is not installed',
  },
  'tray.update.trouble.unproved': {
    fr: 'Mises à jour REFUSÉES : annonce sans signature reconnue ; prévenir le service informatique',
    en: 'Updates REFUSED: a statement without a signature that is trusted; tell IT',
  },
  'tray.update.trouble.damaged': {
    fr: 'Mise à jour REFUSÉE : le fichier n’est pas celui qui a été signé ; prévenir le service informatique',
    en: 'Update REFUSED: the file is not the one that was signed; tell IT',
  },
  'tray.update.trouble.not-installed': {
    fr: 'La version {version} n’a pas pu être installée ; prévenir le service informatique',
    en: 'Version {version} could not be installed; tell IT',
  },
} as const satisfies Messages;
