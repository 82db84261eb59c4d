import type { Messages } from './index.ts';

/** What the command line says: commands, their examples, and why one was refused. */
export const cliMessages = {
  'cli.about': {
    fr: 'vigilot — empêche qu’un lot rappelé soit délivré : l’agent du poste et le portail qui l’alimente.',
    en: 'vigilot — keeps a recalled lot from being dispensed: the workstation’s agent and the portal that feeds it.',
  },

  'cli.help.usage': { fr: 'Usage', en: 'Usage' },
  'cli.help.synopsis': { fr: '<commande> [options]', en: '<command> [options]' },
  'cli.help.options-synopsis': { fr: '[options]', en: '[options]' },
  'cli.help.commands': { fr: 'Commandes', en: 'Commands' },
  'cli.help.examples': { fr: 'Exemples', en: 'Examples' },
  'cli.help.options': { fr: 'Options', en: 'Options' },
  'cli.help.environment-only': {
    fr: 'Par l’environnement ou le fichier de réglages (jamais sur la ligne de commande, que tout processus peut lire)',
    en: 'By the environment or the config file (never on the command line, which any process can read)',
  },
  'cli.help.exits': { fr: 'Codes de sortie', en: 'Exit statuses' },
  'cli.help.default': { fr: 'défaut\u00a0: {value}', en: 'default: {value}' },
  'cli.help.first-steps': { fr: 'Pour commencer', en: 'First steps' },
  'cli.help.first-steps.demo': {
    fr: 'Tout voir tourner sur cette machine : portail, agent, vrais rappels, une caisse.',
    en: 'See it all run on this machine: portal, agent, real recalls, a till.',
  },
  'cli.help.first-steps.check': {
    fr: 'Poser la question d’une caisse : cette boîte peut-elle être délivrée ?',
    en: 'Ask what a till asks: may this pack be dispensed?',
  },
  'cli.help.first-steps.status': {
    fr: 'L’agent est-il relié, à jour, protège-t-il ?',
    en: 'Is the agent connected, up to date, protecting?',
  },
  'cli.help.more': {
    fr: '« vigilot help <commande> » dit tout d’une commande ; les réglages sont dans docs/settings.md.',
    en: '“vigilot help <command>” tells all about a command; the settings are in docs/settings.md.',
  },

  'cli.exit.ok': { fr: 'fait', en: 'done' },
  'cli.exit.failure': { fr: 'échec', en: 'failure' },
  'cli.exit.bad-input': {
    fr: 'saisie inutilisable : commande, option, réglage ou contenu',
    en: 'unusable input: command, option, setting or content',
  },
  'cli.exit.unreachable': { fr: 'aucun agent, ou aucun portail, ne répond', en: 'no agent, or no portal, answers' },

  'cli.command-unknown': {
    fr: 'Commande inconnue : {command}. « vigilot help » les donne toutes.',
    en: 'Unknown command: {command}. “vigilot help” lists them all.',
  },
  'cli.command-unknown-meant': {
    fr: 'Commande inconnue : {command} ; est-ce {meant} ? « vigilot help » les donne toutes.',
    en: 'Unknown command: {command}; did you mean {meant}? “vigilot help” lists them all.',
  },
  'cli.flag-unknown': { fr: 'Option inconnue : {flag}.', en: 'Unknown option: {flag}.' },
  'cli.flag-unknown-meant': {
    fr: 'Option inconnue : {flag} ; est-ce {meant} ?',
    en: 'Unknown option: {flag}; did you mean {meant}?',
  },
  'cli.flag-twice': { fr: '{flag} est donné deux fois.', en: '{flag} is given twice.' },
  'cli.flag-value': { fr: '{flag} attend une valeur.', en: '{flag} expects a value.' },
  'cli.flag-no-value': { fr: '{flag} n’attend pas de valeur.', en: '{flag} takes no value.' },
  'cli.flag-lang': { fr: '--lang attend fr ou en, pas « {value} ».', en: '--lang expects fr or en, not “{value}”.' },
  'cli.operand-missing': { fr: 'Il manque <{operand}>.', en: '<{operand}> is missing.' },
  'cli.operand-surplus': {
    fr: '« {operand} » est de trop ; un scan qui contient des espaces se met entre apostrophes.',
    en: '“{operand}” is one too many; put a scan that contains spaces in quotes.',
  },
  'cli.see-help': {
    fr: '« vigilot help {command} » donne l’usage et des exemples.',
    en: '“vigilot help {command}” gives usage and examples.',
  },
  'cli.unexpected': { fr: 'Échec : {cause}', en: 'Failure: {cause}' },

  'cli.agent.summary': {
    fr: 'Fait tourner l’agent de ce poste, sans écran.',
    en: 'Runs this workstation’s agent, without a screen.',
  },
  'cli.agent.details': {
    fr: 'L’agent garde les rappels sur disque, répond à la caisse sur 127.0.0.1 et suit le portail. Il écrit hook.json (tout), desk.json (les personnes du poste) et till.json (caisse) dans son dossier : qui les lit peut l’appeler. Il tourne jusqu’à Ctrl-C ou SIGTERM.',
    en: 'The agent keeps recalls on disk, answers the till on 127.0.0.1 and follows the portal. It writes hook.json (everything), desk.json (the people at the workstation) and till.json (till) in its folder: who can read them can call it. It runs until Ctrl-C or SIGTERM.',
  },
  'cli.agent.example.enrol': {
    fr: 'Premier démarrage : enrôle ce poste avec le jeton que l’opérateur du portail a remis.',
    en: 'First start: enrols this workstation with the token that the portal’s operator gave.',
  },
  'cli.agent.example.again': {
    fr: 'Ensuite : l’identité et les rappels sont dans le dossier.',
    en: 'Afterwards: identity and recalls are in the folder.',
  },
  'cli.agent.example.any-port': {
    fr: 'Sur n’importe quel port libre, dossier à part : pour essayer à côté d’un agent installé.',
    en: 'On any free port, in a folder of its own: to try beside an installed agent.',
  },
  'cli.agent.ready': {
    fr: 'Agent prêt : {url} — données : {dataDir}. Ctrl-C arrête.',
    en: 'Agent ready: {url} — data: {dataDir}. Ctrl-C stops it.',
  },
  'cli.agent.log-file': {
    fr: 'Le journal technique ne s’écrit pas dans {path} ({cause}) ; il reste sur la sortie d’erreur, et l’agent continue.',
    en: 'The technical log cannot be written to {path} ({cause}); it stays on standard error, and the agent goes on.',
  },
  'cli.agent.held': {
    fr: 'Un agent tourne déjà dans {dataDir} ; « vigilot status » dit lequel.',
    en: 'An agent already runs in {dataDir}; “vigilot status” tells which.',
  },
  'cli.agent.folder': {
    fr: 'L’agent ne peut démarrer sur son dossier de données, ce poste n’est pas protégé. {text}',
    en: 'The agent cannot start on its data folder, this workstation is not protected. {text}',
  },
  'cli.agent.no-port': {
    fr: 'L’agent ne tourne pas, ce poste n’est pas protégé : {ports}. Trouver le programme qui tient ce port et l’arrêter, ou choisir un autre port (--hook-port).',
    en: 'The agent does not run, this workstation is not protected: {ports}. Find the program that holds this port and stop it, or choose another port (--hook-port).',
  },
  'cli.agent.stopped': { fr: 'Agent arrêté.', en: 'Agent stopped.' },

  'cli.portal.summary': { fr: 'Fait tourner le portail.', en: 'Runs the portal.' },
  'cli.portal.details': {
    fr: 'Le premier démarrage crée les clés de signature et écrit portal.json (adresse, clés des rôles lab, authority, operator) dans le dossier. Base embarquée, ou PostgreSQL par VIGILOT_DATABASE_URL.',
    en: 'The first start makes the signing keys and writes portal.json (address, keys of the roles lab, authority, operator) in the folder. Embedded database, or PostgreSQL by VIGILOT_DATABASE_URL.',
  },
  'cli.portal.example.embedded': {
    fr: 'Base embarquée, dossier à part : pour essayer.',
    en: 'Embedded database, a folder of its own: to try.',
  },
  'cli.portal.example.offline-root': {
    fr: 'Pour de vrai : la racine reste hors ligne, seule sa moitié publique est ici.',
    en: 'For real: the root stays offline, only its public half is here.',
  },
  'cli.portal.ready': {
    fr: 'Portail prêt : {url} — clés des rôles dans {file}. Ctrl-C arrête.',
    en: 'Portal ready: {url} — role keys in {file}. Ctrl-C stops it.',
  },
  'cli.portal.stopped': { fr: 'Portail arrêté.', en: 'Portal stopped.' },

  'cli.portal.report.summary': {
    fr: 'Recalcule l’empreinte d’un bilan et la compare à celle qu’il porte.',
    en: 'Computes the hash of a report again and compares it with the one it bears.',
  },
  'cli.portal.report.details': {
    fr: 'Sans réseau ni portail : l’empreinte SHA-256 est celle du contenu écrit selon RFC 8785. La même figure sur chaque page du PDF.',
    en: 'Without network or portal: the SHA-256 is that of the content as RFC 8785 writes it. The same stands on every page of the PDF.',
  },
  'cli.portal.report.operand': { fr: 'Le bilan au format JSON', en: 'The report in its JSON form' },
  'cli.portal.report.example': {
    fr: 'Le bilan reçu du laboratoire.',
    en: 'The report that a laboratory handed over.',
  },
  'cli.portal.report.exit': {
    fr: 'Le contenu n’est pas celui de l’empreinte.',
    en: 'The content is not that of the hash.',
  },
  'cli.portal.report.holds': {
    fr: 'Le contenu est celui de l’empreinte {hash}.',
    en: 'The content is that of the hash {hash}.',
  },
  'cli.portal.report.broken': {
    fr: 'Le contenu n’est pas celui de l’empreinte : le bilan dit {claimed}, son contenu donne {found}.',
    en: 'The content is not that of the hash: the report says {claimed}, its content gives {found}.',
  },
  'cli.portal.report.no-report': {
    fr: '{file} n’est pas un bilan au format JSON.',
    en: '{file} is not a report in its JSON form.',
  },
  'cli.portal.root.summary': {
    fr: 'Fait la clé racine, hors ligne, et en sépare les deux moitiés.',
    en: 'Makes the root key, offline, and parts its two halves.',
  },
  'cli.portal.root.details': {
    fr: 'À lancer sur une machine sans réseau. root.jwk (privée) n’en sort que pour un coffre ; root.pub.json va au portail (--offline-root). Qui tient root.jwk décide quelles clés signent les rappels.',
    en: 'To be run on a machine without a network. root.jwk (private) leaves it for a safe alone; root.pub.json goes to the portal (--offline-root). Whoever holds root.jwk decides which keys sign recalls.',
  },
  'cli.portal.root.operand': {
    fr: 'Dossier où écrire root.jwk et root.pub.json',
    en: 'Folder for root.jwk and root.pub.json',
  },
  'cli.portal.root.example': {
    fr: 'Sur un support qui restera au coffre.',
    en: 'On a medium that will stay in the safe.',
  },
  'cli.portal.invite.summary': {
    fr: 'Invite un exploitant et affiche son lien de première connexion.',
    en: 'Invites an operator and shows the link by which they first sign in.',
  },
  'cli.portal.invite.details': {
    fr: 'Le portail tourne sur cette machine. Le lien vaut une semaine, une fois ; qui le détient entre à la place de la personne. La personne invitera les autres depuis le portail.',
    en: 'The portal runs on this machine. The link holds for a week, once; whoever has it gets in as that person. That person invites the others from the portal.',
  },
  'cli.portal.invite.operand': { fr: 'L’adresse de la personne.', en: 'The person’s address.' },
  'cli.portal.invite.example': {
    fr: 'La première personne d’un portail neuf.',
    en: 'The first person of a new portal.',
  },
  'cli.portal.invite.organisation': { fr: 'Exploitant du portail', en: 'Operator of the portal' },
  'cli.portal.invite.done': {
    fr: 'À ouvrir par {email}, une fois, dans la semaine :\n{link}',
    en: 'To be opened by {email}, once, within the week:\n{link}',
  },
  'cli.portal.root.done': {
    fr: 'Racine faite (empreinte {thumbprint}).\n  privée, à mettre au coffre : {secret}\n  publique, pour le portail  : {shared}',
    en: 'Root made (thumbprint {thumbprint}).\n  private, for the safe: {secret}\n  public, for the portal: {shared}',
  },
  'cli.portal.root.not-a-key': {
    fr: '{path} n’est pas la moitié publique d’une racine (root.pub.json).',
    en: '{path} is not the public half of a root (root.pub.json).',
  },
  'cli.portal.root.other-root': {
    fr: 'Ce portail a déjà une autre racine ({path}) : les postes enrôlés n’en accepteraient pas une nouvelle.',
    en: 'This portal already has another root ({path}): enrolled workstations would not accept a new one.',
  },
  'cli.portal.held': {
    fr: 'Le portail tourne déjà dans {dataDir} (processus {pid}) ; avec la base embarquée, un seul processus y a accès.',
    en: 'The portal already runs in {dataDir} (process {pid}); with the embedded database one process alone has access.',
  },
  'cli.file-there': {
    fr: '{file} existe déjà : rien n’a été écrit.',
    en: '{file} is already there: nothing was written.',
  },

  'cli.portal.keys.list.summary': {
    fr: 'Montre les clés qui signent le flux, et la racine.',
    en: 'Shows the keys that sign the feed, and the root.',
  },
  'cli.portal.keys.list.example': {
    fr: 'Celles de la démonstration, arrêtée (base embarquée : un seul processus).',
    en: 'Those of the demonstration, stopped (embedded database: one process).',
  },
  'cli.portal.keys.list.root': { fr: 'Flux {feed}, racine {thumbprint}', en: 'Feed {feed}, root {thumbprint}' },
  'cli.portal.keys.list.demonstration': {
    fr: '  La moitié privée de la racine est ici : bon pour une démonstration, pas pour un vrai portail.',
    en: '  The private half of the root lies here: fit for a demonstration, not for a real portal.',
  },
  'cli.portal.keys.list.from': { fr: 'depuis la position {from}', en: 'from position {from}' },
  'cli.portal.keys.request.summary': {
    fr: 'Fait de nouvelles clés et la demande que la racine doit signer.',
    en: 'Makes new keys and the request that the root must sign.',
  },
  'cli.portal.keys.request.details': {
    fr: 'Rotation ou clé volée : la clé remplacée ne vaut plus rien dès l’entrée qui porte la signature de la racine. La demande va à « vigilot portal keys sign », là où est la racine.',
    en: 'Rotation or a stolen key: the key replaced is worth nothing from the entry on that carries the root’s signature. The request goes to “vigilot portal keys sign”, where the root is.',
  },
  'cli.portal.keys.request.operand': {
    fr: 'Clé à remplacer : celle des entrées, celle des horodatages du flux, ou les deux',
    en: 'Key to replace: that of the entries, that of the tips, or both',
  },
  'cli.portal.keys.request.example.rotation': {
    fr: 'Rotation de la clé des passerelles.',
    en: 'Rotation of the gateways’ key.',
  },
  'cli.portal.keys.request.example.stolen': {
    fr: 'Clé volée, avec les positions douteuses.',
    en: 'A stolen key, with the doubtful positions.',
  },
  'cli.portal.keys.request.bad-use': {
    fr: '« {value} » : attendu entry, tip ou both.',
    en: '“{value}”: expected entry, tip or both.',
  },
  'cli.portal.keys.request.bad-suspect': {
    fr: '« {value} » : attendu KID:DE-À, par exemple 7Vx2:120-134.',
    en: '“{value}”: expected KID:FROM-TO, such as 7Vx2:120-134.',
  },
  'cli.portal.keys.sign.summary': {
    fr: 'Signe une demande avec la racine, là où elle est gardée.',
    en: 'Signs a request with the root, where it is kept.',
  },
  'cli.portal.keys.sign.details': {
    fr: 'Ne lit que la demande et la racine ; écrit la signature sur la sortie standard, et ce qui est signé sur la sortie d’erreur, à relire avant de la porter au portail.',
    en: 'Reads the request and the root alone; writes the signature to standard output, and what is signed to standard error, to be read before it is taken to the portal.',
  },
  'cli.portal.keys.sign.operand': {
    fr: 'Demande faite par le portail (ou keys/root-request.json, au premier démarrage)',
    en: 'Request made by the portal (or keys/root-request.json, at the first start)',
  },
  'cli.portal.keys.sign.example': {
    fr: 'Sur la machine hors ligne. Au premier démarrage, le résultat va dans keys/root-statement.jws.',
    en: 'On the offline machine. At the first start the result goes to keys/root-statement.jws.',
  },
  'cli.portal.keys.sign.not-root': {
    fr: '{file} n’est pas la moitié privée d’une racine (root.jwk).',
    en: '{file} is not the private half of a root (root.jwk).',
  },
  'cli.portal.keys.sign.not-request': {
    fr: '{file} n’est ni une demande de clés ni une demande d’époque.',
    en: '{file} is neither a key request nor an epoch request.',
  },
  'cli.portal.keys.sign.keys': {
    fr: 'Signé : flux {feed}, clés version {version} : {names}',
    en: 'Signed: feed {feed}, keys version {version}: {names}',
  },
  'cli.portal.keys.sign.epoch': {
    fr: 'Signé : flux {feed}, époque {epoch}, qui repart après la position {position}',
    en: 'Signed: feed {feed}, epoch {epoch}, which goes on after position {position}',
  },
  'cli.portal.keys.apply.summary': {
    fr: 'Publie dans le flux ce que la racine a signé.',
    en: 'Publishes in the feed what the root has signed.',
  },
  'cli.portal.keys.apply.details': {
    fr: 'Portail arrêté si la base est embarquée. Les postes changent de clés en lisant cette entrée ; ce qu’ils savent continue de bloquer.',
    en: 'With the portal stopped where the database is embedded. Workstations change keys as they read this entry; what they know goes on blocking.',
  },
  'cli.portal.keys.apply.operand': { fr: 'Ce que « portal keys sign » a écrit', en: 'What “portal keys sign” wrote' },
  'cli.portal.keys.apply.example': { fr: 'Termine une rotation, ou un fork.', en: 'Ends a rotation, or a fork.' },
  'cli.portal.keys.apply.done': { fr: 'Publié à la position {position}.', en: 'Published at position {position}.' },
  'cli.portal.epoch.summary': {
    fr: 'Prépare la sortie d’un fork : la dernière position que les deux branches partagent.',
    en: 'Prepares the way out of a fork: the last position that both branches share.',
  },
  'cli.portal.epoch.details': {
    fr: 'La demande va à « portal keys sign », puis « portal keys apply ». Les rappels de la branche abandonnée bloquent jusqu’à ce qu’ils soient levés un par un.',
    en: 'The request goes to “portal keys sign”, then “portal keys apply”. Recalls of the abandoned branch block until each is lifted.',
  },
  'cli.portal.epoch.operand': { fr: 'Dernière position commune', en: 'Last common position' },
  'cli.portal.epoch.example': { fr: 'Les branches se séparent après 128.', en: 'The branches part after 128.' },
  'cli.portal.epoch.bad-position': { fr: '« {value} » n’est pas une position.', en: '“{value}” is not a position.' },
  'cli.portal.recovery.end.summary': {
    fr: 'Met fin à la reprise d’un portail restauré d’une sauvegarde.',
    en: 'Ends the recovery of a portal restored from a backup.',
  },
  'cli.portal.recovery.end.details': {
    fr: 'Un portail restauré reprend aux postes les entrées qui lui manquent et ne publie rien tant que tous ne sont pas venus. À ne faire que si ceux qui manquent n’ont rien de plus : un poste qui en a verra un fork. « portal recovery status » dit combien sont venus.',
    en: 'A restored portal takes the entries it lacks back from workstations, and publishes nothing until all have come. Only where those that have not come hold nothing more: one that does will see a fork. “portal recovery status” says how many came.',
  },
  'cli.portal.recovery.end.example': {
    fr: 'Portail arrêté si la base est embarquée.',
    en: 'With the portal stopped where the database is embedded.',
  },
  'cli.portal.recovery.end.done': {
    fr: 'Reprise terminée : le portail publie de nouveau après la position {position}.',
    en: 'Recovery ended: the portal publishes again after position {position}.',
  },

  'cli.portal.recovery.status.summary': {
    fr: 'Où en est la reprise d’un portail restauré.',
    en: 'How far the recovery of a restored portal has come.',
  },
  'cli.portal.recovery.status.example': {
    fr: 'Portail arrêté si la base est embarquée.',
    en: 'With the portal stopped where the database is embedded.',
  },
  'cli.portal.recovery.status.none': {
    fr: 'Aucune reprise en cours : le flux en est à la position {position}.',
    en: 'No recovery under way: the feed stands at position {position}.',
  },
  'cli.portal.recovery.status.proved': {
    fr: 'Reprise : position {position}, un poste a prouvé {to}.',
    en: 'Recovering: position {position}, a workstation has proved {to}.',
  },
  'cli.portal.recovery.status.restored': {
    fr: 'Restauré le {at} : position {position}. {heard} postes sur {known} ont montré ce qu’ils ont ; le portail publie de nouveau quand tous l’ont fait, ou par « vigilot portal recovery end ».',
    en: 'Restored at {at}: position {position}. {heard} of {known} workstations have shown what they hold; the portal publishes again when all have, or by “vigilot portal recovery end”.',
  },
  'cli.portal.listen-wide': {
    fr: 'Écouter sur {listen} demande un relais TLS devant le portail : le nommer par trustedProxies.',
    en: 'Listening on {listen} needs a TLS proxy in front of the portal: name it by trustedProxies.',
  },
  'cli.portal.backup.summary': {
    fr: 'Sauvegarde la base de données du portail dans un fichier.',
    en: 'Backs the portal’s database up into a file.',
  },
  'cli.portal.backup.details': {
    fr: 'Un instant unique de toute la base, même pendant que le portail sert (PostgreSQL) ; base embarquée : portail arrêté. Le dossier keys et portal.json n’y sont pas : les garder à part (docs/operations.md).',
    en: 'A single moment of the whole database, even while the portal serves (PostgreSQL); embedded database: with the portal stopped. The keys folder and portal.json are not in it: keep them apart (docs/operations.md).',
  },
  'cli.portal.backup.operand': { fr: 'Fichier à écrire', en: 'File to write' },
  'cli.portal.backup.example': { fr: 'Chaque nuit.', en: 'Every night.' },
  'cli.portal.backup.done': {
    fr: 'Sauvegardé : position {position}, {rows} lignes, {kilobytes} Ko dans {file}.',
    en: 'Backed up: position {position}, {rows} rows, {kilobytes} KB in {file}.',
  },
  'cli.portal.restore.summary': {
    fr: 'Restaure une sauvegarde dans une base de données vide.',
    en: 'Restores a backup into an empty database.',
  },
  'cli.portal.restore.details': {
    fr: 'Le fichier est prouvé entier avant que rien ne change. Le portail restauré reprend d’abord aux postes les entrées publiées depuis la sauvegarde ; d’ici là il ne signe et ne publie rien.',
    en: 'The file is proved whole before anything changes. The restored portal first takes the entries published since the backup back from the workstations; until then it signs and publishes nothing.',
  },
  'cli.portal.restore.operand': { fr: 'Fichier d’une sauvegarde', en: 'File of a backup' },
  'cli.portal.restore.example': { fr: 'Dans une base neuve.', en: 'Into a new database.' },
  'cli.portal.restore.example.check': {
    fr: 'Prouve seulement le fichier.',
    en: 'Only proves the file.',
  },
  'cli.portal.restore.checked': {
    fr: '{file} est entière : flux {feed} à la position {position}, {rows} lignes, du {at}.',
    en: '{file} is whole: feed {feed} at position {position}, {rows} rows, of {at}.',
  },
  'cli.portal.restore.done': {
    fr: 'Restauré : flux {feed} à la position {position}, {rows} lignes, du {at}. Au démarrage, le portail reprend aux postes ce qui lui manque avant de publier.',
    en: 'Restored: feed {feed} at position {position}, {rows} rows, of {at}. Once started, the portal takes what it lacks back from workstations before it publishes.',
  },
  'cli.portal.restore.keys': {
    fr: 'Les clés ne sont pas dans {path} : y remettre le dossier keys et portal.json avant de démarrer le portail.',
    en: 'The keys are not in {path}: put the keys folder and portal.json back there before the portal starts.',
  },

  'cli.check.summary': {
    fr: 'Demande à l’agent de ce poste si une boîte peut être délivrée.',
    en: 'Asks this workstation’s agent whether a pack may be dispensed.',
  },
  'cli.check.details': {
    fr: 'Seul « allow » (code 0) autorise la délivrance ; tout le reste, y compris une panne, se traite comme « verify ».',
    en: 'Only “allow” (status 0) clears a pack; anything else, a failure included, is handled as “verify”.',
  },
  'cli.check.operand': {
    fr: 'Ce que la douchette a tapé (DataMatrix, EAN, CIP), ou - pour le lire de l’entrée standard',
    en: 'What the scanner typed (DataMatrix, EAN, CIP), or - to read it from standard input',
  },
  'cli.check.example.datamatrix': {
    fr: 'Un DataMatrix : produit (01), péremption (17), lot (10).',
    en: 'A DataMatrix: product (01), expiry (17), lot (10).',
  },
  'cli.check.example.cip': {
    fr: 'Un code CIP seul : sans le lot, un rappel de lot donne « verify ».',
    en: 'A CIP code alone: without the lot, a recall of lots gives “verify”.',
  },
  'cli.check.example.stdin': {
    fr: 'Depuis un autre programme, séparateurs (0x1D) compris.',
    en: 'From another program, separators (0x1D) included.',
  },
  'cli.check.exit.allow': { fr: 'allow : la boîte peut être délivrée', en: 'allow: the pack may be dispensed' },
  'cli.check.exit.verify': {
    fr: 'verify : à vérifier avant de délivrer',
    en: 'verify: to be verified before dispensing',
  },
  'cli.check.exit.block': { fr: 'block : ne pas délivrer', en: 'block: do not dispense' },
  'cli.check.exit.bad-input': {
    fr: 'saisie inutilisable, ou code qui ne désigne aucun produit',
    en: 'unusable input, or a code that names no product',
  },
  'cli.check.verdict.allow': { fr: 'DÉLIVRANCE POSSIBLE', en: 'MAY BE DISPENSED' },
  'cli.check.verdict.verify': { fr: 'À VÉRIFIER', en: 'VERIFY' },
  'cli.check.verdict.block': { fr: 'NE PAS DÉLIVRER', en: 'DO NOT DISPENSE' },
  'cli.check.feed': {
    fr: 'Rappels : {state}, jusqu’au n° {position}',
    en: 'Recalls: {state}, up to no. {position}',
  },
  'cli.check.scan-empty': { fr: 'Rien n’a été lu de l’entrée standard.', en: 'Nothing was read from standard input.' },
  'cli.feed.live': { fr: 'à jour', en: 'live' },
  'cli.feed.stale': { fr: 'sans nouvelles du portail', en: 'without news from the portal' },
  'cli.feed.unsynced': { fr: 'incomplets', en: 'incomplete' },

  'cli.agent-missing': {
    fr: 'Aucun agent ne tourne ici (rien à lire dans {dataDir}). « vigilot agent » en démarre un ; sans agent, tout est à vérifier.',
    en: 'No agent runs here (nothing to read in {dataDir}). “vigilot agent” starts one; without an agent everything is to be verified.',
  },
  'cli.agent-unreachable': { fr: '{cause} Tout est à vérifier.', en: '{cause} Everything is to be verified.' },
  'cli.agent-refused': { fr: 'L’agent refuse : {cause}', en: 'The agent refuses: {cause}' },

  'cli.status.summary': {
    fr: 'Dit ce que sait et fait l’agent de ce poste.',
    en: 'Tells what this workstation’s agent knows and does.',
  },
  'cli.status.example.table': { fr: 'Un tableau pour les personnes.', en: 'A table for people.' },
  'cli.status.example.json': { fr: 'Pour la supervision.', en: 'For monitoring.' },
  'cli.status.example.elsewhere': { fr: 'L’agent de la démonstration.', en: 'The demonstration’s agent.' },

  'cli.status.agent': { fr: 'Agent', en: 'Agent' },
  'cli.status.recalls': { fr: 'Rappels', en: 'Recalls' },
  'cli.status.recalls-text': {
    fr: '{state}, jusqu’au n° {position}, dernières nouvelles : {age}',
    en: '{state}, up to no. {position}, last news: {age}',
  },
  'cli.status.portal': { fr: 'Portail', en: 'Portal' },
  'cli.status.identity': { fr: 'Poste', en: 'Workstation' },
  'cli.status.not-enrolled': { fr: 'pas encore enrôlé', en: 'not enrolled yet' },
  'cli.status.journal': { fr: 'Registre', en: 'Journal' },
  'cli.status.journal-text': { fr: '{count} lignes chaînées', en: '{count} chained rows' },
  'cli.status.outbox': { fr: 'À envoyer', en: 'To send' },
  'cli.status.outbox-text': {
    fr: '{waiting} en attente, {refused} refusés par le portail',
    en: '{waiting} waiting, {refused} refused by the portal',
  },
  'cli.status.alarms': { fr: 'Alarmes', en: 'Alarms' },
  'cli.status.settings': { fr: 'Réglages qui ne sont pas par défaut', en: 'Settings that are not the default' },
  'cli.status.settings-default': { fr: 'aucun', en: 'none' },

  'cli.desk.summary': {
    fr: 'Donne un lien qui ouvre le bureau Vigilot dans un navigateur de ce poste.',
    en: 'Gives a link that opens the Vigilot desk in a browser of this workstation.',
  },
  'cli.desk.details': {
    fr: 'Le lien vaut une minute et sert une seule fois ; le navigateur garde ensuite sa session jusqu’à sa fermeture. Il faut pouvoir lire hook.json : être qui fait tourner l’agent, ou administrateur.',
    en: 'The link is good for a minute and serves once; the browser then keeps its session until it is closed. Whoever asks must be able to read hook.json: be the one who runs the agent, or an administrator.',
  },
  'cli.desk.example.here': { fr: 'L’agent installé sur ce poste.', en: 'The agent installed on this workstation.' },
  'cli.desk.example.elsewhere': { fr: 'L’agent de la démonstration.', en: 'The demonstration’s agent.' },
  'cli.desk.example.json': {
    fr: 'Pour un programme qui ouvre le navigateur.',
    en: 'For a program that opens the browser.',
  },
  'cli.desk.valid': {
    fr: 'À ouvrir dans un navigateur de ce poste, d’ici {time} : valable une minute, une seule fois.',
    en: 'To be opened in a browser of this workstation, by {time}: good for a minute, once.',
  },
  'cli.desk.not-yours': {
    fr: '{cause} Le bureau s’ouvre à qui fait tourner l’agent, ou à un administrateur.',
    en: '{cause} The desk opens to whoever runs the agent, or to an administrator.',
  },

  'cli.publish.summary': {
    fr: 'Publie un bulletin sur le portail de cette machine : dépôt, soumission et validation d’un coup.',
    en: 'Publishes a bulletin on this machine’s portal: posted, submitted and validated in one go.',
  },
  'cli.publish.details': {
    fr: 'Se sert des clés lab et authority de portal.json. Pour la démonstration, les essais et les tests à blanc : dans la vraie vie, le laboratoire dépose et l’autorité valide, chacun avec sa clé.',
    en: 'Uses the lab and authority keys of portal.json. For demonstrations, trials and drills: in real life the laboratory posts and the authority validates, each with its own key.',
  },
  'cli.publish.operand': {
    fr: 'Fichier JSON du bulletin, ou - pour l’entrée standard',
    en: 'JSON file of the bulletin, or - for standard input',
  },
  'cli.publish.example.file': { fr: 'Un rappel préparé dans un fichier.', en: 'A recall prepared in a file.' },
  'cli.publish.example.demo': { fr: 'Sur le portail de la démonstration.', en: 'On the demonstration’s portal.' },
  'cli.publish.done': {
    fr: '{reference} est en vigueur : bulletin {id}, révision {revision}.',
    en: '{reference} is in force: bulletin {id}, revision {revision}.',
  },
  'cli.publish.not-json': { fr: '{file} n’est pas du JSON : {cause}', en: '{file} is not JSON: {cause}' },
  'cli.publish.stopped': {
    fr: 'Le bulletin {id} est resté à l’état « {state} ».',
    en: 'Bulletin {id} stayed in state “{state}”.',
  },
  'cli.file-unreadable': { fr: '{file} : illisible ({cause})', en: '{file}: cannot be read ({cause})' },
  'cli.portal-missing': {
    fr: 'Aucun portail n’a tourné ici (pas de {file}). « vigilot portal » en démarre un.',
    en: 'No portal has run here (no {file}). “vigilot portal” starts one.',
  },
  'cli.portal-silent': {
    fr: 'Le portail annoncé sur {url} ne répond pas ({cause}).',
    en: 'The portal announced at {url} does not answer ({cause}).',
  },
  'cli.portal-refused': { fr: 'Le portail refuse : {cause}', en: 'The portal refuses: {cause}' },

  'cli.demo.summary': {
    fr: 'Montre tout sur cette machine : portail, agent enrôlé, vrais rappels, une caisse.',
    en: 'Shows it all on this machine: portal, enrolled agent, real recalls, a till.',
  },
  'cli.demo.details': {
    fr: 'Les données restent dans le dossier .vigilot du dépôt : un second démarrage les retrouve et ne publie rien deux fois. Tout s’arrête avec Ctrl-C. N’installe rien et n’écoute que sur 127.0.0.1.',
    en: 'Data stay in the repository’s .vigilot folder: a second start finds them and publishes nothing twice. Everything stops at Ctrl-C. It installs nothing and listens on 127.0.0.1 alone.',
  },
  'cli.demo.example.stay': {
    fr: 'Joue la démonstration et reste en marche.',
    en: 'Plays the demonstration and stays up.',
  },
  'cli.demo.example.once': {
    fr: 'La joue et s’arrête ; code 1 si un verdict n’est pas celui attendu.',
    en: 'Plays it and stops; status 1 where a verdict is not the one expected.',
  },
  'cli.demo.exit.failure': {
    fr: 'un verdict n’est pas celui attendu, ou un délai est dépassé',
    en: 'a verdict is not the one expected, or a time limit has passed',
  },

  'cli.catalogue.import.summary': {
    fr: 'Donne leur nom aux produits, d’après la base de données publique des médicaments.',
    en: 'Gives products their names, from the public medicines database.',
  },
  'cli.catalogue.import.details': {
    fr: 'CIS_bdpm.txt, placé à côté, donne le nom des médicaments ; sans lui il ne reste que le libellé de la présentation. Un fichier tronqué est refusé. Aucun verdict n’en dépend.',
    en: 'CIS_bdpm.txt, beside it, gives the names of the medicines; without it only the label of the presentation is left. A file that was cut short is refused. No verdict depends on it.',
  },
  'cli.catalogue.import.operand': {
    fr: 'CIS_CIP_bdpm.txt, tel que téléchargé',
    en: 'CIS_CIP_bdpm.txt, as downloaded',
  },
  'cli.catalogue.import.example.plain': {
    fr: 'Les deux fichiers sont dans le même dossier.',
    en: 'Both files are in the same folder.',
  },
  'cli.catalogue.import.example.elsewhere': { fr: 'CIS_bdpm.txt est ailleurs.', en: 'CIS_bdpm.txt is elsewhere.' },
  'cli.catalogue.import.done': {
    fr: '{products} produits, dont {named} avec le nom du médicament ; {skipped} lignes sans CIP13 valable. Un agent en marche le voit dans la demi-minute.',
    en: '{products} products, {named} of them with the medicine’s name; {skipped} rows without a valid CIP13. A running agent sees it within half a minute.',
  },
  'cli.catalogue.import.no-specialities': {
    fr: 'CIS_bdpm.txt n’est pas à côté : les produits n’ont que le libellé de leur présentation.',
    en: 'CIS_bdpm.txt is not beside it: products have the label of their presentation alone.',
  },
  'cli.catalogue.import.force-hint': {
    fr: 'Rien n’a été changé. --force prend le fichier tel qu’il est.',
    en: 'Nothing was changed. --force takes the file as it is.',
  },

  'cli.help.summary': {
    fr: 'Donne cette aide, ou celle d’une commande.',
    en: 'Gives this help, or that of a command.',
  },
  'cli.help.operand': { fr: 'La commande dont l’aide est demandée', en: 'The command whose help is asked for' },
  'cli.help.example.command': { fr: 'Tout sur une commande.', en: 'All about a command.' },
  'cli.help.example.json': { fr: 'Commandes et réglages comme données.', en: 'Commands and settings as data.' },
} as const satisfies Messages;
