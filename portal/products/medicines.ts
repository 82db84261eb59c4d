/** Presentations out of the files of the public medicines database (base de données publique des médicaments). Pure. */
import { medicinesRows } from '../../protocol/medicines-file.ts';
import { readProductCode } from '../../protocol/product.ts';

export const medicinesFiles = ['CIS_bdpm.txt', 'CIS_CIP_bdpm.txt', 'CIS_MITM.txt'] as const;

/** Bytes by name of file, as downloaded. */
export interface MedicinesFiles {
  /** Medicines: what they are called, and who holds their authorisation. */
  readonly 'CIS_bdpm.txt': Uint8Array;
  /** Their presentations, with CIP7 and CIP13. */
  readonly 'CIS_CIP_bdpm.txt': Uint8Array;
  /** Medicines of major therapeutic interest; without it nothing is known of any. */
  readonly 'CIS_MITM.txt'?: Uint8Array | undefined;
}

export interface Presentation {
  readonly gtin: string;
  readonly cis: string;
  readonly name: string;
  readonly presentation: string;
  readonly holder: string;
  readonly status: string;
  readonly marketing: string;
  /** null: no file says. */
  readonly mitm: boolean | null;
}

/**
 * Every presentation with a valid CIP13, and how many rows have none. Columns as in July 2026: of CIS_bdpm CIS, name, …,
 * holder (11th); of CIS_CIP CIS, CIP7, label, status, marketing, date, CIP13; of CIS_MITM the CIS first. Throws
 * `MedicinesFileError`; `force` takes files that look cut short.
 */
export function readMedicines(
  files: MedicinesFiles,
  force = false,
): { readonly presentations: Presentation[]; readonly skipped: number } {
  const medicines = new Map<string, { name: string; holder: string }>();
  for (const row of medicinesRows('CIS_bdpm.txt', files['CIS_bdpm.txt'], { columns: 11, force })) {
    medicines.set(row[0] ?? '', { name: (row[1] ?? '').trim(), holder: (row[10] ?? '').trim() });
  }
  const major = majorIn(files['CIS_MITM.txt'], force);
  const presentations = new Map<string, Presentation>();
  let skipped = 0;
  for (const row of medicinesRows('CIS_CIP_bdpm.txt', files['CIS_CIP_bdpm.txt'], { columns: 7, force })) {
    const [cis = '', , label = '', status = '', marketing = '', , cip13 = ''] = row;
    const code = readProductCode('cip13', cip13);
    if ('fault' in code) {
      skipped += 1;
      continue;
    }
    const { name = '', holder = '' } = medicines.get(cis) ?? {};
    presentations.set(code.gtin, {
      gtin: code.gtin,
      cis,
      name: name || label.trim(),
      presentation: label.trim(),
      holder,
      status: status.trim(),
      marketing: marketing.trim(),
      mitm: major === null ? null : major.has(cis),
    });
  }
  return { presentations: [...presentations.values()], skipped };
}

/** The list is a few thousand long and was never counted by us: it only must not be empty. */
function majorIn(bytes: Uint8Array | undefined, force: boolean): ReadonlySet<string> | null {
  if (bytes === undefined) return null;
  const rows = medicinesRows('CIS_MITM.txt', bytes, { columns: 2, force, fewest: 1 });
  return new Set(rows.map(([cis = '']) => cis));
}
