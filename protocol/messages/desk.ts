/** What the pop-up and the desk show (renderer/). Keys with a number end in `.one` and `.other` (CLDR plural forms). */
import { deskBulletinMessages } from './desk-bulletins.ts';
import { deskPopupMessages } from './desk-popup.ts';
import { deskShortageMessages } from './desk-shortages.ts';
import { deskToolMessages } from './desk-tools.ts';
import type { Messages } from './index.ts';

export const deskMessages = {
  ...deskPopupMessages,
  ...deskBulletinMessages,
  ...deskShortageMessages,
  ...deskToolMessages,
  'desk.name': { fr: 'Vigilot', en: 'Vigilot' },
  'desk.nav.label': { fr: 'Écrans', en: 'Screens' },
  'desk.nav.today': { fr: 'Aujourd’hui', en: 'Today' },
  'desk.nav.bulletins': { fr: 'Rappels, alertes, ruptures', en: 'Recalls, alerts, shortages' },
  'desk.nav.check': { fr: 'Contrôler une boîte', en: 'Check a pack' },
  'desk.nav.inventory': { fr: 'Inventaire', en: 'Inventory' },
  'desk.nav.journal': { fr: 'Journal', en: 'Journal' },
  'desk.nav.diagnostics': { fr: 'Diagnostic', en: 'Diagnostics' },
  'desk.nav.skip': { fr: 'Aller au contenu', en: 'Skip to the content' },
  'desk.language.switch': { fr: 'English', en: 'Français' },

  'desk.connection.connecting': { fr: 'Connexion à l’agent…', en: 'Connecting to the agent…' },
  'desk.connection.unreachable': {
    fr: 'L’agent Vigilot ne répond pas. Cette page se reconnecte d’elle-même. Jusque-là, traitez chaque boîte comme « à vérifier ».',
    en: 'The Vigilot agent does not answer. This page reconnects by itself. Until then, treat every pack as “verify”.',
  },
  'desk.connection.ended.title': { fr: 'Session terminée', en: 'Session ended' },
  'desk.connection.ended.text': {
    fr: 'Pour rouvrir le bureau, passez par l’icône Vigilot près de l’horloge, ou par la commande « vigilot desk » qui imprime un nouveau lien.',
    en: 'To open the desk again, use the Vigilot icon beside the clock, or the command “vigilot desk”, which prints a new link.',
  },

  'desk.feed.unknown': { fr: 'État de la liste : en attente', en: 'State of the list: waiting' },
  'desk.feed.live': { fr: 'Liste des rappels à jour', en: 'Recall list up to date' },
  'desk.feed.stale': { fr: 'Hors ligne : liste arrêtée {when}', en: 'Offline: list as it was {when}' },
  'desk.feed.stale-never': { fr: 'Hors ligne : liste jamais confirmée', en: 'Offline: list never confirmed' },
  'desk.feed.unsynced': {
    fr: 'Liste des rappels incomplète : tout est à vérifier',
    en: 'Recall list incomplete: everything is “verify”',
  },

  'desk.verdict.allow': { fr: 'Délivrer', en: 'Dispense' },
  'desk.verdict.verify': { fr: 'Vérifier', en: 'Verify' },
  'desk.verdict.block': { fr: 'Ne pas délivrer', en: 'Do not dispense' },

  'desk.kind.recall': { fr: 'Rappel', en: 'Recall' },
  'desk.kind.alert': { fr: 'Alerte', en: 'Alert' },
  'desk.kind.shortage': { fr: 'Rupture', en: 'Shortage' },
  'desk.kind.unknown': { fr: 'Bulletin', en: 'Bulletin' },
  'desk.state.in-force': { fr: 'En vigueur', en: 'In force' },
  'desk.state.scheduled': { fr: 'À venir', en: 'Scheduled' },
  'desk.state.lifted': { fr: 'Levé', en: 'Lifted' },
  'desk.state.superseded': { fr: 'Remplacé', en: 'Superseded' },
  'desk.drill': { fr: 'EXERCICE', en: 'DRILL' },

  'desk.loading': { fr: 'Chargement…', en: 'Loading…' },
  'desk.error.title': { fr: 'Impossible d’afficher ces données', en: 'These data cannot be shown' },
  'desk.error.retry': { fr: 'Réessayer', en: 'Try again' },
  'desk.close': { fr: 'Fermer', en: 'Close' },
  'desk.cancel': { fr: 'Annuler', en: 'Cancel' },
  'desk.none': { fr: '—', en: '—' },
} as const satisfies Messages;
