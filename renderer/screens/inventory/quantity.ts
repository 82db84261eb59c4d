/** As the agent takes it (agent/hook/schemas/inventory.ts). */
const MOST = 10_000;

/** Whole packs from 1 to 10 000, with the spaces people write; null where it is none. */
export function quantityOf(text: string): number | null {
  const digits = text.replace(/\s/g, '');
  const value = Number(digits);
  return /^\d+$/.test(digits) && value >= 1 && value <= MOST ? value : null;
}
