import type { Messages } from './index.ts';

/** The inventory's export, and what is expected of its calls. */
export const inventoryMessages = {
  'agent.inventory.column.at': { fr: 'Date et heure', en: 'Date and time' },
  'agent.inventory.column.quantity': { fr: 'Boîtes', en: 'Packs' },
  'agent.inventory.column.verdict': { fr: 'Réponse', en: 'Answer' },
  'agent.inventory.column.gtin': { fr: 'GTIN', en: 'GTIN' },
  'agent.inventory.column.cip13': { fr: 'CIP13', en: 'CIP13' },
  'agent.inventory.column.name': { fr: 'Produit', en: 'Product' },
  'agent.inventory.column.lot': { fr: 'Lot', en: 'Lot' },
  'agent.inventory.column.expiry': { fr: 'Péremption', en: 'Expiry' },
  'agent.inventory.column.references': { fr: 'Références', en: 'References' },
  'agent.inventory.column.message': { fr: 'Que faire', en: 'What to do' },
  'agent.inventory.verdict.allow': { fr: 'Aucun rappel', en: 'No recall' },
  'agent.inventory.verdict.verify': { fr: 'À vérifier', en: 'To be verified' },
  'agent.inventory.verdict.block': { fr: 'À isoler', en: 'To be set aside' },
  'agent.inventory.file': { fr: 'inventaire', en: 'inventory' },
  'expected.inventory-id': {
    fr: 'l’identifiant d’un inventaire de ce poste',
    en: 'the id of an inventory of this post',
  },
  'expected.inventory-line': { fr: 'l’identifiant d’une ligne d’inventaire', en: 'the id of a line of an inventory' },
} as const satisfies Messages;
