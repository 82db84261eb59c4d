import type { Messages } from './index.ts';

/** What the demonstration says. */
export const demoMessages = {
  'demo.title': {
    fr: 'Vigilot, démonstration : un lot rappelé est bloqué au comptoir.',
    en: 'Vigilot, demonstration: a recalled lot is blocked at the counter.',
  },
  'demo.data-new': { fr: 'Données dans {dir} (premier démarrage).', en: 'Data in {dir} (first start).' },
  'demo.data-found': {
    fr: 'Données retrouvées dans {dir} : rien ne sera publié deux fois.',
    en: 'Data found in {dir}: nothing will be published twice.',
  },
  'demo.officine': { fr: 'Pharmacie de la Démonstration', en: 'Demonstration Pharmacy' },
  'demo.1': { fr: '1. Le portail et l’agent d’un poste', en: '1. The portal, and the agent of a workstation' },
  'demo.portal-ready': {
    fr: '  portail  {url}  (base embarquée ; la clé racine est gardée à côté : démonstration seulement)',
    en: '  portal  {url}  (embedded database; the root key is kept beside: for a demonstration alone)',
  },
  'demo.agent-ready': {
    fr: '  agent    {url}  poste « {workstation} », {officine} : enrôlé, relié, à jour',
    en: '  agent   {url}  workstation “{workstation}”, {officine}: enrolled, connected, up to date',
  },
  'demo.2': {
    fr: '2. Ce matin, avant le rappel : vente VENTE-0001',
    en: '2. This morning, before the recall: sale VENTE-0001',
  },
  'demo.3': {
    fr: '3. Le laboratoire dépose, l’autorité valide',
    en: '3. The laboratory posts, the authority validates',
  },
  'demo.published': {
    fr: '  {count} rappels réels sont en vigueur. Le dernier : {title} ({reference}).\n  Du dépôt au blocage au comptoir, validation comprise : {ms} ms.',
    en: '  {count} real recalls are in force. The last one: {title} ({reference}).\n  From posting to the block at the counter, validation included: {ms} ms.',
  },
  'demo.published-before': {
    fr: '  Les {count} rappels réels sont déjà en vigueur : rien à publier.',
    en: '  The {count} real recalls are in force already: nothing to publish.',
  },
  'demo.4': {
    fr: '4. Au comptoir : la caisse ne délivre que sur « allow »',
    en: '4. At the counter: the till dispenses on “allow” alone',
  },
  'demo.pack.twin': {
    fr: 'Amoxicilline Teva 1 g B/14, lot MS8574 (le lot rappelé de cette boîte est MS8584)',
    en: 'Amoxicilline Teva 1 g B/14, lot MS8574 (the recalled lot of this box is MS8584)',
  },
  'demo.pack.no-lot': {
    fr: 'Amoxicilline Sandoz 1 g, code-barres EAN seul : le lot n’est pas lu',
    en: 'Amoxicilline Sandoz 1 g, EAN barcode alone: the lot is not read',
  },
  'demo.pack.pipettes': {
    fr: 'Doliprane 2,4 %, lot 3KLQ70DU : alerte sans rappel, pipettes à contrôler',
    en: 'Doliprane 2.4 %, lot 3KLQ70DU: an alert without a recall, pipettes to be checked',
  },
  'demo.pack.milk-azerty': {
    fr: 'Lait Picot, lot 8000003297, douchette réglée en clavier américain (à&àé…)',
    en: 'Picot milk, lot 8000003297, scanner set to a US keyboard on a French one (à&àé…)',
  },
  'demo.pack.wrong-matrix': {
    fr: 'Dépakine Chrono 500, lot 4R112, dont le DataMatrix dit Dépakine 200',
    en: 'Dépakine Chrono 500, lot 4R112, whose DataMatrix says Dépakine 200',
  },
  'demo.unexpected': {
    fr: '            Ce n’est pas la réponse attendue.',
    en: '            This is not the answer expected.',
  },
  'demo.5': { fr: '5. Ce qui est sorti avant le rappel', en: '5. What left before the recall' },
  'demo.lookback-sale': {
    fr: '  vente {sale}, le {at} : délivrée ({match})',
    en: '  sale {sale}, at {at}: dispensed ({match})',
  },
  'demo.lookback-message': { fr: '  {message}', en: '  {message}' },
  'demo.6': { fr: '6. Accusé de réception, et suivi au portail', en: '6. Acknowledgement, and tracking at the portal' },
  'demo.tracking': {
    fr: '  postes visés : {targeted} ; rappel sur disque : {delivered} ; acquitté : {acknowledged}',
    en: '  workstations targeted: {targeted}; recall on disk: {delivered}; acknowledged: {acknowledged}',
  },
  'demo.7': { fr: '7. Sans portail', en: '7. Without the portal' },
  'demo.portal-stopped': { fr: '  Le portail est arrêté.', en: '  The portal is stopped.' },
  'demo.agent-restarted': {
    fr: '  L’agent redémarre seul, sur ce qu’il a sur disque :',
    en: '  The agent restarts alone, on what it has on disk:',
  },
  'demo.portal-back': {
    fr: '  Le portail est revenu, l’agent s’y est relié de lui-même.',
    en: '  The portal is back, and the agent connected to it by itself.',
  },
  'demo.8': { fr: '8. À vous', en: '8. Your turn' },
  'demo.try': {
    fr: `  Poser la question d’une caisse (jeton de caisse : {agent}/till.json)
    curl -s {agentUrl}/v1/checks -H "Authorization: Bearer "{tillToken} -H 'Content-Type: application/json' -d '{"scan":"{scan}"}'
  La même, en ligne de commande
    npm run -s vigilot -- check '{scan}' --data-dir {agent}
  Ce que sait l’agent, et son registre (jeton complet : {agent}/hook.json)
    npm run -s vigilot -- status --data-dir {agent}
    curl -s '{agentUrl}/v1/journal?format=csv' -H "Authorization: Bearer "{hookToken}
  Le suivi du portail (clés des rôles lab, authority, operator : {portal}/portal.json)
    curl -s {portalUrl}/v1/bulletins -H "Authorization: Bearer "{labKey}
  Enrôler un autre poste : un jeton, puis « vigilot agent »
    curl -s -X POST {portalUrl}/v1/officines/{officine}/enrolment-tokens -H "Authorization: Bearer "{operatorKey} -H 'Content-Type: application/json' -d '{}'
  L’interface, décrite : {agentUrl}/openapi.json et {portalUrl}/openapi.json ; le guide : docs/integration.md`,
    en: `  Ask what a till asks (till token: {agent}/till.json)
    curl -s {agentUrl}/v1/checks -H "Authorization: Bearer "{tillToken} -H 'Content-Type: application/json' -d '{"scan":"{scan}"}'
  The same on the command line
    npm run -s vigilot -- check '{scan}' --data-dir {agent}
  What the agent knows, and its journal (full token: {agent}/hook.json)
    npm run -s vigilot -- status --data-dir {agent}
    curl -s '{agentUrl}/v1/journal?format=csv' -H "Authorization: Bearer "{hookToken}
  The portal’s bulletins (keys of the roles lab, authority, operator: {portal}/portal.json)
    curl -s {portalUrl}/v1/bulletins -H "Authorization: Bearer "{labKey}
  Enrol another workstation: a token, then “vigilot agent”
    curl -s -X POST {portalUrl}/v1/officines/{officine}/enrolment-tokens -H "Authorization: Bearer "{operatorKey} -H 'Content-Type: application/json' -d '{}'
  The interfaces, described: {agentUrl}/openapi.json and {portalUrl}/openapi.json; the guide: docs/integration.md`,
  },
  'demo.as-expected': { fr: '\nTout a répondu comme attendu.', en: '\nEverything answered as expected.' },
  'demo.not-as-expected': { fr: '\nÉcarts avec ce qui était attendu : {faults}.', en: '\nNot as expected: {faults}.' },
  'demo.stays-up': {
    fr: 'Portail et agent restent en marche ; Ctrl-C arrête tout.',
    en: 'Portal and agent stay up; Ctrl-C stops everything.',
  },
  'demo.stopping': { fr: '\nArrêt…', en: '\nStopping…' },
  'demo.stopped': { fr: 'Arrêté. Les données restent.', en: 'Stopped. The data stay.' },
  'demo.program-ended': {
    fr: 'Le portail ou l’agent s’est arrêté sans qu’on le lui demande ; voir {dir}/*.log.',
    en: 'The portal or the agent ended although nobody asked; see {dir}/*.log.',
  },
  'demo.too-late': { fr: '  Trop tard : {what}.', en: '  Too late: {what}.' },
  'demo.wait.live': { fr: 'l’agent n’est pas relié et à jour', en: 'the agent is not connected and up to date' },
  'demo.wait.block': { fr: 'le rappel publié ne bloque pas', en: 'the recall published does not block' },
  'demo.wait.tracking': {
    fr: 'l’accusé de réception n’est pas au portail',
    en: 'the acknowledgement is not at the portal',
  },
} as const satisfies Messages;
