import type { Messages } from './index.ts';

/** The sentence at the till, by verdict and first reason (agent/verdict/sentence.ts). */
export const verdictMessages = {
  'verdict.allow': { fr: 'Aucun rappel en cours ne vise cette boîte.', en: 'No recall in force aims at this pack.' },
  'verdict.allow.drill': {
    fr: 'Test à blanc {reference} : cette boîte serait visée. Aucune mesure à prendre, délivrance possible.',
    en: 'Drill {reference}: this pack would be aimed at. Nothing to do, it may be dispensed.',
  },
  'verdict.allow.elsewhere': {
    fr: 'La mesure {reference} vise cette boîte, mais pas cette officine (autre territoire ou autre niveau) : délivrance possible.',
    en: 'Measure {reference} aims at this pack, but not at this pharmacy (other territory or level): it may be dispensed.',
  },
  'verdict.allow.stale': {
    fr: 'Aucun rappel connu ne vise cette boîte ; la liste des rappels n’est plus actualisée en direct.',
    en: 'No known recall aims at this pack; the list of recalls is no longer updated live.',
  },

  'verdict.block.lot': {
    fr: 'Lot {lot} rappelé ({reference}) : ne pas délivrer. Isoler la boîte.',
    en: 'Lot {lot} is recalled ({reference}): do not dispense. Set the pack aside.',
  },
  'verdict.block.lot-ambiguous': {
    fr: 'Le scan peut se lire comme un lot rappelé ({reference}) : ne pas délivrer. Isoler la boîte et vérifier le lot imprimé.',
    en: 'The scan can be read as a recalled lot ({reference}): do not dispense. Set the pack aside and check the printed lot.',
  },
  'verdict.block.product': {
    fr: 'Produit rappelé ({reference}) : ne pas délivrer. Isoler la boîte.',
    en: 'Product recalled ({reference}): do not dispense. Set the pack aside.',
  },
  'verdict.block.expiry': {
    fr: 'Péremption {expiry} visée par le rappel {reference} : ne pas délivrer. Isoler la boîte.',
    en: 'Expiry {expiry} is recalled ({reference}): do not dispense. Set the pack aside.',
  },
  'verdict.block.manufacture': {
    fr: 'Fabrication du {manufactured} visée par le rappel {reference} : ne pas délivrer. Isoler la boîte.',
    en: 'Manufacturing date {manufactured} is recalled ({reference}): do not dispense. Set the pack aside.',
  },
  'verdict.block.serial': {
    fr: 'Boîte rappelée par son numéro de série ({reference}) : ne pas délivrer. Isoler la boîte.',
    en: 'Pack recalled by its serial number ({reference}): do not dispense. Set the pack aside.',
  },
  'verdict.block.quarantined': {
    fr: 'Boîte mise en quarantaine ({reference}) : ne pas délivrer. Isoler la boîte jusqu’à nouvel avis.',
    en: 'Pack under quarantine ({reference}): do not dispense. Set the pack aside until further notice.',
  },
  'verdict.block.other': {
    fr: 'Boîte visée par le rappel {reference} : ne pas délivrer. Isoler la boîte.',
    en: 'Pack recalled ({reference}): do not dispense. Set the pack aside.',
  },

  'verdict.verify.check': {
    fr: 'À vérifier avant de délivrer ({reference}) : {instructions}',
    en: 'Check before dispensing ({reference}): {instructions}',
  },
  'verdict.verify.update': {
    fr: 'Le bulletin {reference} demande une version plus récente de Vigilot : le lire sur le portail avant de délivrer, et mettre à jour ce poste.',
    en: 'Bulletin {reference} needs a newer version of Vigilot: read it on the portal before dispensing, and update this workstation.',
  },
  'verdict.verify.lot-resembles': {
    fr: 'Lot {lot} à comparer au lot {resembles} de {reference}, qui lui ressemble : lire le lot imprimé avant de délivrer.',
    en: 'Compare lot {lot} with lot {resembles} of {reference}, which resembles it: read the printed lot before dispensing.',
  },
  'verdict.verify.lot-other-expiry': {
    fr: 'Lot {lot} rappelé avec une autre péremption ({reference}) : lire le lot et la péremption imprimés avant de délivrer.',
    en: 'Lot {lot} is recalled with another expiry ({reference}): read the printed lot and expiry before dispensing.',
  },
  'verdict.verify.lot-missing': {
    fr: 'Lot non lu, et des lots de ce produit sont rappelés ({reference}) : scanner le DataMatrix ou saisir le lot avant de délivrer.',
    en: 'No lot read, and lots of this product are recalled ({reference}): scan the DataMatrix or key the lot before dispensing.',
  },
  'verdict.verify.expiry-missing': {
    fr: 'Le rappel {reference} vise certaines péremptions : lire celle de la boîte avant de délivrer.',
    en: 'Recall {reference} aims at certain expiry dates: read the one on the pack before dispensing.',
  },
  'verdict.verify.manufacture-missing': {
    fr: 'Le rappel {reference} vise certaines dates de fabrication : lire celle de la boîte avant de délivrer.',
    en: 'Recall {reference} aims at certain manufacturing dates: read the one on the pack before dispensing.',
  },
  'verdict.verify.serial-missing': {
    fr: 'Le rappel {reference} vise certains numéros de série de ce lot : lire celui de la boîte avant de délivrer.',
    en: 'Recall {reference} aims at certain serial numbers of this lot: read the one on the pack before dispensing.',
  },
  'verdict.verify.scan-recalled': {
    fr: 'Le scan se lit de plusieurs façons et ce produit est visé par {reference} : lire le lot et la péremption imprimés avant de délivrer.',
    en: 'The scan reads in several ways and {reference} aims at this product: read the printed lot and expiry before dispensing.',
  },
  'verdict.verify.scan-doubtful': {
    fr: 'Une partie du scan est illisible : lire le lot et la péremption imprimés, ou rescanner, avant de délivrer.',
    en: 'Part of the scan is unreadable: read the printed lot and expiry, or scan again, before dispensing.',
  },
  'verdict.verify.pack-expired': {
    fr: 'Boîte périmée : vérifier la date imprimée ; ne pas délivrer si elle est dépassée.',
    en: 'Pack expired: check the printed date; do not dispense if it is past.',
  },
  'verdict.verify.feed-unsynced': {
    fr: 'La liste des rappels de ce poste est incomplète : vérifier les rappels par un autre moyen avant de délivrer.',
    en: 'The list of recalls on this workstation is incomplete: check recalls by other means before dispensing.',
  },
  'verdict.verify.feed-stale': {
    fr: 'Ce poste n’a plus de nouvelles du portail depuis trop longtemps : vérifier les rappels par un autre moyen avant de délivrer.',
    en: 'This workstation has not heard from the portal for too long: check recalls by other means before dispensing.',
  },
  'verdict.verify.other': {
    fr: 'Boîte à vérifier avant de délivrer ({reference}).',
    en: 'Check this pack before dispensing ({reference}).',
  },

  'verdict.also.patients': {
    fr: 'Rappel jusqu’aux patients : prévenir ceux qui ont été servis.',
    en: 'The recall reaches patients: tell those already served.',
  },
  'verdict.also.expired': { fr: 'Boîte périmée de surcroît.', en: 'The pack is expired as well.' },
  'verdict.no-reference': { fr: 'sans référence', en: 'no reference' },
} as const satisfies Messages;
