import type { Messages } from './index.ts';

export const agentMessages = {
  'agent.lookback.none': {
    fr: 'Aucune boîte concernée n’a été contrôlée ici.',
    en: 'No pack concerned was checked here.',
  },
  'agent.lookback.pharmacy': {
    fr: 'Contrôles de boîtes concernées : {n}. La mesure s’arrête à l’officine.',
    en: 'Checks of packs concerned: {n}. The measure stops at the pharmacy.',
  },
  'agent.lookback.patient': {
    fr: 'Rappel jusqu’au patient : joindre les patients à qui ces boîtes ont été délivrées. Contrôles : {n}.',
    en: 'Recall down to patients: reach those to whom these packs were dispensed. Checks: {n}.',
  },
  'agent.client.no-file': {
    fr: 'Aucun agent Vigilot ne tourne ici : {file} n’existe pas.',
    en: 'No Vigilot agent runs here: {file} does not exist.',
  },
  'agent.client.unreadable': {
    fr: '{file} ne se lit pas ({cause}).',
    en: '{file} cannot be read ({cause}).',
  },
  'agent.client.unreachable': {
    fr: 'L’agent ne répond pas à l’adresse {url} ({cause}).',
    en: 'The agent does not answer at {url} ({cause}).',
  },
  'agent.client.not-proved': {
    fr: 'Ce qui répond à l’adresse {url} n’est pas l’agent : un autre programme tient son port. Rien ne lui a été envoyé.',
    en: 'What answers at {url} is not the agent: another program holds its port. Nothing was sent to it.',
  },
  'agent.client.refused': {
    fr: 'L’agent ({url}) refuse : {cause}',
    en: 'The agent ({url}) refuses: {cause}',
  },
  'agent.client.bad-answer': {
    fr: 'L’agent ({url}) a donné une réponse qui ne se lit pas.',
    en: 'The agent ({url}) gave an answer that cannot be read.',
  },
  'expected.scan-or-fields': {
    fr: 'soit le scan, soit les champs saisis, pas les deux',
    en: 'either the scan or keyed fields, not both',
  },
  'expected.scan-or-code': {
    fr: 'un scan, ou un code produit (gtin, cip13 ou cip7)',
    en: 'a scan, or a product code (gtin, cip13 or cip7)',
  },
  'expected.bulletin-id': { fr: 'l’identifiant d’un bulletin reçu', en: 'the id of a bulletin received' },
  'expected.code-of-this-recall': { fr: 'un code produit de ce bulletin', en: 'a product code of this bulletin' },
  'expected.lot-of-this-recall': {
    fr: 'le lot : ce bulletin en nomme pour ce produit',
    en: 'the lot: this bulletin names some for this product',
  },
  'expected.moment-or-day': {
    fr: 'un jour AAAA-MM-JJ, ou un instant avec décalage ou Z, qui existe',
    en: 'a day YYYY-MM-DD, or a moment with an offset or Z, that exists',
  },
  'expected.own-origin': {
    fr: 'un appel direct à 127.0.0.1 ou localhost, avec le port de l’agent',
    en: 'a direct call to 127.0.0.1 or localhost, with the agent’s port',
  },
  'expected.own-page': {
    fr: 'un appel de la page de l’agent elle-même (Sec-Fetch-Site : same-origin)',
    en: 'a call by the agent’s own page (Sec-Fetch-Site: same-origin)',
  },
  'expected.desk-session': {
    fr: 'une session ouverte par le lien que donne « vigilot desk »',
    en: 'a session opened by the link that “vigilot desk” gives',
  },
  'agent.page.link-gone.title': { fr: 'Ce lien n’ouvre plus rien', en: 'This link no longer opens anything' },
  'agent.page.link-gone.text': {
    fr: 'Un lien vers le bureau Vigilot sert une seule fois, dans la minute. Pour en avoir un autre, lancer « vigilot desk » sur ce poste.',
    en: 'A link to the Vigilot desk serves once, within a minute. For another one, run “vigilot desk” on this workstation.',
  },
  'agent.page.not-built.title': { fr: 'Les écrans ne sont pas là', en: 'The screens are not there' },
  'agent.page.not-built.text': {
    fr: 'L’agent tourne et répond à la caisse, mais ses écrans n’ont pas été construits. Dans le dossier de Vigilot, lancer « npm run build », puis recharger cette page.',
    en: 'The agent runs and answers the till, but its screens were not built. In Vigilot’s folder run “npm run build”, then load this page again.',
  },
  'expected.token': {
    fr: 'Bearer et le jeton de hook.json, desk.json ou till.json',
    en: 'Bearer and the token of hook.json, desk.json or till.json',
  },
  'expected.till-credential': {
    fr: 'Bearer et un jeton, ou Basic avec till et le jeton de till.json',
    en: 'Bearer and a token, or Basic with till and the token of till.json',
  },
  'expected.desk-token': {
    fr: 'Bearer et le jeton de hook.json ou desk.json',
    en: 'Bearer and the token of hook.json or desk.json',
  },
  'expected.admin-token': { fr: 'Bearer et le jeton de hook.json', en: 'Bearer and the token of hook.json' },
  'expected.methods': { fr: 'l’une des méthodes {methods}', en: 'one of the methods {methods}' },
  'expected.json': { fr: 'un corps JSON bien formé', en: 'a well-formed JSON body' },
  'expected.json-line': {
    fr: 'un objet JSON bien formé, en UTF-8, sur une seule ligne',
    en: 'a well-formed JSON object, in UTF-8, on one line',
  },
  'expected.json-type': { fr: 'application/json', en: 'application/json' },
  'expected.known-path': { fr: 'une adresse décrite dans /openapi.json', en: 'an address described in /openapi.json' },
  'expected.product-code-one': { fr: 'un seul de gtin, cip13, cip7', en: 'exactly one of gtin, cip13, cip7' },
  'expected.body-size': { fr: 'au plus {limit} octets', en: 'at most {limit} bytes' },
  'expected.http': { fr: 'une requête HTTP/1.1 bien formée', en: 'a well-formed HTTP/1.1 request' },
  'agent.alarm.desk-from-backup': {
    fr: 'Le fichier des accusés et quarantaines était endommagé ({setAside}) : il a été rétabli depuis sa sauvegarde. Les derniers accusés sont peut-être à refaire.',
    en: 'The file of acknowledgements and quarantines was damaged ({setAside}): it was restored from its backup. The latest acknowledgements may have to be given again.',
  },
  'agent.alarm.desk-from-nothing': {
    fr: 'Le fichier des accusés et quarantaines était endommagé ({setAside}), ses sauvegardes aussi : il repart à vide. Les accusés et quarantaines en cours sont à refaire.',
    en: 'The file of acknowledgements and quarantines was damaged ({setAside}), and so were its backups: it begins again, empty. Acknowledgements and quarantines have to be given again.',
  },
  'agent.alarm.journal-set-aside': {
    fr: 'Le journal des contrôles était endommagé : il est conservé sous le nom {setAside}, et un nouveau journal commence. Les contrôles antérieurs ne sont plus dans les recherches de boîtes délivrées.',
    en: 'The journal of checks was damaged: it is kept as {setAside}, and a new journal begins. Earlier checks are no longer in look-back.',
  },
  'agent.link.state.disabled': {
    fr: 'Aucun portail n’est réglé : les réponses viennent de ce qui est sur disque.',
    en: 'No portal is set: answers come from what is on disk.',
  },
  'agent.link.state.identity-damaged': {
    fr: 'L’identité de ce poste ne se lit plus.',
    en: 'The identity of this workstation cannot be read.',
  },
  'agent.link.state.identity-locked': {
    fr: 'La clé de ce poste ne s’ouvre pas : il ne reçoit plus rien. Les rappels reçus bloquent toujours.',
    en: 'The key of this workstation does not open: it receives nothing any more. The recalls received still block.',
  },
  'agent.link.state.enrolling': { fr: 'Enrôlement en cours auprès du portail.', en: 'Enrolling with the portal.' },
  'agent.link.state.enrolment-refused': { fr: 'Ce poste n’est pas enrôlé.', en: 'This workstation is not enrolled.' },
  'agent.link.state.connecting': { fr: 'Connexion au portail en cours.', en: 'Connecting to the portal.' },
  'agent.link.state.connected': { fr: 'Connecté au portail.', en: 'Connected to the portal.' },
  'agent.link.state.recovering': {
    fr: 'Connecté : le portail reprend aux postes des rappels qu’il a perdus.',
    en: 'Connected: the portal takes recalls that it lost back from workstations.',
  },
  'agent.link.state.waiting': {
    fr: 'Pas de liaison avec le portail ; nouvel essai à venir.',
    en: 'No link to the portal; it will be tried again.',
  },
  'agent.link.state.refused': {
    fr: 'Le portail n’accepte pas ce poste.',
    en: 'The portal does not take this workstation.',
  },
  'agent.link.state.clock': {
    fr: 'La date de cette machine ne convient pas au certificat du portail.',
    en: 'This machine’s date does not fit the portal’s certificate.',
  },
  'agent.link.state.revoked': {
    fr: 'Ce poste a été révoqué : les rappels connus bloquent toujours, tout le reste est à vérifier.',
    en: 'This workstation was revoked: known recalls still block, everything else has to be verified.',
  },
  'agent.link.state.forked': {
    fr: 'Deux versions signées de la liste des rappels se contredisent : les rappels connus bloquent, tout le reste est à vérifier.',
    en: 'Two signed versions of the recall list contradict each other: known recalls block, everything else has to be verified.',
  },
  'agent.link.skew': {
    fr: 'L’horloge de cette machine diffère de {minutes} min de celle du portail.',
    en: 'This machine’s clock differs from the portal’s by {minutes} min.',
  },
  'agent.link.identity-damaged': {
    fr: 'Le fichier est conservé sous {file}. Pour enrôler le poste de nouveau, retirer ce fichier et donner un nouveau jeton.',
    en: 'The file is kept as {file}. To enrol the workstation anew, remove that file and give a new token.',
  },
  'agent.link.identity-differs': {
    fr: 'L’identité de ce poste (identity.json) et sa liste des rappels (register.db) ne sont pas du même portail : l’un des deux fichiers a été changé. Remettre le bon, ou enrôler le poste de nouveau.',
    en: 'The identity of this workstation (identity.json) and its recall list (register.db) are not of the same portal: one of the two files was changed. Put the right one back, or enrol the workstation anew.',
  },
  'agent.key.by.owner-file': {
    fr: 'fichier lisible de son seul propriétaire',
    en: 'file that its owner alone can read',
  },
  'agent.key.by.safe-storage': {
    fr: 'trousseau de la session (safeStorage)',
    en: 'keyring of the session (safeStorage)',
  },
  'agent.key.by.dpapi-machine': {
    fr: 'chiffrement de Windows pour cette machine (DPAPI)',
    en: 'encryption by Windows for this machine (DPAPI)',
  },
  'agent.key.shortfall': {
    fr: 'Mieux protégée, elle ne peut pas l’être ici : {cause}',
    en: 'It cannot be protected any better here: {cause}',
  },
  'agent.link.key-elsewhere': {
    fr: 'Elle est protégée par {by}, qui n’est pas disponible ici : lancer l’agent comme au moment de l’enrôlement ; sinon, retirer identity.json du dossier des données et donner un nouveau jeton.',
    en: 'It is protected by {by}, which is not here: start the agent as when it was enrolled; else take identity.json out of the data folder and give a new token.',
  },
  'agent.link.key-locked': {
    fr: 'Elle est protégée par {by}, qui refuse ({said}). Ouvrir le trousseau de la session suffit parfois ; si un administrateur a réinitialisé le mot de passe de Windows, la clé est perdue : retirer identity.json du dossier des données et donner un nouveau jeton.',
    en: 'It is protected by {by}, which refuses ({said}). Opening the keyring of the session may be enough; where an administrator reset the Windows password the key is lost: take identity.json out of the data folder and give a new token.',
  },
  'agent.link.token-missing': {
    fr: 'Il faut un jeton d’enrôlement, remis par l’opérateur du portail.',
    en: 'An enrolment token is needed, given by the portal’s operator.',
  },
  'agent.link.token-malformed': {
    fr: 'Le jeton d’enrôlement est incomplet ou mal recopié.',
    en: 'The enrolment token is incomplete or was copied wrongly.',
  },
  'agent.link.token-refused': {
    fr: 'Le portail refuse le jeton d’enrôlement : inconnu, périmé ou déjà utilisé. En demander un nouveau.',
    en: 'The portal refuses the enrolment token: unknown, expired or used up. Ask for a new one.',
  },
  'agent.link.key-refused': {
    fr: 'La clé de ce poste est révoquée, ou enrôlée pour une autre officine.',
    en: 'The key of this workstation is revoked, or enrolled for another pharmacy.',
  },
  'agent.link.root-differs': {
    fr: 'Ce qui répond n’est pas le portail que le jeton désigne. Rien n’en a été gardé.',
    en: 'What answers is not the portal that the token names. Nothing of it was kept.',
  },
  'agent.link.insecure': {
    fr: 'L’adresse {url} n’est ni en https ni sur cette machine.',
    en: 'The address {url} is neither https nor on this machine.',
  },
  'agent.link.unreachable': {
    fr: 'Le portail est injoignable ({cause}).',
    en: 'The portal cannot be reached ({cause}).',
  },
  'agent.link.proxy-unreachable': {
    fr: 'Le relais {proxy} (réglage proxy) est injoignable ({cause}).',
    en: 'The proxy {proxy} (setting proxy) cannot be reached ({cause}).',
  },
  'agent.link.proxy-refused': {
    fr: 'Le relais {proxy} refuse la connexion vers le portail (réponse {status}) : le service informatique doit l’y autoriser.',
    en: 'The proxy {proxy} refuses the connection to the portal (answer {status}): IT has to allow it there.',
  },
  'agent.link.proxy-credentials': {
    fr: 'Le relais {proxy} demande un mot de passe (407), que l’agent ne donne pas : le service informatique doit laisser passer le portail sans identification.',
    en: 'The proxy {proxy} asks for a password (407), which the agent does not give: IT has to let the portal through without one.',
  },
  'agent.link.bad-answer': {
    fr: 'La réponse du portail ne se lit pas ; l’adresse est-elle la bonne ?',
    en: 'The portal’s answer cannot be read; is the address right?',
  },
  'agent.link.http': {
    fr: 'Le portail, ou un relais devant lui, répond {status}.',
    en: 'The portal, or a proxy before it, answers {status}.',
  },
  'agent.link.clock': {
    fr: 'Vérifier la date et l’heure de cette machine ; si elles sont justes, le certificat du portail est périmé.',
    en: 'Check date and time of this machine; if they are right, the portal’s certificate has expired.',
  },
  'agent.link.other-portal': {
    fr: 'À cette adresse répond un autre portail que celui qui a enrôlé ce poste.',
    en: 'At this address answers another portal than the one that enrolled this workstation.',
  },
  'agent.link.bye': { fr: 'Le portail a fermé la liaison ({reason}).', en: 'The portal closed the link ({reason}).' },
  'agent.link.closed': { fr: 'La liaison a été fermée.', en: 'The link was closed.' },
  'agent.link.silent': { fr: 'Le portail ne répond plus.', en: 'The portal no longer answers.' },
  'agent.link.no-tip': {
    fr: 'Le portail ne confirme plus que la liste est complète.',
    en: 'The portal no longer confirms that the list is complete.',
  },
  'agent.link.no-receipt': {
    fr: 'Le portail n’accuse plus réception.',
    en: 'The portal no longer acknowledges what it receives.',
  },
  'agent.link.bad': {
    fr: 'Ce qui a été reçu n’est pas d’un portail honnête ({code}) : rien n’en a été gardé.',
    en: 'What was received is not from an honest portal ({code}): nothing of it was kept.',
  },
  'agent.link.disk': {
    fr: 'Les rappels reçus ne s’écrivent pas sur le disque de cette machine.',
    en: 'Recalls received cannot be written to this machine’s disk.',
  },
  'agent.link.failed': { fr: 'Erreur interne ({cause}).', en: 'Internal error ({cause}).' },
  'agent.link.revoked': { fr: 'Révoqué le {at} : {reason}', en: 'Revoked on {at}: {reason}' },
  'agent.link.forked': {
    fr: 'L’opérateur du portail doit dire laquelle compte ; les deux preuves sont conservées.',
    en: 'The portal’s operator has to say which one counts; both proofs are kept.',
  },
  'agent.alarm.feed-bad-entry': {
    fr: 'Un rappel reçu n’était pas signé comme il faut, ou pas à sa place : il a été refusé et rien n’a changé.',
    en: 'A recall received was not signed as it must be, or not in its place: it was refused and nothing changed.',
  },
  'agent.alarm.feed-bad-tip': {
    fr: 'Une confirmation du portail n’était pas signée comme il faut : elle a été refusée.',
    en: 'A confirmation of the portal was not signed as it must be: it was refused.',
  },
  'agent.alarm.feed-bad-frame': {
    fr: 'Le portail a envoyé ce qu’aucun portail n’envoie : la liaison a été coupée.',
    en: 'The portal sent what no portal sends: the link was cut.',
  },
  'agent.alarm.feed-bad-notice': {
    fr: 'Une notification du portail n’était pas signée comme il faut : elle a été refusée.',
    en: 'A notice of the portal was not signed as it must be: it was refused.',
  },
  'agent.alarm.feed-fork': {
    fr: 'Deux versions signées de la liste des rappels se contredisent à la position {position}. Prévenir l’opérateur du portail.',
    en: 'Two signed versions of the recall list contradict each other at position {position}. Tell the portal’s operator.',
  },
  'agent.alarm.register-rebuilt': {
    fr: 'Le fichier des rappels était endommagé : il est refait depuis le portail. Jusque-là tout est au moins à vérifier.',
    en: 'The file of recalls was damaged: it is made again from the portal. Until then everything is at least to be verified.',
  },
  'agent.alarm.register-set-back': {
    fr: 'Le fichier des rappels est plus ancien que le journal (position {position} au lieu de {before}) : une copie en a pris la place. Ce qui manque est repris du portail ; jusque-là tout est au moins à vérifier.',
    en: 'The file of recalls is older than the journal (position {position} instead of {before}): a copy took its place. What it lacks is taken from the portal again; until then everything is at least to be verified.',
  },
  'agent.alarm.register-disk': {
    fr: 'Les rappels reçus ne s’écrivent pas sur le disque ({cause}).',
    en: 'Recalls received cannot be written to disk ({cause}).',
  },
  'agent.alarm.workstation-revoked': {
    fr: 'Ce poste a été révoqué : {reason}',
    en: 'This workstation was revoked: {reason}',
  },
  'agent.alarm.enrolment-root-differs': {
    fr: 'À l’adresse {portal} répond un autre portail que celui du jeton d’enrôlement.',
    en: 'At {portal} answers another portal than the enrolment token’s.',
  },
  'agent.alarm.identity-damaged': {
    fr: 'L’identité de ce poste était endommagée : elle est conservée sous {setAside}. Le poste ne se connecte plus.',
    en: 'The identity of this workstation was damaged: it is kept as {setAside}. The workstation no longer connects.',
  },
  'agent.alarm.identity-differs': {
    fr: 'L’identité de ce poste et sa liste des rappels ne sont pas du même portail. Le poste ne se connecte plus ; les rappels reçus bloquent toujours.',
    en: 'The identity of this workstation and its recall list are not of the same portal. The workstation no longer connects; the recalls received still block.',
  },
  'agent.alarm.identity-locked': {
    fr: 'La clé de ce poste, protégée par {by}, ne s’ouvre pas. Le poste ne se connecte plus ; les rappels reçus bloquent toujours.',
    en: 'The key of this workstation, protected by {by}, does not open. The workstation no longer connects; the recalls received still block.',
  },
  'agent.alarm.hook-port-refused': {
    fr: 'Le port {port} de l’agent n’a pas pu être pris ({code}) : un autre programme le tient, ou le système le réserve.',
    en: 'The agent’s port {port} could not be taken ({code}): another program holds it, or the system reserves it.',
  },
  'agent.unattended.title': {
    fr: 'Bulletins à lire sur ce poste : {n}',
    en: 'Bulletins to read on this workstation: {n}',
  },
  'agent.unattended.body': {
    fr: 'Personne n’en a accusé réception. La commande « vigilot desk » ouvre le bureau.',
    en: 'Nobody acknowledged them. The command “vigilot desk” opens the desk.',
  },
  'agent.event.started': {
    fr: 'Agent {version} démarré : {url}, données {dataDir}.',
    en: 'Agent {version} started: {url}, data {dataDir}.',
  },
  'agent.event.stopped': { fr: 'Agent arrêté, données {dataDir}.', en: 'Agent stopped, data {dataDir}.' },
  'agent.alarm.settings-unusable': {
    fr: 'Un réglage a changé et ne peut pas être pris en compte ; ce qui était en vigueur le reste : {text}',
    en: 'A setting has changed and cannot be taken up; what was in force stays so: {text}',
  },
  'agent.alarm.settings-after-restart': {
    fr: 'Des réglages ont changé et attendent un redémarrage de l’agent : {settings}.',
    en: 'Settings have changed and wait for a restart of the agent: {settings}.',
  },
  'agent.alarm.till-socket': {
    fr: 'La porte locale des LGO sans HTTP ({address}) n’est pas ouverte comme demandé : {text}',
    en: 'The local door for pharmacy software without HTTP ({address}) is not open as asked: {text}',
  },
  'agent.alarm.desk-group': {
    fr: 'Le fichier desk.json n’a pas pu être donné au groupe réglé : les autres sessions ne trouvent pas l’agent ({text}).',
    en: 'The file desk.json could not be given to the group that was set: other sessions do not find the agent ({text}).',
  },
  'agent.alarm.till-group': {
    fr: 'Le fichier till.json n’a pas pu être donné au groupe réglé : la caisse ne trouve pas l’agent ({text}).',
    en: 'The file till.json could not be given to the group that was set: the till does not find the agent ({text}).',
  },
} as const satisfies Messages;
