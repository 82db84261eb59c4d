/** A parser that only slices, as tills do it: no check digit, no dates, one order of the elements. */
export function slice(scan) {
  const at = scan.startsWith(']') ? 3 : 0;
  const gtin = scan.slice(at + 2, at + 16);
  const expiry = scan.slice(at + 18, at + 24);
  const end = scan.indexOf('\u001d', at + 26);
  const lot = scan.slice(at + 26, end < 0 ? undefined : end);
  return { gtin, expiry, lot, serial: end < 0 ? '' : scan.slice(end + 3) };
}

/** What a server that looks a pack up answers: as much as a till has to know. */
export function answer({ gtin, expiry, lot }, recall) {
  return {
    verdict: recall === undefined ? 'allow' : 'block',
    pack: { gtin, lot, expiry },
    reasons: recall === undefined ? [] : [{ code: 'lot-recalled', reference: recall }],
    message: recall === undefined ? 'Aucun rappel connu.' : `Lot ${lot} rappelé (${recall}) : ne pas délivrer.`,
  };
}
