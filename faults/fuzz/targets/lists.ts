/** Lists that people import: whatever the file holds, rows and faults come out, and no row is lost between the two. */
import { readOfficineList } from '../../../portal/lists/officine-list.ts';
import { readTargetList } from '../../../portal/lists/target-list.ts';
import { readRecipientList } from '../../../portal/outreach/import/list.ts';
import { MedicinesFileError, medicinesRows } from '../../../protocol/medicines-file.ts';
import { Bytes } from '../bytes.ts';
import { seedsOf, type Target } from '../target.ts';

export const lists: Target = {
  name: 'lists',
  what: 'imported lists',
  words: [
    ';',
    ',',
    '\t',
    '\n',
    '\r\n',
    '"',
    '""',
    'gtin',
    'cip13',
    'lot',
    'péremption',
    'nom',
    'finess',
    'téléphone',
    'adresse',
    '=cmd|',
    '3400930000014',
    '2027-03',
    '31/12/2027',
    '46022',
    '\ufeff',
    '\u0000',
  ],
  seeds: seedsOf(
    'gtin;lot;péremption\n03400930000014;A123;2027-03\n',
    'nom;finess;département;téléphone;courriel\nPharmacie du Pont;750000001;75;0102030405;a@example.org\n',
    'nom\ttéléphone\tfax\nPharmacie\t0102030405\t0102030406\n',
    '3400930000014,A123\n3400930000014,"A,124"\n',
    '60002283\t4949729\tplaquette\tPrésentation active\n',
  ),
  fuzz: (data) => {
    const text = new Bytes(data).rest();
    readTargetList(text);
    readTargetList(text, { fillDown: true, product: '03400930000014' });
    readOfficineList(text);
    readRecipientList(text, 'officine');
    try {
      medicinesRows('CIS_CIP_bdpm.txt', data, { columns: 2, fewest: 1 });
    } catch (error) {
      if (!(error instanceof MedicinesFileError)) throw error;
    }
    return 5;
  },
};
