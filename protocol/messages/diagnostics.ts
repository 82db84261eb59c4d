import type { Messages } from './index.ts';

/** Diagnostics: for each step its title, what may be found, and what to do (`.do`). Read aloud on the phone to support. */
export const diagnosticsMessages = {
  'agent.diagnostic.late': {
    fr: 'Pas de résultat après {seconds} s.',
    en: 'No result after {seconds} s.',
  },
  'agent.diagnostic.broken': {
    fr: 'Cette vérification a elle-même échoué : {cause}',
    en: 'This check itself failed: {cause}',
  },
  'agent.diagnostic.support': {
    fr: 'Enregistrer le dossier d’assistance et le transmettre à l’assistance.',
    en: 'Save the support bundle and send it to support.',
  },

  'agent.diagnostic.enrolment.title': { fr: 'Enrôlement du poste', en: 'Enrolment of this workstation' },
  'agent.diagnostic.enrolment.ok': {
    fr: 'Poste « {workstation} » de « {officine} », territoire {territory}.',
    en: 'Workstation “{workstation}” of “{officine}”, territory {territory}.',
  },
  'agent.diagnostic.enrolment.no-territory': {
    fr: 'Poste « {workstation} » de « {officine} ». Territoire inconnu : toutes les mesures s’appliquent.',
    en: 'Workstation “{workstation}” of “{officine}”. Territory unknown: every measure applies.',
  },
  'agent.diagnostic.enrolment.none': {
    fr: 'Ce poste n’est pas enrôlé : il ne reçoit aucun rappel, et tout est à vérifier. {why}',
    en: 'This workstation is not enrolled: it receives no recall, and everything has to be verified. {why}',
  },
  'agent.diagnostic.enrolment.none.do': {
    fr: 'Demander un jeton d’enrôlement à l’opérateur du portail, le donner au réglage enrolmentTokenFile, puis relancer l’agent.',
    en: 'Ask the portal’s operator for an enrolment token, give it by the setting enrolmentTokenFile, then restart the agent.',
  },
  'agent.diagnostic.enrolment.no-portal': {
    fr: 'Aucun portail n’est réglé : ce poste ne reçoit aucun rappel.',
    en: 'No portal is set: this workstation receives no recall.',
  },
  'agent.diagnostic.enrolment.no-portal.do': {
    fr: 'Donner l’adresse du portail au réglage portalUrl, puis relancer l’agent.',
    en: 'Give the portal’s address by the setting portalUrl, then restart the agent.',
  },
  'agent.diagnostic.enrolment.damaged': {
    fr: 'L’identité de ce poste était endommagée ; elle est conservée sous {file}.',
    en: 'The identity of this workstation was damaged; it is kept as {file}.',
  },
  'agent.diagnostic.enrolment.damaged.do': {
    fr: 'Retirer ce fichier du dossier des données, donner un nouveau jeton d’enrôlement, puis relancer l’agent.',
    en: 'Take that file out of the data folder, give a new enrolment token, then restart the agent.',
  },
  'agent.diagnostic.enrolment.revoked': {
    fr: 'Ce poste a été révoqué le {at} : {reason}',
    en: 'This workstation was revoked on {at}: {reason}',
  },
  'agent.diagnostic.enrolment.revoked.do': {
    fr: 'Appeler l’opérateur du portail ; un nouvel enrôlement est nécessaire.',
    en: 'Call the portal’s operator; a new enrolment is needed.',
  },

  'agent.diagnostic.key-protection.title': {
    fr: 'Protection de la clé du poste',
    en: 'Protection of the workstation’s key',
  },
  'agent.diagnostic.key-protection.none': { fr: 'Pas encore de clé.', en: 'There is no key yet.' },
  'agent.diagnostic.key-protection.ok': { fr: 'En vigueur : {by}.', en: 'In force: {by}.' },
  'agent.diagnostic.key-protection.shortfall': {
    fr: 'En vigueur : {by}. Mieux protégée, la clé ne peut pas l’être ici : {cause}',
    en: 'In force: {by}. The key cannot be protected any better here: {cause}',
  },
  'agent.diagnostic.key-protection.shortfall.do': {
    fr: 'Rien n’est urgent : le fichier reste fermé aux autres comptes. Un trousseau de session (GNOME, KDE) le chiffrerait.',
    en: 'Nothing is urgent: the file stays closed to other accounts. A keyring of the session (GNOME, KDE) would encrypt it.',
  },
  'agent.diagnostic.key-protection.elsewhere': {
    fr: 'La clé est protégée par {by}, qui n’est pas disponible ici : le poste ne reçoit plus rien. Les rappels reçus bloquent toujours.',
    en: 'The key is protected by {by}, which is not here: the workstation receives nothing any more. The recalls received still block.',
  },
  'agent.diagnostic.key-protection.elsewhere.do': {
    fr: 'Lancer l’agent comme au moment de l’enrôlement. Sinon, retirer identity.json du dossier des données, donner un nouveau jeton d’enrôlement, puis relancer l’agent.',
    en: 'Start the agent as when it was enrolled. Else take identity.json out of the data folder, give a new enrolment token, then restart the agent.',
  },
  'agent.diagnostic.key-protection.locked': {
    fr: 'La clé est protégée par {by}, qui refuse ({said}) : le poste ne reçoit plus rien. Les rappels reçus bloquent toujours.',
    en: 'The key is protected by {by}, which refuses ({said}): the workstation receives nothing any more. The recalls received still block.',
  },
  'agent.diagnostic.key-protection.locked.do': {
    fr: 'Ouvrir le trousseau de la session. Si un administrateur a réinitialisé le mot de passe de Windows, la clé est perdue : retirer identity.json du dossier des données, donner un nouveau jeton d’enrôlement, puis relancer l’agent.',
    en: 'Open the keyring of the session. Where an administrator reset the Windows password the key is lost: take identity.json out of the data folder, give a new enrolment token, then restart the agent.',
  },

  'agent.diagnostic.portal.title': { fr: 'Portail joignable', en: 'Portal within reach' },
  'agent.diagnostic.portal.ok': {
    fr: 'Le portail {host} répond en {ms} ms. {link}',
    en: 'The portal {host} answers in {ms} ms. {link}',
  },
  'agent.diagnostic.portal.ok-through': {
    fr: 'Le portail {host} répond en {ms} ms par le relais {proxy}. {link}',
    en: 'The portal {host} answers in {ms} ms through the proxy {proxy}. {link}',
  },
  'agent.diagnostic.portal.proxy': {
    fr: 'Le relais {proxy} est injoignable ({code}).',
    en: 'The proxy {proxy} cannot be reached ({code}).',
  },
  'agent.diagnostic.portal.proxy.do': {
    fr: 'Le relais est arrêté, ou le réglage proxy est faux : le vérifier avec le service informatique.',
    en: 'The proxy is down, or the setting proxy is wrong: check it with IT.',
  },
  'agent.diagnostic.portal.proxy-refused': {
    fr: 'Le relais {proxy} refuse la connexion vers {host} (réponse {status}).',
    en: 'The proxy {proxy} refuses the connection to {host} (answer {status}).',
  },
  'agent.diagnostic.portal.proxy-credentials': {
    fr: 'Le relais {proxy} demande un mot de passe (407), que l’agent ne donne pas.',
    en: 'The proxy {proxy} asks for a password (407), which the agent does not give.',
  },
  'agent.diagnostic.portal.proxy-refused.do': {
    fr: 'Le service informatique doit autoriser sur le relais les connexions CONNECT vers {host}, sans identification.',
    en: 'IT has to allow CONNECT connections to {host} on the proxy, without a password.',
  },
  'agent.diagnostic.portal.link': {
    fr: 'Le portail {host} répond, mais la liaison n’est pas établie. {link}',
    en: 'The portal {host} answers, but the link is not there. {link}',
  },
  'agent.diagnostic.portal.link.do': {
    fr: 'Attendre une minute et relancer le diagnostic. Si rien ne change, transmettre le dossier d’assistance à l’opérateur du portail.',
    en: 'Wait a minute and run the diagnostics again. If nothing changes, send the support bundle to the portal’s operator.',
  },
  'agent.diagnostic.portal.none': { fr: 'Aucun portail n’est réglé.', en: 'No portal is set.' },
  'agent.diagnostic.portal.insecure': {
    fr: 'L’adresse du portail n’est ni en https ni sur cette machine.',
    en: 'The portal’s address is neither https nor on this machine.',
  },
  'agent.diagnostic.portal.insecure.do': {
    fr: 'Corriger le réglage portalUrl : il doit commencer par https://.',
    en: 'Correct the setting portalUrl: it must begin with https://.',
  },
  'agent.diagnostic.portal.dns': {
    fr: 'Le nom du portail ({host}) ne se résout pas ({code}).',
    en: 'The portal’s name ({host}) cannot be resolved ({code}).',
  },
  'agent.diagnostic.portal.dns.do': {
    fr: 'Vérifier le câble ou le Wi-Fi, puis qu’un site web s’ouvre dans le navigateur. Si oui, l’adresse du réglage portalUrl est fausse ou le serveur DNS ne la connaît pas.',
    en: 'Check cable or Wi-Fi, then that some website opens in the browser. If one does, the address in the setting portalUrl is wrong or the DNS server does not know it.',
  },
  'agent.diagnostic.portal.tcp': {
    fr: 'Aucune connexion à {host} ({code}).',
    en: 'No connection to {host} ({code}).',
  },
  'agent.diagnostic.portal.tcp.do': {
    fr: 'Le portail est arrêté, ou un pare-feu ferme ce port. Le service informatique doit ouvrir les sorties vers {host}.',
    en: 'The portal is down, or a firewall closes this port. IT has to open connections to {host}.',
  },
  'agent.diagnostic.portal.tls': {
    fr: 'La connexion à {host} n’est pas sûre ({code}) ; certificat de {subject}, signé par {issuer}. Rien n’a été envoyé.',
    en: 'The connection to {host} is not safe ({code}); certificate of {subject}, signed by {issuer}. Nothing was sent.',
  },
  'agent.diagnostic.portal.tls-none': {
    fr: 'À {host}, la connexion sûre ne s’établit pas ({code}).',
    en: 'At {host} no secure connection comes about ({code}).',
  },
  'agent.diagnostic.portal.tls-none.do': {
    fr: 'Un relais ou un pare-feu coupe la connexion, ou ce port n’est pas celui du portail. Vérifier le réglage portalUrl avec le service informatique.',
    en: 'A proxy or firewall cuts the connection, or this is not the portal’s port. Check the setting portalUrl with IT.',
  },
  'agent.diagnostic.portal.tls-dates.do': {
    fr: 'Vérifier d’abord la date et l’heure de cette machine. Si elles sont justes, prévenir l’opérateur du portail : son certificat n’est pas dans ses dates.',
    en: 'First check date and time of this machine. If they are right, tell the portal’s operator: its certificate is outside its dates.',
  },
  'agent.diagnostic.portal.tls-authority.do': {
    fr: 'Un antivirus ou un relais ouvre sans doute les connexions. Son autorité ({issuer}) doit être dans le magasin de certificats du système, ou le portail exclu de son contrôle.',
    en: 'An antivirus or proxy probably opens connections. Its authority ({issuer}) must be in the system’s certificate store, or the portal be left out of its inspection.',
  },
  'agent.diagnostic.portal.tls-name.do': {
    fr: 'Ce qui répond est un autre serveur : page de connexion d’un réseau, relais, ou adresse fausse. Ouvrir un site web dans le navigateur, puis vérifier le réglage portalUrl.',
    en: 'What answers is another server: a network’s login page, a proxy, or a wrong address. Open a website in the browser, then check the setting portalUrl.',
  },
  'agent.diagnostic.portal.instead': {
    fr: 'À la place du portail répond autre chose ({instead}) : la page de connexion d’un réseau, ou un relais.',
    en: 'Something else answers in the portal’s place ({instead}): a network’s login page, or a proxy.',
  },
  'agent.diagnostic.portal.instead.do': {
    fr: 'Ouvrir un site web dans le navigateur et se connecter au réseau s’il le demande. Sinon, vérifier le réglage portalUrl.',
    en: 'Open a website in the browser and sign in to the network if it asks. Else check the setting portalUrl.',
  },
  'agent.diagnostic.portal.http': {
    fr: 'Le portail, ou un relais devant lui, répond {status}.',
    en: 'The portal, or a proxy before it, answers {status}.',
  },
  'agent.diagnostic.portal.silent': {
    fr: '{host} accepte la connexion mais ne répond pas ({code}).',
    en: '{host} takes the connection but does not answer ({code}).',
  },
  'agent.diagnostic.portal.operator.do': {
    fr: 'Le portail est en défaut : l’agent réessaie de lui-même. Si cela dure, appeler l’opérateur du portail.',
    en: 'The portal is in trouble: the agent tries again by itself. If it lasts, call the portal’s operator.',
  },

  'agent.diagnostic.certificate.title': { fr: 'Certificat du portail', en: 'Certificate of the portal' },
  'agent.diagnostic.certificate.ok': {
    fr: 'Valable jusqu’au {at}, signé par {issuer}.',
    en: 'Valid until {at}, signed by {issuer}.',
  },
  'agent.diagnostic.certificate.soon': {
    fr: 'N’est plus valable que {left} : jusqu’au {at}, signé par {issuer}.',
    en: 'Valid for {left} only: until {at}, signed by {issuer}.',
  },
  'agent.diagnostic.certificate.soon.do': {
    fr: 'Prévenir l’opérateur du portail : sans nouveau certificat, la liaison s’arrêtera ce jour-là.',
    en: 'Tell the portal’s operator: without a new certificate the link will stop on that day.',
  },
  'agent.diagnostic.certificate.over': {
    fr: 'Périmé depuis le {at}, signé par {issuer}.',
    en: 'Expired on {at}, signed by {issuer}.',
  },
  'agent.diagnostic.certificate.early': {
    fr: 'Pas encore valable : à partir du {at}, signé par {issuer}.',
    en: 'Not valid yet: from {at}, signed by {issuer}.',
  },
  'agent.diagnostic.certificate.untrusted': {
    fr: 'Signé par {issuer}, que cette machine ne reconnaît pas pour ce portail ({code}).',
    en: 'Signed by {issuer}, which this machine does not accept for this portal ({code}).',
  },
  'agent.diagnostic.certificate.plain': {
    fr: 'Non utilisé : le portail est sur cette machine, sans chiffrement.',
    en: 'Not used: the portal is on this machine, without encryption.',
  },
  'agent.diagnostic.certificate.unseen': {
    fr: 'Non vu : le portail n’a pas été joint.',
    en: 'Not seen: the portal was not reached.',
  },

  'agent.diagnostic.clock.title': { fr: 'Horloge', en: 'Clock' },
  'agent.diagnostic.clock.ok': {
    fr: 'L’horloge de cette machine suit celle du portail (écart : {span}).',
    en: 'This machine’s clock keeps the portal’s time (difference: {span}).',
  },
  'agent.diagnostic.clock.ahead': {
    fr: 'L’horloge de cette machine avance de {span} sur celle du portail.',
    en: 'This machine’s clock is ahead of the portal’s by {span}.',
  },
  'agent.diagnostic.clock.behind': {
    fr: 'L’horloge de cette machine retarde de {span} sur celle du portail.',
    en: 'This machine’s clock is behind the portal’s by {span}.',
  },
  'agent.diagnostic.clock.do': {
    fr: 'Régler la date et l’heure de cette machine, et activer leur mise à jour automatique.',
    en: 'Set date and time of this machine, and switch on their automatic update.',
  },
  'agent.diagnostic.clock.unknown': {
    fr: 'Pas encore comparée à celle du portail.',
    en: 'Not compared with the portal’s yet.',
  },

  'agent.diagnostic.keys.title': { fr: 'Clés de signature', en: 'Signature keys' },
  'agent.diagnostic.keys.ok': {
    fr: 'Clés version {version}, sous la racine {root}. Dernière confirmation vérifiée : position {position}, {at}.',
    en: 'Keys version {version}, under the root {root}. Last confirmation verified: position {position}, {at}.',
  },
  'agent.diagnostic.keys.no-tip': {
    fr: 'Clés version {version}, sous la racine {root}. Aucune confirmation vérifiée à ce jour.',
    en: 'Keys version {version}, under the root {root}. No confirmation verified so far.',
  },
  'agent.diagnostic.keys.none': {
    fr: 'Aucune clé : le portail n’a encore rien envoyé.',
    en: 'No key: the portal has sent nothing yet.',
  },
  'agent.diagnostic.keys.forked': {
    fr: 'Deux versions signées de la liste des rappels se contredisent (clés version {version}, racine {root}).',
    en: 'Two signed versions of the recall list contradict each other (keys version {version}, root {root}).',
  },
  'agent.diagnostic.keys.forked.do': {
    fr: 'Prévenir l’opérateur du portail sans attendre : lui seul peut dire laquelle compte.',
    en: 'Tell the portal’s operator at once: only the operator can say which one counts.',
  },

  'agent.diagnostic.tip.title': { fr: 'Dernière confirmation du portail', en: 'Last confirmation by the portal' },
  'agent.diagnostic.tip.live': {
    fr: 'Liste complète et à jour, position {position} ; confirmée il y a {age}.',
    en: 'List complete and up to date, position {position}; confirmed {age} ago.',
  },
  'agent.diagnostic.tip.stale': {
    fr: 'Sans nouvelles du portail depuis {age}, position {position}. Les rappels connus bloquent ; les réponses restent valables {limit} en tout.',
    en: 'No news from the portal for {age}, position {position}. Known recalls block; answers stay valid for {limit} in all.',
  },
  'agent.diagnostic.tip.stale.do': {
    fr: 'Rétablir la liaison : voir « Portail joignable ».',
    en: 'Bring the link back: see “Portal within reach”.',
  },
  'agent.diagnostic.tip.beyond': {
    fr: 'Sans nouvelles du portail depuis {age}, plus que les {limit} permises : toute boîte est à vérifier. Position {position}.',
    en: 'No news from the portal for {age}, more than the {limit} allowed: every pack has to be verified. Position {position}.',
  },
  'agent.diagnostic.tip.stale-never': {
    fr: 'Aucune confirmation depuis le démarrage, position {position}.',
    en: 'No confirmation since the start, position {position}.',
  },
  'agent.diagnostic.tip.unsynced': {
    fr: 'La liste des rappels n’est pas connue complète ({why}), position {position} : toute boîte est à vérifier.',
    en: 'The recall list is not known to be complete ({why}), position {position}: every pack has to be verified.',
  },
  'agent.diagnostic.tip.why.not-yet-synced': { fr: 'pas encore reçue en entier', en: 'not received in full yet' },
  'agent.diagnostic.tip.why.rebuilding': {
    fr: 'elle est refaite depuis le portail',
    en: 'being made again from the portal',
  },
  'agent.diagnostic.tip.why.forked': { fr: 'deux versions se contredisent', en: 'two versions contradict each other' },
  'agent.diagnostic.tip.why.revoked': { fr: 'poste révoqué', en: 'workstation revoked' },

  'agent.diagnostic.outbox.title': { fr: 'Envois au portail', en: 'Messages for the portal' },
  'agent.diagnostic.outbox.empty': { fr: 'Rien n’attend d’être envoyé.', en: 'Nothing waits to be sent.' },
  'agent.diagnostic.outbox.waiting': {
    fr: 'En attente : {count}, depuis {age} au plus. L’envoi reprend de lui-même.',
    en: 'Waiting: {count}, for {age} at most. Sending goes on by itself.',
  },
  'agent.diagnostic.outbox.waiting.do': {
    fr: 'Les accusés et quarantaines ne sont pas encore au portail. Rétablir la liaison : voir « Portail joignable ».',
    en: 'Acknowledgements and quarantines have not reached the portal yet. Bring the link back: see “Portal within reach”.',
  },

  'agent.diagnostic.refused-events.title': { fr: 'Envois refusés par le portail', en: 'Messages the portal refused' },
  'agent.diagnostic.refused-events.none': { fr: 'Aucun.', en: 'None.' },
  'agent.diagnostic.refused-events.some': {
    fr: 'Refusés : {count}. Le dernier ({kind}, {at}) : {reason}',
    en: 'Refused: {count}. The last one ({kind}, {at}): {reason}',
  },
  'agent.diagnostic.refused-events.do': {
    fr: 'Ils sont conservés ici. Transmettre le dossier d’assistance à l’opérateur du portail.',
    en: 'They are kept here. Send the support bundle to the portal’s operator.',
  },

  'agent.diagnostic.database.title': { fr: 'Fichiers de données', en: 'Data files' },
  'agent.diagnostic.database.ok': {
    fr: 'Relus en entier, sans défaut : {files}.',
    en: 'Read in full, without fault: {files}.',
  },
  'agent.diagnostic.database.bad': { fr: 'En défaut : {files}.', en: 'Faulty: {files}.' },
  'agent.diagnostic.database.bad.do': {
    fr: 'L’agent met de côté ce qui est endommagé et repart de lui-même. Relancer l’agent, refaire le diagnostic, et faire vérifier le disque de cette machine.',
    en: 'The agent sets aside what is damaged and goes on by itself. Restart the agent, run the diagnostics again, and have this machine’s disk checked.',
  },
  'agent.diagnostic.database.slow': {
    fr: 'La relecture n’est pas finie ; elle continue. Refaire le diagnostic dans un moment.',
    en: 'Reading them is not finished; it goes on. Run the diagnostics again in a while.',
  },
  'agent.diagnostic.database.damaged': { fr: 'endommagé', en: 'damaged' },
  'agent.diagnostic.database.missing': { fr: 'absent', en: 'missing' },
  'agent.diagnostic.database.unreadable': { fr: 'illisible', en: 'cannot be read' },

  'agent.diagnostic.disk.title': { fr: 'Place sur le disque', en: 'Disk space' },
  'agent.diagnostic.disk.ok': { fr: '{free} libres dans {path}.', en: '{free} free in {path}.' },
  'agent.diagnostic.disk.refuses': {
    fr: 'Le disque refuse, dans {path} : {faults}',
    en: 'The disk refuses, in {path}: {faults}',
  },
  'agent.diagnostic.disk.refuses.do': {
    fr: 'Remédier à ce que dit le système. L’agent réessaie sans cesse et reprend de lui-même ; ce qu’il sait bloque toujours.',
    en: 'Mend what the system says. The agent keeps trying and goes on by itself; what it knows still blocks.',
  },
  'agent.storage.full': {
    fr: '{file} : plus de place sur le disque ({said}).',
    en: '{file}: no room left on the disk ({said}).',
  },
  'agent.storage.read-only': {
    fr: '{file} : le disque est en lecture seule ({said}).',
    en: '{file}: the disk is read-only ({said}).',
  },
  'agent.storage.not-permitted': {
    fr: '{file} : le compte de l’agent n’a pas, ou n’a plus, les droits ({said}).',
    en: '{file}: the agent’s account has no rights to it, or no longer ({said}).',
  },
  'agent.storage.input-output': {
    fr: '{file} : erreur de lecture ou d’écriture du disque ({said}).',
    en: '{file}: the disk failed to read or write ({said}).',
  },
  'agent.storage.damaged': {
    fr: '{file} : contenu endommagé ({said}).',
    en: '{file}: damaged content ({said}).',
  },
  'agent.storage.unusable': {
    fr: '{file} : le fichier ne peut être utilisé ({said}).',
    en: '{file}: the file cannot be used ({said}).',
  },
  'agent.diagnostic.disk.do': {
    fr: 'Libérer de la place sur ce disque : sans elle, plus aucune réponse ne peut être enregistrée et toute boîte est à vérifier.',
    en: 'Make room on this disk: without it no answer can be recorded any more, and every pack has to be verified.',
  },

  'agent.diagnostic.hook-port.title': { fr: 'Port de l’interface locale', en: 'Port of the local interface' },
  'agent.diagnostic.hook-port.ok': { fr: 'L’agent répond à {url}.', en: 'The agent answers at {url}.' },
  'agent.diagnostic.hook-port.other': {
    fr: 'L’agent répond à {url}, et non sur le port {wished} : {refusals}.',
    en: 'The agent answers at {url}, and not on port {wished}: {refusals}.',
  },
  'agent.diagnostic.hook-port.other.do': {
    fr: 'Trouver le programme qui tient ce port et l’arrêter, puis relancer l’agent. Un LGO qui lit till.json trouve l’agent malgré tout.',
    en: 'Find the program that holds this port and stop it, then restart the agent. Pharmacy software that reads till.json finds the agent all the same.',
  },
  'agent.diagnostic.hook-port.EADDRINUSE': {
    fr: 'le port {port} est tenu par un autre programme',
    en: 'port {port} is held by another program',
  },
  'agent.diagnostic.hook-port.EACCES': {
    fr: 'le port {port} est réservé par le système',
    en: 'port {port} is reserved by the system',
  },

  'agent.diagnostic.till-file.title': {
    fr: 'Accès du LGO (till.json)',
    en: 'Access for pharmacy software (till.json)',
  },
  'agent.diagnostic.till-file.owner': {
    fr: '{path} est lisible du compte de l’agent seul.',
    en: '{path} is readable by the agent’s account alone.',
  },
  'agent.diagnostic.till-file.group': {
    fr: '{path} est lisible du groupe {group}.',
    en: '{path} is readable by the group {group}.',
  },
  'agent.diagnostic.till-file.missing': {
    fr: '{path} ne se lit pas ({cause}) : le LGO ne peut pas interroger l’agent.',
    en: '{path} cannot be read ({cause}): pharmacy software cannot ask the agent.',
  },
  'agent.diagnostic.till-file.other': {
    fr: '{path} n’est pas celui de cet agent : le LGO ne peut pas l’interroger.',
    en: '{path} is not this agent’s: pharmacy software cannot ask it.',
  },
  'agent.diagnostic.till-file.restart.do': {
    fr: 'Relancer l’agent : il écrit ce fichier à son démarrage.',
    en: 'Restart the agent: it writes this file when it starts.',
  },
  'agent.diagnostic.till-file.not-shared': {
    fr: '{path} n’est pas lisible du groupe {group} : le LGO ne peut pas interroger l’agent.',
    en: '{path} is not readable by the group {group}: pharmacy software cannot ask the agent.',
  },
  'agent.diagnostic.till-file.not-shared.do': {
    fr: 'Créer ce groupe et y mettre le compte du LGO, ou corriger le réglage tillGroup, puis relancer l’agent.',
    en: 'Create that group and put the pharmacy software’s account into it, or correct the setting tillGroup, then restart the agent.',
  },

  'agent.diagnostic.alarms.title': { fr: 'Alarmes', en: 'Alarms' },
  'agent.diagnostic.alarms.none': { fr: 'Aucune.', en: 'None.' },
  'agent.diagnostic.alarms.old': {
    fr: 'Aucune depuis sept jours ({count} plus anciennes).',
    en: 'None for seven days ({count} older ones).',
  },
  'agent.diagnostic.alarms.some': {
    fr: 'Depuis sept jours : {count}. La dernière ({at}) : {text}',
    en: 'In the last seven days: {count}. The last one ({at}): {text}',
  },

  'agent.diagnostic.log-file.title': { fr: 'Journal technique', en: 'Technical log' },
  'agent.diagnostic.log-file.ok': { fr: 'Il s’écrit dans {path}.', en: 'It is written to {path}.' },
  'agent.diagnostic.log-file.failing': {
    fr: 'Il ne s’écrit pas dans {path} ({cause}).',
    en: 'It cannot be written to {path} ({cause}).',
  },
  'agent.diagnostic.log-file.failing.do': {
    fr: 'Vérifier la place et les droits de ce dossier. L’agent répond sans lui, mais l’assistance n’aura pas son journal.',
    en: 'Check room and rights of this folder. The agent answers without it, but support will lack its log.',
  },
  'agent.diagnostic.log-file.none': {
    fr: 'Cet agent n’en garde pas sur disque.',
    en: 'This agent keeps none on disk.',
  },

  'agent.diagnostic.version.title': { fr: 'Version', en: 'Version' },
  'agent.diagnostic.version.ok': {
    fr: 'Vigilot {version}, Node {node}, démarré le {at}.',
    en: 'Vigilot {version}, Node {node}, started on {at}.',
  },
  'agent.diagnostic.version.behind': {
    fr: 'Vigilot {version} ne comprend pas {count} bulletin(s) d’un portail plus récent : leurs produits sont à vérifier.',
    en: 'Vigilot {version} does not understand {count} bulletin(s) of a newer portal: their products have to be verified.',
  },
  'agent.diagnostic.version.behind.do': {
    fr: 'Mettre Vigilot à jour sur ce poste.',
    en: 'Update Vigilot on this workstation.',
  },

  'agent.diagnostic.application.title': { fr: 'Application de bureau', en: 'Desktop application' },
  'agent.diagnostic.application.none': {
    fr: 'Aucune application ne s’est présentée depuis le démarrage de l’agent (poste sans écran, ou icône fermée).',
    en: 'No application has come forward since the agent started (a workstation without a screen, or the icon is closed).',
  },
  'agent.diagnostic.application.ok': {
    fr: 'Application {version} ; aucune version plus récente n’est connue d’elle (le {at}).',
    en: 'Application {version}; it knows of no newer version (on {at}).',
  },
  'agent.diagnostic.application.not-looking': {
    fr: 'Application {version} ; elle ne cherche pas de nouvelle version (réglages updates et updateUrl).',
    en: 'Application {version}; it looks for no new version (settings updates and updateUrl).',
  },
  'agent.diagnostic.application.out': {
    fr: 'Application {version} ; la version {next} est parue (vu le {at}).',
    en: 'Application {version}; version {next} is out (seen on {at}).',
  },
  'agent.diagnostic.application.unsupported': {
    fr: 'La version {version} de l’application n’est plus prise en charge (vu le {at}).',
    en: 'Version {version} of the application is no longer supported (seen on {at}).',
  },
  'agent.diagnostic.application.unsupported-out': {
    fr: 'La version {version} de l’application n’est plus prise en charge ; la version {next} est parue (vu le {at}).',
    en: 'Version {version} of the application is no longer supported; version {next} is out (seen on {at}).',
  },
  'agent.diagnostic.application.do': {
    fr: 'Installer la version parue : menu de l’icône, ou service informatique.',
    en: 'Install the version that is out: by the icon’s menu, or through IT.',
  },
  'agent.diagnostic.application.trouble': {
    fr: 'Application {version}. {trouble} (vu le {at}).',
    en: 'Application {version}. {trouble} (seen on {at}).',
  },
  'agent.diagnostic.application.tell': {
    fr: 'Prévenir le service informatique : aucune version n’est installée sur cette parole.',
    en: 'Tell IT: no version is installed on that word.',
  },

  'agent.bundle.file': { fr: 'assistance', en: 'support' },
  'agent.bundle.title': {
    fr: 'Dossier d’assistance Vigilot, fait le {at} (UTC).',
    en: 'Vigilot support bundle, made on {at} (UTC).',
  },
  'agent.bundle.removed': {
    fr: 'Retirés : jetons, clés, noms de personnes, références de vente, noms de dossiers personnels. Il n’y a ni ligne du journal des contrôles, ni numéro de série, ni scan, ni donnée de patient.',
    en: 'Taken out: tokens, keys, names of people, sale references, names of home folders. There is no row of the journal of checks, no serial, no scan and nothing about patients.',
  },
  'agent.bundle.kept': {
    fr: 'Gardés, parce qu’un rappel ne s’explique pas sans eux : codes produit, lots, références et identifiants de bulletins, nom du poste et de l’officine.',
    en: 'Kept, since a recall cannot be looked into without them: product codes, lots, references and ids of bulletins, names of workstation and pharmacy.',
  },
  'agent.bundle.diagnostics': { fr: 'chaque vérification du diagnostic', en: 'each step of the diagnostics' },
  'agent.bundle.status': { fr: 'l’état de l’agent', en: 'the state of the agent' },
  'agent.bundle.settings': { fr: 'les réglages et d’où ils viennent', en: 'the settings and where they come from' },
  'agent.bundle.versions': { fr: 'versions et machine', en: 'versions and machine' },
  'agent.bundle.alarms': { fr: 'les alarmes', en: 'the alarms' },
  'agent.bundle.bulletins': { fr: 'les bulletins reçus et leurs états', en: 'the bulletins received and their states' },
  'agent.bundle.outbox': { fr: 'ce qui attend d’être envoyé au portail', en: 'what waits to be sent to the portal' },
  'agent.bundle.journal': {
    fr: 'nombres de contrôles par jour, sur {days} jours',
    en: 'numbers of checks by day, over {days} days',
  },
  'agent.bundle.log': { fr: 'la fin du journal technique', en: 'the end of the technical log' },
} as const satisfies Messages;
