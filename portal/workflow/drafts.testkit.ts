/** Bodies that laboratories post, for the tests of the portal's rooms: valid, with the fields a test cares about replaced. */

/** JSON of a valid recall with `fields` of its head replaced; `undefined` leaves a field out. */
export function bulletinBody(fields: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return present({
    kind: 'recall',
    reference: 'R-2026-0042',
    title: 'Rappel de lots',
    issuer: { name: 'Laboratoire Exemple', phone: '01 23 45 67 89' },
    attention: 'interrupt',
    drill: false,
    text: 'Ne plus délivrer.',
    effectiveAt: null,
    territories: null,
    recall: recallPart(),
    ...fields,
  });
}

/** The same with fields of its `recall` part replaced. */
export function recallBody(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return bulletinBody({ recall: present({ ...recallPart(), ...fields }) });
}

/** The same with fields of its one target replaced. */
export function targetBody(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return recallBody({ targets: [present({ gtin: '03400930000014', lots: [{ lot: 'A123' }], ...fields })] });
}

function recallPart(): Record<string, unknown> {
  return {
    action: 'recall',
    level: 'pharmacy',
    class: 2,
    reason: 'Impureté',
    instructions: 'Isoler les boîtes.',
    reportQuantities: true,
    targets: [{ gtin: '03400930000014', lots: [{ lot: 'A123', expiry: '2027-03' }, { lot: 'A124' }] }],
  };
}

function present(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
