import type { Messages } from './index.ts';

/** What `vigilot till` says to who integrates a till, and to who plays one. */
export const tillMessages = {
  'cli.till.summary': {
    fr: 'Une caisse, pour essayer au clavier ou à la douchette\u00a0; ou juge la vôtre, si on lui donne sa commande.',
    en: 'A till, to try by keyboard or scanner; or judges yours, when given its command.',
  },
  'cli.till.details': {
    fr: 'Sans commande\u00a0: chaque code scanné reçoit sa réponse, et l’agent apprend ce qu’est devenue la boîte. Avec une commande\u00a0: démarre un portail et un agent avec de vrais rappels dans un dossier temporaire, puis lance la commande pour chaque cas, avec le dossier où chercher l’agent et les codes scannés à la suite. Elle écrit une ligne par code\u00a0: allow (vendu), verify (une personne regarde) ou block (refusé), et dit à l’agent ce qu’est devenue chaque boîte. Après -- les options sont celles de la commande.',
    en: 'Without a command: each code that is scanned is answered, and the agent learns what became of the pack. With a command: starts a portal and an agent with real recalls in a temporary folder, then runs the command for each case, followed by the folder to look for the agent in and the scanned codes. It writes one line a code: allow (sold), verify (a person looks) or block (refused), and tells the agent what became of each pack. After -- options are the command’s own.',
  },
  'cli.till.operand': {
    fr: 'Ce qui fait agir la caisse à juger\u00a0; rien\u00a0: la caisse de ce programme',
    en: 'What makes the till to judge act; nothing: this program’s own till',
  },
  'cli.till.example.counter': {
    fr: 'Scanner, lire la réponse, vendre ou refuser\u00a0; Ctrl-C pour finir.',
    en: 'Scan, read the answer, sell or refuse; Ctrl-C to end.',
  },
  'cli.till.example.python': {
    fr: 'Juge l’exemple en Python de ce dépôt.',
    en: 'Judges this repository’s example in Python.',
  },
  'cli.till.example.one': { fr: 'Un seul cas, pour le mettre au point.', en: 'One case alone, to get it right.' },
  'cli.till.exit.failure': { fr: 'un cas au moins n’a pas été tenu', en: 'at least one case was not met' },
  'cli.till.case-unknown': {
    fr: 'Aucun cas ne s’appelle {name}\u00a0: {names}.',
    en: 'No case is called {name}: {names}.',
  },
  'cli.till.starting': {
    fr: 'Un portail et un agent démarrent, les rappels sont publiés…',
    en: 'A portal and an agent start, recalls are published…',
  },
  'cli.till.unlike': {
    fr: '      attendu\u00a0: {expected}\n      vu\u00a0: {seen}\n      règle\u00a0: {rule}',
    en: '      expected: {expected}\n      seen: {seen}\n      rule: {rule}',
  },
  'cli.till.passed': { fr: 'Conforme\u00a0: {count} cas sur {count}.', en: 'Conforms: {count} cases of {count}.' },
  'cli.till.failed': {
    fr: 'Non conforme\u00a0: {failed} cas sur {count}.',
    en: 'Does not conform: {failed} cases of {count}.',
  },

  'cli.till-serve.summary': {
    fr: 'Juge un LGO en marche\u00a0: répond à la place de l’agent, et demande ce que le LGO a fait.',
    en: 'Judges pharmacy software that runs: answers in the agent’s place, and asks what it did.',
  },
  'cli.till-serve.details': {
    fr: 'Démarre un portail et un agent avec de vrais rappels, et se met entre lui et le LGO\u00a0: celui-ci lit till.json dans le dossier indiqué. Pour chaque cas, scannez le code affiché dans le LGO, puis dites ce qu’il a fait\u00a0: v (vendu), c (contrôle demandé) ou r (refusé), une lettre par boîte. Les mots allow, verify, block sont compris aussi, une ligne par réponse\u00a0: un programme qui pilote le LGO peut les écrire.',
    en: 'Starts a portal and an agent with real recalls, and stands between it and the pharmacy software, which reads till.json in the folder shown. For each case scan the code shown into the software, then say what it did: s (sold), c (asked for a check) or r (refused), a letter for each pack. The words allow, verify, block are understood too, a line for each answer: a program that drives the software can write them.',
  },
  'cli.till-serve.example.here': {
    fr: 'Là où le LGO cherche, sur le port où il appelle.',
    en: 'Where the software looks, on the port that it calls.',
  },
  'cli.till-serve.flag.folder': {
    fr: 'Dossier où le LGO cherche till.json\u00a0; il ne doit pas en contenir déjà un.',
    en: 'Folder in which the software looks for till.json; there must be none in it yet.',
  },
  'cli.till-serve.flag.port': { fr: 'Port où le LGO appelle.', en: 'Port that the software calls.' },
  'cli.till-serve.port': {
    fr: '«\u00a0{value}\u00a0» n’est pas un port (0 à 65535).',
    en: '“{value}” is no port (0 to 65535).',
  },
  'cli.till-serve.held': {
    fr: '{file} existe\u00a0: un agent tourne là. Arrêtez-le, ou choisissez un autre dossier.',
    en: '{file} is there: an agent runs there. Stop it, or choose another folder.',
  },
  'cli.till-serve.ready': {
    fr: 'Le LGO doit lire {folder}/till.json (en ce moment {url}).\n',
    en: 'The software has to read {folder}/till.json (now {url}).\n',
  },
  'cli.till-serve.case': { fr: '\n• {what}', en: '\n• {what}' },
  'cli.till-serve.scan': { fr: '   scannez\u00a0: {scan}', en: '   scan: {scan}' },
  'cli.till-serve.did': {
    fr: '   qu’a fait le LGO\u00a0? v vendu, c contrôle demandé, r refusé ({count}) > ',
    en: '   what did the software do? s sold, c asked for a check, r refused ({count}) > ',
  },
  'cli.till-serve.ended': { fr: 'Arrêté avant la fin.', en: 'Stopped before the end.' },

  'till.counter.ready': {
    fr: 'Scannez une boîte. r\u00a0: la dernière est rendue. Ctrl-C\u00a0: fin.',
    en: 'Scan a pack. r: the last one is given back. Ctrl-C: end.',
  },
  'till.counter.allow': { fr: '✓ DÉLIVRER', en: '✓ DISPENSE' },
  'till.counter.verify': { fr: '? VÉRIFIER', en: '? VERIFY' },
  'till.counter.block': { fr: '✗ NE PAS DÉLIVRER', en: '✗ DO NOT DISPENSE' },
  'till.counter.ask': { fr: '  r refuser · v vendre quand même > ', en: '  r refuse · v dispense all the same > ' },
  'till.counter.ask-again': {
    fr: '  Il faut r ou v\u00a0: la boîte d’avant attend sa décision. ',
    en: '  r or v is needed: the pack before waits for its decision. ',
  },
  'till.counter.ask-reason': { fr: '  motif (vide\u00a0: refuser) > ', en: '  reason (empty: refuse) > ' },
  'till.counter.no-reason': {
    fr: '  C’est un code, pas un motif. ',
    en: '  That is a code, not a reason. ',
  },
  'till.counter.told.dispensed': { fr: '  → vendue, l’agent le sait', en: '  → dispensed, and the agent knows' },
  'till.counter.told.refused': { fr: '  → refusée, l’agent le sait', en: '  → refused, and the agent knows' },
  'till.counter.told.returned': { fr: '  → rendue, l’agent le sait', en: '  → returned, and the agent knows' },
  'till.counter.waits': {
    fr: '  → l’agent ne répond pas\u00a0: {count} issue(s) lui seront dites dès que possible',
    en: '  → no agent answers: {count} outcome(s) will be told as soon as one does',
  },
  'till.counter.refused': { fr: '  → l’agent refuse\u00a0: {cause}', en: '  → the agent refuses: {cause}' },
  'till.counter.nothing-to-return': { fr: '  Rien n’a été vendu ici.', en: '  Nothing was dispensed here.' },
  'till.counter.flag.terminal': { fr: 'Nom de ce poste dans le registre.', en: 'Name of this post in the record.' },
  'till.counter.flag.operator': { fr: 'Qui sert, dans le registre.', en: 'Who serves, in the record.' },
  'till.flag.case': {
    fr: 'Un seul cas (docs/integration.md les nomme).',
    en: 'One case alone (docs/integration.md names them).',
  },

  'till.rule.only-allow': {
    fr: 'contrat 1\u00a0: seule une réponse 200 «\u00a0allow\u00a0» libère une boîte\u00a0; tout le reste est «\u00a0verify\u00a0»',
    en: 'contract 1: only a 200 with `allow` clears a pack; everything else is `verify`',
  },
  'till.rule.block': {
    fr: 'contrat 1\u00a0: «\u00a0block\u00a0» interdit la vente',
    en: 'contract 1: `block` forbids the sale',
  },
  'till.rule.verify': {
    fr: 'contrat 1\u00a0: «\u00a0verify\u00a0» demande un contrôle humain',
    en: 'contract 1: `verify` asks for a person',
  },
  'till.rule.reason': {
    fr: 'contrat 1, outcome\u00a0: vendre après «\u00a0verify\u00a0» ou «\u00a0block\u00a0» demande un motif',
    en: 'contract 1, outcome: dispensing after `verify` or `block` needs a reason',
  },
  'till.rule.informs': {
    fr: 'contrat 1, reasons\u00a0: une raison «\u00a0informs\u00a0» ne change pas le verdict',
    en: 'contract 1, reasons: one that `informs` does not change the verdict',
  },
  'till.rule.verbatim': {
    fr: 'contrat 1, checks\u00a0: «\u00a0scan\u00a0» est ce que la douchette a tapé, tel quel',
    en: 'contract 1, checks: `scan` is what the scanner typed, as it is',
  },
  'till.rule.each': {
    fr: 'contrat 1, batch\u00a0: une réponse par boîte, dans l’ordre, et l’issue de chacune',
    en: 'contract 1, batch: an answer for each pack, in order, and the outcome of each',
  },
  'till.rule.ask-each-time': {
    fr: 'contrat 1, checks\u00a0: une réponse vaut pour une vente\u00a0; un rappel change, elle ne se garde pas',
    en: 'contract 1, checks: an answer is good for one sale; recalls change, it is not kept',
  },
  'till.rule.outcome': {
    fr: 'contrat 1, outcome\u00a0: redit jusqu’à une réponse\u00a0; deux fois la même ne fait qu’une',
    en: 'contract 1, outcome: told again until it is answered; the same twice is one record',
  },
  'till.rule.patience': {
    fr: 'contrat 1\u00a0: un délai dépassé est «\u00a0verify\u00a0»\u00a0; personne n’attend sans fin (une à deux secondes)',
    en: 'contract 1: a time-out is `verify`; nobody waits for ever (one or two seconds)',
  },
  'till.rule.proof': {
    fr: 'contrat 1, health\u00a0: aucun jeton avant la preuve de l’agent',
    en: 'contract 1, health: no token before the agent’s proof',
  },
  'till.rule.find-anew': {
    fr: 'contrat 1, till.json\u00a0: adresse et jeton changent à chaque démarrage\u00a0; relire le fichier',
    en: 'contract 1, till.json: address and token change at each start; read the file again',
  },

  'till.allow': {
    fr: 'une boîte sans rappel est vendue, et l’agent le sait',
    en: 'a pack without a recall is sold, and the agent knows',
  },
  'till.block': { fr: 'un lot rappelé est refusé', en: 'a recalled lot is refused' },
  'till.verify': {
    fr: 'le CIP13 seul, sans lot\u00a0: une personne regarde',
    en: 'the CIP13 alone, without a lot: a person looks',
  },
  'till.override': {
    fr: 'vendue malgré «\u00a0verify\u00a0»\u00a0: jamais sans motif',
    en: 'dispensed in spite of `verify`: never without a reason',
  },
  'till.unreadable': { fr: 'un code illisible\u00a0: une personne regarde', en: 'an unreadable code: a person looks' },
  'till.expired': {
    fr: 'une boîte périmée\u00a0: l’agent en juge, pas l’horloge de la caisse',
    en: 'an expired pack: the agent judges, not the till’s clock',
  },
  'till.informs': {
    fr: '«\u00a0allow\u00a0» avec une raison pour information\u00a0: vendue',
    en: '`allow` with a reason for information: sold',
  },
  'till.layout': {
    fr: 'douchette en QWERTY sur un clavier AZERTY\u00a0: le code passe tel quel',
    en: 'a scanner with the wrong keyboard layout: the code is passed on as typed',
  },
  'till.case': {
    fr: 'majuscules verrouillées\u00a0: minuscules et majuscules passent telles quelles',
    en: 'caps lock: lower and upper case are passed on as typed',
  },
  'till.prefix': {
    fr: 'préfixe de symbologie (]d2)\u00a0: passé tel quel',
    en: 'a symbology identifier (]d2): passed on as typed',
  },
  'till.separator': {
    fr: 'séparateur GS dans le code\u00a0: passé, ni perdu ni remplacé',
    en: 'a GS separator inside: passed on, neither lost nor replaced',
  },
  'till.separator-lost': {
    fr: 'séparateur perdu par la douchette\u00a0: le code passe tel quel',
    en: 'a separator lost by the scanner: the code is passed on as typed',
  },
  'till.basket': {
    fr: 'un panier de vingt\u00a0: chaque boîte a sa réponse, dans l’ordre',
    en: 'a basket of twenty: each pack has its answer, in order',
  },
  'till.same-twice': {
    fr: 'deux boîtes du même code\u00a0: deux contrôles, deux issues',
    en: 'two packs of the same code: two checks, two outcomes',
  },
  'till.one-unreadable': {
    fr: 'un code illisible dans un panier n’emporte pas les autres réponses',
    en: 'one unreadable code in a basket does not take the other answers with it',
  },
  'till.revised': {
    fr: 'un rappel étendu à un autre lot\u00a0: vendu avant, refusé après',
    en: 'a recall that comes to cover another lot: sold before, refused after',
  },
  'till.lifted': {
    fr: 'un rappel levé\u00a0: refusé avant, vendu après',
    en: 'a recall lifted: refused before, sold after',
  },
  'till.outcome-cut': {
    fr: 'issue dite, réponse perdue\u00a0: dite encore, une seule trace',
    en: 'an outcome told, its answer lost: told again, one record',
  },
  'till.outcome-503': {
    fr: 'issue que l’agent ne peut pas prendre maintenant\u00a0: dite encore',
    en: 'an outcome that the agent cannot take now: told again',
  },
  'till.mid-sale': {
    fr: 'l’agent s’arrête au milieu d’une vente et revient\u00a0: l’issue lui est dite alors',
    en: 'the agent stops in mid-sale and is back: the outcome is told then',
  },
  'till.unauthorized': {
    fr: 'jeton refusé (401)\u00a0: une personne regarde',
    en: 'token refused (401): a person looks',
  },
  'till.rate-limited': {
    fr: 'trop d’appels (429)\u00a0: une personne regarde',
    en: 'too many calls (429): a person looks',
  },
  'till.internal-error': {
    fr: 'erreur de l’agent (500)\u00a0: une personne regarde',
    en: 'the agent fails (500): a person looks',
  },
  'till.unavailable': {
    fr: 'agent sans mémoire (503)\u00a0: une personne regarde',
    en: 'the agent cannot write (503): a person looks',
  },
  'till.not-200': {
    fr: '«\u00a0allow\u00a0» sans 200\u00a0: une personne regarde',
    en: '`allow` that is no 200: a person looks',
  },
  'till.other-word': {
    fr: '«\u00a0ALLOW\u00a0» n’est pas «\u00a0allow\u00a0»\u00a0: une personne regarde',
    en: '`ALLOW` is not `allow`: a person looks',
  },
  'till.other-answer': {
    fr: 'réponse 200 sans verdict\u00a0: une personne regarde',
    en: 'a 200 without a verdict: a person looks',
  },
  'till.garbage': {
    fr: 'une page HTML au lieu d’une réponse\u00a0: une personne regarde',
    en: 'a page of HTML in place of an answer: a person looks',
  },
  'till.empty': { fr: 'une réponse vide\u00a0: une personne regarde', en: 'an empty answer: a person looks' },
  'till.cut': {
    fr: 'connexion coupée sans réponse\u00a0: une personne regarde',
    en: 'connection cut without an answer: a person looks',
  },
  'till.slow': {
    fr: 'pas de réponse au contrôle\u00a0: une personne regarde, sans attendre sans fin',
    en: 'no answer to the check: a person looks, without waiting for ever',
  },
  'till.half': {
    fr: 'une réponse qui s’arrête au milieu\u00a0: une personne regarde, sans attendre sans fin',
    en: 'an answer that stops half way: a person looks, without waiting for ever',
  },
  'till.hangs': {
    fr: 'l’agent ne répond plus à rien\u00a0: une personne regarde, sans attendre sans fin',
    en: 'the agent answers nothing at all: a person looks, without waiting for ever',
  },
  'till.impostor': {
    fr: 'un autre programme a pris le port\u00a0: une personne regarde, aucun jeton envoyé',
    en: 'another program has taken the port: a person looks, and no token is sent',
  },
  'till.killed': {
    fr: 'l’agent a été tué, till.json reste\u00a0: une personne regarde',
    en: 'the agent was killed, till.json stays: a person looks',
  },
  'till.gone': { fr: 'l’agent est arrêté\u00a0: une personne regarde', en: 'the agent is stopped: a person looks' },
  'till.back': {
    fr: 'l’agent revient, autre port et autre jeton\u00a0: la caisse le retrouve',
    en: 'the agent is back with another port and token: the till finds it',
  },
} as const satisfies Messages;
