/**
 * Lots and serials. They are kept as scanned and compared exactly; the canonical form below only finds look-alikes, which
 * are never proof of anything but that a person must look.
 */

/** Characters of GS1 set 82 (General Specifications, figure 7.11-1), and the space that real lots contain. */
const lotPattern =
  /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]([!"%&'()*+,\-./0-9:;<=>?A-Z_a-z ]{0,18}[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z])?$/;

/** Whether `text`, already trimmed, can be a lot or a serial: 1 to 20 characters of set 82, spaces inside allowed. */
export function isLot(text: string): boolean {
  return lotPattern.test(text);
}

/**
 * The form in which look-alike lots are equal: upper case, without space `-` `/` `.` `_`, O as 0, I and L as 1, leading
 * zeros stripped (never to empty). Source: the design's verdict table; the field reports caps lock and O/0 as the
 * commonest false alerts.
 */
export function canonicalLot(lot: string): string {
  const folded = lot
    .toUpperCase()
    .replace(/[ \-/._]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1');
  return folded.replace(/^0+(?=.)/, '');
}

/** Two lots that are not the same but that a person or a scanner could confuse. */
export function resembles(a: string, b: string): boolean {
  return a !== b && canonicalLot(a) === canonicalLot(b);
}
