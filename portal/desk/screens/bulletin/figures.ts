/** The tracking of a revision as figures: how it spread, where, and who is missing. Pure. */
import type { TrackingView } from '../../../tracking/tracking.ts';

export const steps = ['delivered', 'displayed', 'acknowledged', 'reported'] as const;
export type Step = (typeof steps)[number];

export interface Spread {
  readonly step: Step;
  /** Seconds since the validation and the count reached then. */
  readonly points: ReadonlyArray<readonly [seconds: number, count: number]>;
  readonly median: number | null;
  readonly p95: number | null;
}

export interface Department {
  /** null: officines whose department is not known. */
  readonly territory: string | null;
  readonly officines: number;
  /** With at least one workstation that has it, or acknowledged it. */
  readonly reached: number;
  readonly acknowledged: number;
}

/** Points that a curve of this width can show. */
const MOST_POINTS = 300;

type Officine = TrackingView['officines'][number];

/** Whether a workstation of it has come to `step` in this revision. */
function has({ workstations }: Officine, step: Step, revision: number): boolean {
  return workstations.some((one) => one.revision === revision && one[step] !== null);
}

/** How each step spread over workstations since `start` (ms); clocks that run ahead of the validation count as at once. */
export function spreadOf({ officines, revision }: TrackingView, start: number): Spread[] {
  const workstations = officines.flatMap((one) => one.workstations).filter((one) => one.revision === revision);
  return steps.map((step) => {
    const after = workstations
      .flatMap((one) => (one[step] === null ? [] : [Math.max(0, (Date.parse(one[step]) - start) / 1000)]))
      .toSorted((a, b) => a - b);
    const every = Math.max(1, Math.ceil(after.length / MOST_POINTS));
    const points = after
      .map((seconds, index) => [seconds, index + 1] as const)
      .filter(([, count]) => count % every === 0 || count === after.length);
    const at = (share: number) => after[Math.ceil(after.length * share) - 1] ?? null;
    return { step, points, median: at(0.5), p95: at(0.95) };
  });
}

/** By department, those with the most that are missing first. */
export function departmentsOf({ officines, revision }: TrackingView): Department[] {
  return [...Map.groupBy(officines, ({ territory }) => territory)]
    .map(([territory, own]) => ({
      territory,
      officines: own.length,
      reached: own.filter((one) => has(one, 'delivered', revision)).length,
      acknowledged: own.filter((one) => has(one, 'acknowledged', revision)).length,
    }))
    .toSorted(
      (a, b) =>
        b.officines - b.reached - (a.officines - a.reached) || (a.territory ?? '').localeCompare(b.territory ?? ''),
    );
}
