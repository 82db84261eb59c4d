import type { Messages } from './index.ts';

/** What `vigilot till` says to who integrates a till. */
export const tillMessages = {
  'cli.till.summary': {
    fr: 'Juge un logiciel de caisse\u00a0: joue les cas d’une vraie officine et regarde ce qu’il fait.',
    en: 'Judges a till’s software: plays the cases of a real pharmacy and looks at what it does.',
  },
  'cli.till.details': {
    fr: 'Démarre un portail et un agent avec de vrais rappels dans un dossier temporaire, puis lance la commande pour chaque cas, avec le dossier de l’agent et les codes scannés à la suite. Elle écrit une ligne par code\u00a0: allow (vendu), verify (une personne regarde) ou block (refusé), et dit à l’agent ce qu’est devenue chaque boîte. Après -- les options sont celles de la commande.',
    en: 'Starts a portal and an agent with real recalls in a temporary folder, then runs the command for each case, followed by the agent’s folder and the scanned codes. It writes one line a code: allow (sold), verify (a person looks) or block (refused), and tells the agent what became of each pack. After -- options are the command’s own.',
  },
  'cli.till.operand': { fr: 'Ce qui fait agir la caisse', en: 'What makes the till act' },
  'cli.till.example.python': { fr: 'L’exemple en Python de ce dépôt.', en: 'This repository’s example in Python.' },
  'cli.till.exit.failure': { fr: 'un cas au moins n’a pas été tenu', en: 'at least one case was not met' },
  'cli.till.no-command': {
    fr: 'Il faut la commande qui fait agir la caisse.',
    en: 'The command that makes the till act is needed.',
  },
  'cli.till.starting': {
    fr: 'Un portail et un agent démarrent, les rappels sont publiés…',
    en: 'A portal and an agent start, recalls are published…',
  },
  'cli.till.unlike': {
    fr: '      attendu\u00a0: {expected}\n      vu\u00a0: {seen}',
    en: '      expected: {expected}\n      seen: {seen}',
  },
  'cli.till.passed': { fr: 'Conforme\u00a0: {count} cas sur {count}.', en: 'Conforms: {count} cases of {count}.' },
  'cli.till.failed': {
    fr: 'Non conforme\u00a0: {failed} cas sur {count}.',
    en: 'Does not conform: {failed} cases of {count}.',
  },
  'till.allow': {
    fr: 'une boîte sans rappel est vendue, et l’agent le sait',
    en: 'a pack without a recall is sold, and the agent knows',
  },
  'till.block': { fr: 'un lot rappelé est refusé', en: 'a recalled lot is refused' },
  'till.verify': { fr: 'un code sans lot demande un contrôle humain', en: 'a code without its lot asks for a person' },
  'till.layout': {
    fr: 'douchette en QWERTY sur un clavier AZERTY\u00a0: le code passe tel quel',
    en: 'a scanner with the wrong keyboard layout: the code is passed on as typed',
  },
  'till.basket': {
    fr: 'un panier\u00a0: chaque boîte a sa réponse, dans l’ordre',
    en: 'a basket: each pack has its answer, in order',
  },
  'till.unreadable': { fr: 'un code illisible demande un contrôle humain', en: 'an unreadable code asks for a person' },
  'till.hangs': {
    fr: 'l’agent ne répond plus\u00a0: contrôle humain, sans attendre sans fin',
    en: 'the agent hangs: a person, without waiting for ever',
  },
  'till.gone': { fr: 'l’agent est arrêté\u00a0: contrôle humain', en: 'the agent is stopped: a person' },
  'till.impostor': {
    fr: 'un autre programme a pris le port\u00a0: contrôle humain, aucun jeton envoyé',
    en: 'another program has taken the port: a person, and no token sent',
  },
  'till.back': {
    fr: 'l’agent revient, autre port et autre jeton\u00a0: la caisse le retrouve',
    en: 'the agent is back with another port and token: the till finds it',
  },
} as const satisfies Messages;
