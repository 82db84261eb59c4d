/** Which column of a list of recipients holds what, by its header in French or English. Pure. */
import { searchable } from '../../products/search.ts';

export const recipientFields = [
  'kind',
  'name',
  'finess',
  'officine',
  'territory',
  'phone',
  'email',
  'fax',
  'line1',
  'line2',
  'line3',
  'line4',
  'postalCode',
  'city',
  'country',
  'active',
] as const;
export type RecipientField = (typeof recipientFields)[number];

const headers: Readonly<Record<RecipientField, RegExp>> = {
  kind: /^(type|kind|categorie|category)( d[eu]? destinataire)?$/,
  name: /^(nom|name|raison sociale|denomination|etablissement|destinataire)$/,
  finess: /^((n|no|num|numero)( d[eu])? )?finess( (et|geographique))?$/,
  officine: /^(id |identifiant )?officine( id)?$/,
  territory: /^(departement|territoire|department|territory|dep|dept)$/,
  phone: /^(telephone|tel|phone)( (fixe|1))?$/,
  email: /^(courriel|mail|e mail|email|adresse (mail|electronique|e mail|email))$/,
  fax: /^(fax|telecopie|telecopieur)$/,
  line1: /^(adresse|address|rue|voie|adresse (ligne )?1|ligne 1|line 1)$/,
  line2: /^(complement( d adresse)?|adresse (ligne )?2|ligne 2|line 2)$/,
  line3: /^(adresse (ligne )?3|ligne 3|line 3)$/,
  line4: /^(adresse (ligne )?4|ligne 4|line 4)$/,
  postalCode: /^(code postal|cp|postal code|postcode|zip)$/,
  city: /^(ville|commune|city|town|localite)$/,
  country: /^(pays|country)$/,
  active: /^(actif|active)$/,
};

/** The field of each column; null: not read. */
export function recipientColumns(cells: readonly string[]): Array<RecipientField | null> {
  return cells.map((header) => {
    const words = searchable(header);
    return recipientFields.find((field) => headers[field].test(words)) ?? null;
  });
}
