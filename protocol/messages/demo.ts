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
  'demo.sold-before': {
    fr: '  Faite au premier démarrage : elle est dans le registre de l’agent.',
    en: '  Made at the first start: it stands in the agent’s journal.',
  },
  'demo.3': {
    fr: '3. Le laboratoire dépose, l’autorité valide',
    en: '3. The laboratory posts, the authority validates',
  },
  'demo.published': {
    fr: '  {count} rappels réels sont en vigueur. Le dernier : {title} ({reference}).\n  De la validation au blocage au comptoir : {ms} ms.',
    en: '  {count} real recalls are in force. The last one: {title} ({reference}).\n  From validation to the block at the counter: {ms} ms.',
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
    fr: '  vente {sale}, le {at} : boîte délivrée',
    en: '  sale {sale}, {at}: pack dispensed',
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
    fr: `  Adresses, jetons de ce démarrage et clés des rôles ; à coller d’abord dans un terminal :
    AGENT={agentUrl} PORTAL={portalUrl}
    TILL={tillToken}   # {agent}/till.json : la caisse
    HOOK={hookToken}   # {agent}/hook.json : tout
    LAB={lab}   # {dir}/demo.json
    AUTHORITY={authority}   # {portal}/portal.json
    OPERATOR={operator}

  Poser la question d’une caisse, par l’interface puis par la ligne de commande :
    curl -s $AGENT/v1/checks -H "Authorization: Bearer $TILL" -H 'Content-Type: application/json' -d '{"scan":"{scan}"}'
    npm run -s vigilot -- check {scan} --data-dir {agent}
  Ce que sait l’agent, ce qu’il a répondu, et la preuve que son registre est entier :
    npm run -s vigilot -- status --data-dir {agent}
    curl -s "$AGENT/v1/journal?format=csv" -H "Authorization: Bearer $HOOK"
    curl -s $AGENT/v1/journal/verify -H "Authorization: Bearer $HOOK"
  Les bulletins au portail, et un jeton pour enrôler un autre poste :
    curl -s $PORTAL/v1/bulletins -H "Authorization: Bearer $LAB"
    curl -s $PORTAL/v1/officines/{officine}/enrolment-tokens -H "Authorization: Bearer $OPERATOR" -H 'Content-Type: application/json' -d '{}'
  Les interfaces, décrites : $AGENT/openapi.json, $PORTAL/openapi.json ; le guide : docs/integration.md`,
    en: `  Addresses, tokens of this start and keys of the roles; to be pasted into a terminal first:
    AGENT={agentUrl} PORTAL={portalUrl}
    TILL={tillToken}   # {agent}/till.json: the till
    HOOK={hookToken}   # {agent}/hook.json: everything
    LAB={lab}   # {dir}/demo.json
    AUTHORITY={authority}   # {portal}/portal.json
    OPERATOR={operator}

  Ask what a till asks, by the interface and on the command line:
    curl -s $AGENT/v1/checks -H "Authorization: Bearer $TILL" -H 'Content-Type: application/json' -d '{"scan":"{scan}"}'
    npm run -s vigilot -- check {scan} --data-dir {agent}
  What the agent knows, what it answered, and the proof that its journal is whole:
    npm run -s vigilot -- status --data-dir {agent}
    curl -s "$AGENT/v1/journal?format=csv" -H "Authorization: Bearer $HOOK"
    curl -s $AGENT/v1/journal/verify -H "Authorization: Bearer $HOOK"
  The portal’s bulletins, and a token to enrol another workstation:
    curl -s $PORTAL/v1/bulletins -H "Authorization: Bearer $LAB"
    curl -s $PORTAL/v1/officines/{officine}/enrolment-tokens -H "Authorization: Bearer $OPERATOR" -H 'Content-Type: application/json' -d '{}'
  The interfaces, described: $AGENT/openapi.json, $PORTAL/openapi.json; the guide: docs/integration.md`,
  },
  'demo.laboratory': { fr: 'Laboratoire de démonstration', en: 'Demonstration laboratory' },
  'demo.laboratory.person': { fr: 'Claire Pharmacienne-Responsable', en: 'Claire Responsible-Pharmacist' },
  'demo.authority': { fr: 'Autorité de démonstration', en: 'Demonstration authority' },
  'demo.authority.person': { fr: 'Noé Instructeur', en: 'Noé Reviewer' },
  'demo.operator': { fr: 'Exploitant de démonstration', en: 'Demonstration operator' },
  'demo.operator.person': { fr: 'Inès Exploitante', en: 'Inès Operator' },
  'demo.portal-desks': {
    fr: `  Le bureau du portail, dans un navigateur de cette machine (chaque lien sert une fois ; un démarrage en donne d’autres) :
    laboratoire   {laboratory}
    autorité      {authority}
    exploitant    {operator}`,
    en: `  The portal’s desk, in a browser of this machine (each link serves once; another start gives others):
    laboratory    {laboratory}
    authority     {authority}
    operator      {operator}`,
  },
  'demo.desk': {
    fr: `  Le bureau du poste, dans un navigateur de cette machine (le lien vaut une minute et sert une fois) :
    {url}
  Un autre lien, dans un autre terminal :
    npm run -s vigilot -- desk --data-dir {agent}`,
    en: `  The workstation’s desk, in a browser of this machine (the link is good for a minute and serves once):
    {url}
  Another link, in another terminal:
    npm run -s vigilot -- desk --data-dir {agent}`,
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
