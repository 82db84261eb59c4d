import type { Messages } from './index.ts';

/** What a bulletin aims at, asks for and changes, in words (protocol/target-words.ts, difference-words.ts, agent/bulletins). */
export const bulletinMessages = {
  'words.others.one': { fr: '{n} autre', en: '{n} other' },
  'words.others.other': { fr: '{n} autres', en: '{n} others' },
  'words.date.from-month': { fr: 'de {date}', en: 'from {date}' },
  'words.date.from-month-vowel': { fr: 'd’{date}', en: 'from {date}' },
  'words.date.from-day': { fr: 'du {date}', en: 'from {date}' },
  'words.date.to-month': { fr: 'à {date}', en: 'to {date}' },
  'words.date.to-day': { fr: 'au {date}', en: 'to {date}' },
  'words.date.since': { fr: 'à partir {from}', en: '{from} on' },
  'words.date.until-month': { fr: 'jusqu’à {date} inclus', en: 'up to and including {date}' },
  'words.date.until-day': { fr: 'jusqu’au {date} inclus', en: 'up to and including {date}' },

  'target.all-lots': { fr: 'tous les lots', en: 'all lots' },
  'target.all-except': { fr: 'tous les lots sauf {lots}', en: 'all lots except {lots}' },
  'target.lots.one': { fr: 'le lot {lots}', en: 'lot {lots}' },
  'target.lots.other': { fr: 'les lots {lots}', en: 'lots {lots}' },
  'target.expiry': { fr: 'péremption {range}', en: 'expiry {range}' },
  'target.manufactured': { fr: 'fabrication {range}', en: 'manufactured {range}' },
  'target.serials': {
    fr: 'de certains lots, les seules boîtes dont le numéro de série est indiqué',
    en: 'of some lots, only the packs whose serial number is given',
  },
  'target.condition': { fr: 'à vérifier sur la boîte : {condition}', en: 'to be checked on the pack: {condition}' },
  'target.rule-and-condition': { fr: '{rule} ; {condition}', en: '{rule}; {condition}' },
  'target.unknown': { fr: 'toute boîte est à vérifier', en: 'every pack has to be checked' },

  'change.lifted': { fr: 'Mesure levée : {reason}', en: 'Measure lifted: {reason}' },
  'change.lifted-plain': { fr: 'Mesure levée.', en: 'Measure lifted.' },
  'change.not-understood.after': {
    fr: 'Cette révision demande une version plus récente de Vigilot : ce qu’elle change ne se lit pas ici.',
    en: 'This revision needs a newer version of Vigilot: what it changes cannot be read here.',
  },
  'change.not-understood.before': {
    fr: 'La révision précédente ne se lit pas avec cette version de Vigilot : relire toute la notice.',
    en: 'The revision before cannot be read by this version of Vigilot: read the whole notice again.',
  },
  'change.action': { fr: 'Mesure : {to} (auparavant : {from})', en: 'Measure: {to} (before: {from})' },
  'change.action.recall': { fr: 'rappel', en: 'recall' },
  'change.action.withdrawal': { fr: 'retrait', en: 'withdrawal' },
  'change.action.quarantine': { fr: 'quarantaine', en: 'quarantine' },
  'change.action.check': { fr: 'vérification avant délivrance', en: 'check before dispensing' },
  'change.level': {
    fr: 'La mesure va jusqu’à : {to} (auparavant : {from})',
    en: 'Reaches down to: {to} (before: {from})',
  },
  'change.level.wholesaler': { fr: 'grossistes', en: 'wholesalers' },
  'change.level.hospital': { fr: 'hôpitaux', en: 'hospitals' },
  'change.level.pharmacy': { fr: 'officines', en: 'pharmacies' },
  'change.level.patient': { fr: 'patients', en: 'patients' },
  'change.class': { fr: 'Classe : {to} (auparavant : {from})', en: 'Class: {to} (before: {from})' },
  'change.class.none': { fr: 'aucune', en: 'none' },
  'change.effective-at': { fr: 'Début de la mesure : {to} (auparavant : {from})', en: 'Begins: {to} (before: {from})' },
  'change.effective-at.at-once': { fr: 'dès sa publication', en: 'on publication' },
  'change.territories': { fr: 'Territoires : {to} (auparavant : {from})', en: 'Territories: {to} (before: {from})' },
  'change.territories.everywhere': { fr: 'partout', en: 'everywhere' },
  'change.products-added.one': { fr: 'Produit ajouté : {products}', en: 'Product added: {products}' },
  'change.products-added.other': { fr: 'Produits ajoutés : {products}', en: 'Products added: {products}' },
  'change.products-removed.one': {
    fr: 'Produit retiré de la mesure : {products}',
    en: 'Product taken out of the measure: {products}',
  },
  'change.products-removed.other': {
    fr: 'Produits retirés de la mesure : {products}',
    en: 'Products taken out of the measure: {products}',
  },
  'change.rule': { fr: '{product} : désormais {rule}', en: '{product}: now {rule}' },
  'change.lots-limited': { fr: '{product} : désormais seulement {rule}', en: '{product}: now only {rule}' },
  'change.lots-added.one': { fr: 'Lot ajouté pour {product} : {lots}', en: 'Lot added for {product}: {lots}' },
  'change.lots-added.other': { fr: 'Lots ajoutés pour {product} : {lots}', en: 'Lots added for {product}: {lots}' },
  'change.lots-removed.one': {
    fr: 'Lot retiré de la mesure pour {product} : {lots}',
    en: 'Lot taken out of the measure for {product}: {lots}',
  },
  'change.lots-removed.other': {
    fr: 'Lots retirés de la mesure pour {product} : {lots}',
    en: 'Lots taken out of the measure for {product}: {lots}',
  },
  'change.lot-expiry': {
    fr: 'Péremption corrigée pour {product} : {lots}',
    en: 'Expiry corrected for {product}: {lots}',
  },
  'change.lot-expiry.lot': { fr: 'lot {lot}, {to} (auparavant : {from})', en: 'lot {lot}, {to} (before: {from})' },
  'change.lot-expiry.none': { fr: 'sans péremption', en: 'no expiry' },
  'change.lot-serials.one': {
    fr: 'Numéros de série visés modifiés pour {product}, lot {lots}',
    en: 'Serial numbers aimed at changed for {product}, lot {lots}',
  },
  'change.lot-serials.other': {
    fr: 'Numéros de série visés modifiés pour {product}, lots {lots}',
    en: 'Serial numbers aimed at changed for {product}, lots {lots}',
  },
  'change.except-added.one': {
    fr: 'Lot désormais exclu de la mesure pour {product} : {lots}',
    en: 'Lot now excepted for {product}: {lots}',
  },
  'change.except-added.other': {
    fr: 'Lots désormais exclus de la mesure pour {product} : {lots}',
    en: 'Lots now excepted for {product}: {lots}',
  },
  'change.except-removed.one': {
    fr: 'Lot désormais visé pour {product}, qui était exclu : {lots}',
    en: 'Lot now aimed at for {product}, excepted before: {lots}',
  },
  'change.except-removed.other': {
    fr: 'Lots désormais visés pour {product}, qui étaient exclus : {lots}',
    en: 'Lots now aimed at for {product}, excepted before: {lots}',
  },
  'change.expiry-range': {
    fr: '{product}, péremptions visées : {to} (auparavant : {from})',
    en: '{product}, expiry dates aimed at: {to} (before: {from})',
  },
  'change.manufactured-range': {
    fr: '{product}, dates de fabrication visées : {to} (auparavant : {from})',
    en: '{product}, manufacturing dates aimed at: {to} (before: {from})',
  },
  'change.any-date': { fr: 'toutes', en: 'any' },
  'change.condition': {
    fr: '{product}, à vérifier sur la boîte : {to} (auparavant : {from})',
    en: '{product}, to be checked on the pack: {to} (before: {from})',
  },
  'change.condition.none': { fr: 'rien', en: 'nothing' },
  'change.report-quantities.yes': {
    fr: 'Les quantités isolées sont désormais à déclarer.',
    en: 'The quantities set aside now have to be reported.',
  },
  'change.report-quantities.no': {
    fr: 'Les quantités isolées ne sont plus à déclarer.',
    en: 'The quantities set aside need no longer be reported.',
  },
  'change.instructions': { fr: 'Nouvelles consignes : {to}', en: 'New instructions: {to}' },
  'change.instructions-gone': { fr: 'Plus de consignes particulières.', en: 'No particular instructions any more.' },
  'change.reason': { fr: 'Motif : {to} (auparavant : {from})', en: 'Reason: {to} (before: {from})' },
  'change.title': { fr: 'Titre : {to} (auparavant : {from})', en: 'Title: {to} (before: {from})' },
  'change.text': { fr: 'Le texte de la notice a changé.', en: 'The text of the notice has changed.' },
  'change.issuer': { fr: 'Contact du laboratoire modifié : {to}', en: 'Contact of the laboratory changed: {to}' },
  'change.expected-return': {
    fr: 'Retour prévu : {to} (auparavant : {from})',
    en: 'Expected back: {to} (before: {from})',
  },
  'change.cause': {
    fr: 'Cause de la rupture : {to} (auparavant : {from})',
    en: 'Cause of the shortage: {to} (before: {from})',
  },
  'change.alternatives': { fr: 'Alternatives : {to} (auparavant : {from})', en: 'Alternatives: {to} (before: {from})' },
  'change.nothing': { fr: 'non précisé', en: 'not given' },
  'change.other': { fr: 'D’autres mentions ont changé.', en: 'Other details have changed.' },

  'bulletin.action.recall': {
    fr: 'Rappel : ne plus délivrer, isoler les boîtes',
    en: 'Recall: do not dispense, set the packs aside',
  },
  'bulletin.action.withdrawal': {
    fr: 'Retrait : ne plus délivrer, isoler les boîtes',
    en: 'Withdrawal: do not dispense, set the packs aside',
  },
  'bulletin.action.quarantine': {
    fr: 'Quarantaine : ne plus délivrer, isoler les boîtes jusqu’à nouvel avis',
    en: 'Quarantine: do not dispense, set the packs aside until further notice',
  },
  'bulletin.action.check': {
    fr: 'Vérification : contrôler chaque boîte avant de la délivrer',
    en: 'Check: look at each pack before dispensing it',
  },
  'bulletin.action.drill': { fr: 'Test à blanc : la délivrance continue', en: 'Drill: dispensing goes on' },
  'bulletin.action.elsewhere': {
    fr: 'Pour information : cette officine n’est pas visée',
    en: 'For information: this pharmacy is not aimed at',
  },
  'bulletin.action.lifted': { fr: 'Mesure levée', en: 'Measure lifted' },
  'bulletin.level.wholesaler': {
    fr: 'Jusqu’aux grossistes : les officines ne sont pas concernées',
    en: 'Down to wholesalers: pharmacies are not concerned',
  },
  'bulletin.level.hospital': {
    fr: 'Jusqu’aux hôpitaux : les officines ne sont pas concernées',
    en: 'Down to hospitals: pharmacies are not concerned',
  },
  'bulletin.level.pharmacy': {
    fr: 'Jusqu’aux officines, sans rappel auprès des patients',
    en: 'Down to pharmacies, without recall from patients',
  },
  'bulletin.level.patient': {
    fr: 'Jusqu’aux patients : prévenir ceux qui ont été servis',
    en: 'Down to patients: tell those already served',
  },
  'bulletin.class.1': { fr: 'Classe 1 : peut mettre la vie en danger', en: 'Class 1: potentially life-threatening' },
  'bulletin.class.2': {
    fr: 'Classe 2 : peut rendre malade ou fausser un traitement',
    en: 'Class 2: could cause illness or mistreatment',
  },
  'bulletin.class.3': {
    fr: 'Classe 3 : sans danger notable pour la santé',
    en: 'Class 3: no significant hazard to health',
  },
  'bulletin.deadline.1': { fr: 'immédiatement', en: 'immediately' },
  'bulletin.deadline.2': { fr: 'dans les 48 heures', en: 'within 48 hours' },
  'bulletin.deadline.3': { fr: 'dans les 5 jours', en: 'within 5 days' },
  'bulletin.deadline.none': { fr: 'sans délai', en: 'without delay' },
  'bulletin.deadline.from': { fr: 'à compter du {date}, {deadline}', en: 'from {date}, {deadline}' },

  'bulletin.do.drill': {
    fr: 'Test à blanc : rien à isoler, personne à prévenir ; la délivrance continue.',
    en: 'Drill: nothing to set aside, nobody to call; dispensing goes on.',
  },
  'bulletin.do.drill-acknowledge': {
    fr: 'Accuser réception, comme pour un vrai rappel.',
    en: 'Acknowledge, as for a real recall.',
  },
  'bulletin.do.drill-over': { fr: 'Test à blanc terminé : rien à faire.', en: 'The drill is over: nothing to do.' },
  'bulletin.do.alert-lifted': {
    fr: 'Alerte levée : elle ne demande plus rien.',
    en: 'Alert lifted: it asks for nothing any more.',
  },
  'bulletin.do.lifted': {
    fr: 'Mesure levée : ces boîtes ne sont plus bloquées. Lire le motif de la levée avant de remettre en stock des boîtes isolées.',
    en: 'Measure lifted: these packs are no longer blocked. Read why before putting packs set aside back into stock.',
  },
  'bulletin.do.other-level': {
    fr: 'La mesure ne descend pas jusqu’aux officines : rien à isoler ici.',
    en: 'The measure does not reach down to pharmacies: nothing to set aside here.',
  },
  'bulletin.do.other-territory': {
    fr: 'La mesure ne vise pas le territoire de cette officine : rien à isoler ici.',
    en: 'The measure does not aim at this pharmacy’s territory: nothing to set aside here.',
  },
  'bulletin.do.scheduled': {
    fr: 'La mesure s’applique à compter du {date} : d’ici là, elle ne bloque rien.',
    en: 'The measure applies from {date}: until then it blocks nothing.',
  },
  'bulletin.do.update': {
    fr: 'Ce bulletin demande une version plus récente de Vigilot : le lire sur le portail, et faire mettre à jour ce poste.',
    en: 'This bulletin needs a newer version of Vigilot: read it on the portal, and have this workstation updated.',
  },
  'bulletin.do.update-codes': {
    fr: 'D’ici là, vérifier chaque boîte de ces produits avant de la délivrer.',
    en: 'Until then check each pack of these products before dispensing it.',
  },
  'bulletin.do.update-any': {
    fr: 'Aucun code produit ne s’y lit : d’ici là, toute boîte est à vérifier avant d’être délivrée.',
    en: 'No product code can be read in it: until then every pack has to be checked before it is dispensed.',
  },
  'bulletin.do.earlier': {
    fr: 'La révision précédente compte toujours : ce qu’elle bloque reste bloqué.',
    en: 'The revision before still counts: what it blocks stays blocked.',
  },
  'bulletin.do.unreadable': {
    fr: 'La notice ne se lit pas en ce moment sur le disque de ce poste : la lire sur le portail. Ce qui en est connu bloque toujours.',
    en: 'The notice cannot be read from this workstation’s disk now: read it on the portal. What is known of it still blocks.',
  },
  'bulletin.do.isolate': {
    fr: 'Ne plus délivrer les boîtes visées : les isoler à l’écart du stock.',
    en: 'Do not dispense the packs aimed at: set them aside, away from stock.',
  },
  'bulletin.do.quarantine': {
    fr: 'Ne plus délivrer les boîtes visées : les isoler jusqu’à nouvel avis.',
    en: 'Do not dispense the packs aimed at: set them aside until further notice.',
  },
  'bulletin.do.check': {
    fr: 'Vérifier chaque boîte visée avant de la délivrer.',
    en: 'Check each pack aimed at before dispensing it.',
  },
  'bulletin.do.condition': {
    fr: 'Là où la notice décrit ce qui se voit sur la boîte, regarder chaque boîte avant de la délivrer.',
    en: 'Where the notice describes what can be seen on the pack, look at each pack before dispensing it.',
  },
  'bulletin.do.search': {
    fr: 'Chercher les boîtes partout : rayons, tiroirs, réserve, réfrigérateur, retours, livraisons en cours.',
    en: 'Look for packs everywhere: shelves, drawers, stockroom, refrigerator, returns, deliveries on the way.',
  },
  'bulletin.do.patients': {
    fr: 'Retrouver les ventes de ces boîtes et prévenir les patients servis.',
    en: 'Find the sales of these packs and call the patients served.',
  },
  'bulletin.do.instructions': {
    fr: 'Suivre les consignes de la notice.',
    en: 'Follow the instructions of the notice.',
  },
  'bulletin.do.report': {
    fr: 'Déclarer les quantités isolées, par lot, ou « aucune boîte ».',
    en: 'Report the quantities set aside, by lot, or “no pack found”.',
  },
  'bulletin.do.return': {
    fr: 'Sauf consigne contraire, retourner les boîtes isolées par le grossiste sous 15 jours.',
    en: 'Unless the notice says otherwise, return the packs set aside through the wholesaler within 15 days.',
  },
} as const satisfies Messages;
