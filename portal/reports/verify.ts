/** Whether a report says what its hash says: for whoever was handed one, without the portal. Pure. */
import { createHash } from 'node:crypto';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { canonicalJson } from '../store/canonical.ts';

const Document = Compile(
  Type.Object({ sha256: Type.String(), content: Type.Object({ format: Type.String(), bulletin: Type.Unknown() }) }),
);

export interface ReportProof {
  /** Hexadecimal, as it stands on the pages. */
  readonly claimed: string;
  /** Of the content as it is. */
  readonly found: string;
  readonly holds: boolean;
}

/** The proof of a report's JSON, however it was formatted since; null: it is no report. */
export function proveReport(text: string): ReportProof | null {
  const document = parsed(text);
  if (!Document.Check(document)) return null;
  const found = createHash('sha256').update(canonicalJson(document.content)).digest('hex');
  return { claimed: document.sha256, found, holds: found === document.sha256.toLowerCase() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
}
