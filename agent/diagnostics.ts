/** The diagnostics of this workstation: every room's steps in the order to read them, and the settings in force. */
import type { Language } from '../protocol/messages/index.ts';
import { type DeskDiagnosis, deskSteps } from './desk/diagnosis.ts';
import { diagnose, type Found, momentFor, type Step } from './diagnosis.ts';
import { type HookDiagnosis, hookSteps } from './hook/diagnosis.ts';
import { type DiagnosticsAnswer, stepIds } from './hook/schemas/diagnostics.ts';
import { type LinkDiagnosis, linkSteps } from './link/diagnosis.ts';
import { type StorageDiagnosis, storageSteps } from './storage-diagnosis.ts';

export interface VersionDiagnosis {
  readonly version: string;
  readonly node: string;
  /** UTC, ISO 8601. */
  readonly startedAt: string;
  /** Bulletins in force that this version could not read. */
  readonly notUnderstood: () => number;
  readonly zone: string;
}

export interface DiagnosticsSources {
  readonly link: LinkDiagnosis;
  readonly desk: DeskDiagnosis;
  readonly hook: HookDiagnosis;
  readonly storage: StorageDiagnosis;
  readonly version: VersionDiagnosis;
  readonly settings: (language: Language) => DiagnosticsAnswer['settings'];
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

/** Looks at everything now; some seconds where the portal does not answer. Never rejects for a step's sake. */
export async function runDiagnostics(sources: DiagnosticsSources, language: Language): Promise<DiagnosticsAnswer> {
  const { link, desk, hook, storage, version, settings, wall } = sources;
  const steps: readonly Step[] = [
    ...linkSteps(link),
    ...deskSteps(desk),
    ...storageSteps(storage),
    ...hookSteps(hook),
    { id: 'version', look: () => versionFound(version) },
  ];
  const at = new Date(wall()).toISOString();
  const order = new Map(stepIds.map((id, index) => [id, index]));
  const inOrder = steps.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  return { at, steps: await diagnose(inOrder, language), settings: settings(language) };
}

function versionFound({ version, node, startedAt, notUnderstood, zone }: VersionDiagnosis): Found {
  const count = notUnderstood();
  const values = { version, node, at: momentFor(startedAt, zone), count };
  if (count === 0) return { state: 'ok', finding: 'agent.diagnostic.version.ok', values };
  const advice = 'agent.diagnostic.version.behind.do';
  return { state: 'warning', finding: 'agent.diagnostic.version.behind', values, advice };
}
