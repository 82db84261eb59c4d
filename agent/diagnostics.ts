/** The diagnostics of this workstation: every room's steps in the order to read them, and the settings in force. */
import type { Language } from '../protocol/messages/index.ts';
import { listSettings } from '../protocol/settings.ts';
import type { ApplicationNews } from './application.ts';
import type { Clock } from './clock.ts';
import type { DatabaseInspector } from './database-inspection.ts';
import type { Desk } from './desk/desk.ts';
import { type DeskDiagnosis, deskSteps } from './desk/diagnosis.ts';
import { diagnose, type Found, momentFor, type Step } from './diagnosis.ts';
import { type HookDiagnosis, hookSteps } from './hook/diagnosis.ts';
import type { RunningHook } from './hook/hook.ts';
import type { PortRefusal } from './hook/listen.ts';
import { type DiagnosticsAnswer, stepIds } from './hook/schemas/diagnostics.ts';
import { type LinkDiagnosis, linkSteps } from './link/diagnosis.ts';
import type { Freshness } from './link/freshness.ts';
import type { IdentityStore } from './link/identity.ts';
import type { Link } from './link/link.ts';
import { probePortal } from './link/probe.ts';
import type { LogFile } from './log-file.ts';
import { agentSettings, type ResolvedSettings } from './policy/settings.ts';
import type { Register } from './register/register.ts';
import { type StorageDiagnosis, storageSteps } from './storage-diagnosis.ts';
import type { StorageFaults } from './storage-faults.ts';

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
  readonly application: Step;
  readonly settings: (language: Language) => DiagnosticsAnswer['settings'];
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

/** The rooms of a running agent, as diagnostics look at them. */
export interface DiagnosedRooms {
  readonly settings: ResolvedSettings;
  readonly link: Pick<Link, 'status'>;
  readonly identity: IdentityStore;
  readonly freshness: Freshness;
  readonly register: Pick<Register, 'keyVersion' | 'newestTip' | 'bulletins'>;
  readonly desk: Desk;
  readonly inspector: DatabaseInspector;
  readonly storageFaults: Pick<StorageFaults, 'list'>;
  readonly portRefusals: readonly PortRefusal[];
  /** null before it stands: then nobody can ask. */
  readonly hook: Pick<RunningHook, 'url' | 'port'> | null;
  readonly logFile: LogFile | null;
  readonly clock: Clock;
  readonly version: string;
  readonly startedAt: string;
  readonly application: ApplicationNews;
  readonly zone: string;
}

/** What the steps ask of these rooms. */
export function diagnosticsSources(rooms: DiagnosedRooms): DiagnosticsSources {
  const { settings, link, identity, freshness, register, desk, inspector, hook, logFile, clock, zone } = rooms;
  const { dataDir, portalUrl, offlineLimit: offlineLimitSeconds, hookPort: wishedPort, tillGroup } = settings.values;
  const wall = () => clock.wall();
  return {
    link: {
      link: () => link.status(),
      probe: (url) => probePortal({ portalUrl: url, proxy: settings.values.proxy, wall }),
      identity,
      freshness,
      register,
      portalUrl,
      offlineLimitSeconds,
      zone,
      wall,
    },
    desk: { desk, zone, wall },
    hook: {
      url: hook?.url ?? '',
      port: hook?.port ?? 0,
      wishedPort,
      refusals: rooms.portRefusals,
      dataDir,
      tillGroup,
    },
    storage: { dataDir, inspector, faults: () => rooms.storageFaults.list(), logFile },
    version: {
      version: rooms.version,
      node: process.versions.node,
      startedAt: rooms.startedAt,
      notUnderstood: () =>
        register.bulletins().filter(({ revisions }) => revisions.some(({ understood }) => !understood)).length,
      zone,
    },
    application: rooms.application.step(zone),
    settings: (language) => listSettings(agentSettings, settings, language),
    wall,
  };
}

/** Looks at everything now; some seconds where the portal does not answer. Never rejects for a step's sake. */
export async function runDiagnostics(sources: DiagnosticsSources, language: Language): Promise<DiagnosticsAnswer> {
  const { link, desk, hook, storage, version, application, settings, wall } = sources;
  const steps: readonly Step[] = [
    ...linkSteps(link),
    ...deskSteps(desk),
    ...storageSteps(storage),
    ...hookSteps(hook),
    { id: 'version', look: () => versionFound(version) },
    application,
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
