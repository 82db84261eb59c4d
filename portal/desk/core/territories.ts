/**
 * Departments and overseas collectivities: their names, and where each stands on a schematic map, one tile each, drawn by us:
 * the grid keeps neighbours near, not areas nor distances.
 */
import { expandTerritory } from '../../../protocol/territory.ts';
import { locale } from '../../../renderer/core/say.ts';

/** INSEE number and name. */
const named: Readonly<Record<string, string>> = {
  '01': 'Ain',
  '02': 'Aisne',
  '03': 'Allier',
  '04': 'Alpes-de-Haute-Provence',
  '05': 'Hautes-Alpes',
  '06': 'Alpes-Maritimes',
  '07': 'Ardèche',
  '08': 'Ardennes',
  '09': 'Ariège',
  10: 'Aube',
  11: 'Aude',
  12: 'Aveyron',
  13: 'Bouches-du-Rhône',
  14: 'Calvados',
  15: 'Cantal',
  16: 'Charente',
  17: 'Charente-Maritime',
  18: 'Cher',
  19: 'Corrèze',
  21: 'Côte-d’Or',
  22: 'Côtes-d’Armor',
  23: 'Creuse',
  24: 'Dordogne',
  25: 'Doubs',
  26: 'Drôme',
  27: 'Eure',
  28: 'Eure-et-Loir',
  29: 'Finistère',
  '2A': 'Corse-du-Sud',
  '2B': 'Haute-Corse',
  30: 'Gard',
  31: 'Haute-Garonne',
  32: 'Gers',
  33: 'Gironde',
  34: 'Hérault',
  35: 'Ille-et-Vilaine',
  36: 'Indre',
  37: 'Indre-et-Loire',
  38: 'Isère',
  39: 'Jura',
  40: 'Landes',
  41: 'Loir-et-Cher',
  42: 'Loire',
  43: 'Haute-Loire',
  44: 'Loire-Atlantique',
  45: 'Loiret',
  46: 'Lot',
  47: 'Lot-et-Garonne',
  48: 'Lozère',
  49: 'Maine-et-Loire',
  50: 'Manche',
  51: 'Marne',
  52: 'Haute-Marne',
  53: 'Mayenne',
  54: 'Meurthe-et-Moselle',
  55: 'Meuse',
  56: 'Morbihan',
  57: 'Moselle',
  58: 'Nièvre',
  59: 'Nord',
  60: 'Oise',
  61: 'Orne',
  62: 'Pas-de-Calais',
  63: 'Puy-de-Dôme',
  64: 'Pyrénées-Atlantiques',
  65: 'Hautes-Pyrénées',
  66: 'Pyrénées-Orientales',
  67: 'Bas-Rhin',
  68: 'Haut-Rhin',
  69: 'Rhône',
  70: 'Haute-Saône',
  71: 'Saône-et-Loire',
  72: 'Sarthe',
  73: 'Savoie',
  74: 'Haute-Savoie',
  75: 'Paris',
  76: 'Seine-Maritime',
  77: 'Seine-et-Marne',
  78: 'Yvelines',
  79: 'Deux-Sèvres',
  80: 'Somme',
  81: 'Tarn',
  82: 'Tarn-et-Garonne',
  83: 'Var',
  84: 'Vaucluse',
  85: 'Vendée',
  86: 'Vienne',
  87: 'Haute-Vienne',
  88: 'Vosges',
  89: 'Yonne',
  90: 'Territoire de Belfort',
  91: 'Essonne',
  92: 'Hauts-de-Seine',
  93: 'Seine-Saint-Denis',
  94: 'Val-de-Marne',
  95: 'Val-d’Oise',
  971: 'Guadeloupe',
  972: 'Martinique',
  973: 'Guyane',
  974: 'La Réunion',
  975: 'Saint-Pierre-et-Miquelon',
  976: 'Mayotte',
  977: 'Saint-Barthélemy',
  978: 'Saint-Martin',
  986: 'Wallis-et-Futuna',
  987: 'Polynésie française',
  988: 'Nouvelle-Calédonie',
};

const mainland = `
                     62
               76 80 60 59
            14 27 95 93 02 08 55
      22 50 61 78 92 75 77 51 54 57 67
29    35 53 72 28 91 94 10 52 88 68
      56 44 49 37 41 45 89 21 70 90
         85 79 86 36 18 58 71 39 25
            17 87 23 63 03 69 01 74
            16 24 19 15 43 42 38 73
            33 47 46 12 48 07 26 05
            40 32 82 81 30 84 04 06
         64 65 31 09 11 34 13 83
                     66             2B
                                    2A`;
const overseas = ['971', '972', '973', '974', '975', '976', '977', '978', '986', '987', '988'];

export interface Tile {
  readonly code: string;
  readonly name: string;
  readonly column: number;
  readonly row: number;
}

/** `FR-75`, as the portal writes it. */
const codeOf = (number: string) => `FR-${number}`;

const rows = mainland.split('\n').slice(1);

/** Every department and collectivity with its place; overseas below the mainland. */
export const tiles: readonly Tile[] = [
  ...rows.flatMap((line, row) =>
    [...line.matchAll(/[0-9AB]{2}/g)].map(({ 0: number, index }) => ({
      code: codeOf(number),
      name: named[number] ?? number,
      column: index / 3,
      row,
    })),
  ),
  ...overseas.map((number, column) => ({
    code: codeOf(number),
    name: named[number] ?? number,
    column: column + 1,
    row: rows.length,
  })),
];
export const columns = 13;
export const rowCount = rows.length + 1;

const byCode = new Map(tiles.map((tile) => [tile.code, tile]));

/** `75 Paris`; a code that is not ours stays as it is. */
export function territoryName(code: string): string {
  const tile = byCode.get(code);
  return tile === undefined ? code : `${code.slice(3)} ${tile.name}`;
}

/** Names one after the other, by number. */
export function territoryNames(codes: readonly string[]): string {
  return new Intl.ListFormat(locale(), { type: 'conjunction' }).format(codes.toSorted().map(territoryName));
}

/** Regions and their departments (ISO 3166-2:FR). */
export const regions: ReadonlyArray<{ readonly name: string; readonly codes: readonly string[] }> = (
  [
    ['Auvergne-Rhône-Alpes', 'FR-ARA'],
    ['Bourgogne-Franche-Comté', 'FR-BFC'],
    ['Bretagne', 'FR-BRE'],
    ['Centre-Val de Loire', 'FR-CVL'],
    ['Corse', 'FR-20R'],
    ['Grand Est', 'FR-GES'],
    ['Hauts-de-France', 'FR-HDF'],
    ['Île-de-France', 'FR-IDF'],
    ['Normandie', 'FR-NOR'],
    ['Nouvelle-Aquitaine', 'FR-NAQ'],
    ['Occitanie', 'FR-OCC'],
    ['Pays de la Loire', 'FR-PDL'],
    ['Provence-Alpes-Côte d’Azur', 'FR-PAC'],
  ] as const
).map(([name, code]) => ({ name, codes: expandTerritory(code) ?? [] }));
