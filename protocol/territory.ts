/**
 * Territories a measure can be limited to: departments and overseas collectivities by their INSEE number (`FR-75`, `FR-2A`,
 * `FR-974`); regions and the letter codes of ISO 3166-2:FR are accepted and expanded to them.
 */

/** ISO 3166-2:FR regions and their departments (law 2015-29, in force since 2016). */
const regions: Readonly<Record<string, readonly string[]>> = {
  'FR-ARA': ['01', '03', '07', '15', '26', '38', '42', '43', '63', '69', '73', '74'],
  'FR-BFC': ['21', '25', '39', '58', '70', '71', '89', '90'],
  'FR-BRE': ['22', '29', '35', '56'],
  'FR-CVL': ['18', '28', '36', '37', '41', '45'],
  'FR-COR': ['2A', '2B'],
  'FR-20R': ['2A', '2B'],
  'FR-GES': ['08', '10', '51', '52', '54', '55', '57', '67', '68', '88'],
  'FR-HDF': ['02', '59', '60', '62', '80'],
  'FR-IDF': ['75', '77', '78', '91', '92', '93', '94', '95'],
  'FR-NOR': ['14', '27', '50', '61', '76'],
  'FR-NAQ': ['16', '17', '19', '23', '24', '33', '40', '47', '64', '79', '86', '87'],
  'FR-OCC': ['09', '11', '12', '30', '31', '32', '34', '46', '48', '65', '66', '81', '82'],
  'FR-PDL': ['44', '49', '53', '72', '85'],
  'FR-PAC': ['04', '05', '06', '13', '83', '84'],
};

/** Overseas: INSEE number, ISO letters, and the time zone in which a pack there expires (IANA). */
const overseas: ReadonlyArray<{ code: string; letters: string; zone: string }> = [
  { code: 'FR-971', letters: 'FR-GP', zone: 'America/Guadeloupe' },
  { code: 'FR-972', letters: 'FR-MQ', zone: 'America/Martinique' },
  { code: 'FR-973', letters: 'FR-GF', zone: 'America/Cayenne' },
  { code: 'FR-974', letters: 'FR-RE', zone: 'Indian/Reunion' },
  { code: 'FR-975', letters: 'FR-PM', zone: 'America/Miquelon' },
  { code: 'FR-976', letters: 'FR-YT', zone: 'Indian/Mayotte' },
  { code: 'FR-977', letters: 'FR-BL', zone: 'America/St_Barthelemy' },
  { code: 'FR-978', letters: 'FR-MF', zone: 'America/Marigot' },
  { code: 'FR-986', letters: 'FR-WF', zone: 'Pacific/Wallis' },
  { code: 'FR-987', letters: 'FR-PF', zone: 'Pacific/Tahiti' },
  { code: 'FR-988', letters: 'FR-NC', zone: 'Pacific/Noumea' },
];

const zones = new Map(overseas.map(({ code, zone }) => [code, zone]));
const expansions = new Map<string, readonly string[]>([
  ...Object.entries(regions).map(([code, departments]) => [code, departments.map((d) => `FR-${d}`)] as const),
  ...overseas.flatMap(({ code, letters }) => [[letters, [code]] as const, [code, [code]] as const]),
  ...Object.values(regions).flatMap((departments) => departments.map((d) => [`FR-${d}`, [`FR-${d}`]] as const)),
]);

/** The departments and collectivities that a code names (a region gives several), or null for a code that is none. */
export function expandTerritory(code: string): readonly string[] | null {
  return expansions.get(code.toUpperCase()) ?? null;
}

/** The IANA time zone of a territory; mainland departments are on Paris time. */
export function zoneOfTerritory(code: string): string {
  return zones.get(code) ?? 'Europe/Paris';
}
